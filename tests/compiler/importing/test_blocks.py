"""Repeated structure of a file becomes blocks: one definition, used wherever it is met, computing the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from imported import difference, kinds, model, numbers, written
from onnx import NodeProto, helper

from studio.compiler.expansion import expand
from studio.compiler.importing.onnx_import import Imported, import_onnx
from studio.graph.definition import definitions
from studio.layers.block import Block

node = helper.make_node
Weights = dict[str, "object"]


class Written:
    """Collects operations of a file, one behind the other."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: dict[str, object] = {}
        self.last = "x"

    def then(self, kind: str, inputs: Sequence[str] = (), **attributes: object) -> str:
        name = f"t{len(self.nodes)}"
        self.nodes.append(node(kind, [self.last, *inputs], [name], **attributes))
        self.last = name
        return name

    def conv(self, taken: int, given: int, stride: int = 1, size: int = 3) -> str:
        weight = f"w{len(self.nodes)}"
        self.weights[weight] = numbers(given, taken, size, size, seed=len(self.nodes)) / 5
        return self.then("Conv", [weight], strides=[stride, stride], pads=[size // 2] * 4)

    def residual(self, taken: int, given: int, stride: int = 1) -> None:
        begin = self.last
        self.conv(taken, given, stride)
        self.then("Relu")
        end = self.conv(given, given)
        if (taken, stride) != (given, 1):
            self.last = begin
            begin = self.conv(taken, given, stride, size=1)
        self.last = end
        self.then("Add", [begin])
        self.then("Relu")

    def taken_in(self, path: Path, *, blocks: bool = True) -> Imported:
        self.nodes.append(node("Identity", [self.last], ["y"]))
        made = model(self.nodes, {"x": ["N", 3, 8, 8]}, self.weights)  # type: ignore[arg-type]
        return import_onnx(written(made, path), blocks=blocks)


def residual_network() -> Written:
    made = Written()
    made.conv(3, 4)
    for taken, given, stride in ((4, 4, 1), (4, 4, 1), (4, 8, 2), (8, 8, 1), (8, 16, 2), (16, 16, 1)):
        made.residual(taken, given, stride)
    return made


def test_residual_blocks_are_told_by_their_widths_alone(tmp_path: Path) -> None:
    found = residual_network().taken_in(tmp_path / "net.onnx")
    assert kinds(found.graph) == ["Conv2d", *["Block"] * 6]
    same, wider = sorted(definitions(found.graph).values(), key=lambda each: len(each.graph))
    assert [name for name, _ in same.parameters] == ["channels"]
    assert [name for name, _ in wider.parameters] == ["channels"]
    blocks = [each.layer for each in found.graph.values() if isinstance(each.layer, Block)]
    assert [each.arguments["channels"] for each in blocks] == [4, 4, 8, 8, 16, 16]
    assert difference(tmp_path / "net.onnx", found) < 1e-4


def test_blocks_hold_what_the_flat_network_does(tmp_path: Path) -> None:
    folded = residual_network().taken_in(tmp_path / "net.onnx")
    flat = residual_network().taken_in(tmp_path / "net.onnx", blocks=False)
    assert not definitions(flat.graph)
    assert kinds(expand(folded.graph).network) == kinds(flat.graph)
    assert sum(each.numel() for each in folded.module.parameters()) == sum(
        each.numel() for each in flat.module.parameters()
    )


def test_rows_within_a_larger_part_are_found(tmp_path: Path) -> None:
    """As in a DenseNet, where what comes out of a row goes to several places."""
    made = Written()
    made.conv(3, 4)
    given = [made.last]
    for number in range(4):
        made.last = given[0]
        if number:
            made.then("Concat", given[1:], axis=1)
        width = 4 * (number + 1)
        for taken, wanted, size in ((width, 8, 1), (8, 4, 3)):
            made.conv(taken, wanted, size=size)
            made.then("Relu")
        given.append(made.last)
    made.then("Concat", given[:-1], axis=1)
    found = made.taken_in(tmp_path / "net.onnx")
    assert kinds(found.graph).count("Block") == 4
    assert difference(tmp_path / "net.onnx", found) < 1e-4


def test_branches_side_by_side_are_one_block_with_their_widths(tmp_path: Path) -> None:
    made = Written()
    made.conv(3, 6)
    for narrow, wide in ((2, 4), (3, 3), (4, 2)):
        begin = made.last
        first = made.conv(6, narrow, size=1)
        made.last = begin
        made.conv(6, 2)
        made.then("Relu")
        made.conv(2, wide)
        made.then("Concat", [first], axis=1)
    found = made.taken_in(tmp_path / "net.onnx")
    (definition,) = definitions(found.graph).values()
    assert len(definition.parameters) == 2
    assert kinds(found.graph) == ["Conv2d", "Block", "Block", "Block"]
    assert difference(tmp_path / "net.onnx", found) < 1e-4


@pytest.mark.parametrize("layers", [2, 6])
def test_a_row_of_few_layers_stays_as_it_is(layers: int, tmp_path: Path) -> None:
    made = Written()
    for _ in range(layers):
        made.conv(3, 3)
        made.then("Relu")
    assert not definitions(made.taken_in(tmp_path / "net.onnx").graph)
