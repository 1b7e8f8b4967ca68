"""What was found in a network that is taken in, as people read it: layers, functions, blocks, equality."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from studio.compiler.expansion import expand
from studio.formatting.numbers import exact
from studio.graph.definition import definitions
from studio.layers.block import Block
from studio.text import listed, ntr, paragraph, tr

if TYPE_CHECKING:
    from studio.compiler.importing.onnx_import import Imported

FUNCTIONS = ("Function", "TorchModule", "TorchFunction", "Custom")
"""Layers that stand for an operation by its name: they compute the same, and have fewer settings to change."""

ENDS = ("Input", "Output")

MOST_KINDS = 12


class Finding(NamedTuple):
    """One thing that was found out, with what it is called."""

    title: str
    words: str


def findings(found: Imported) -> list[Finding]:
    """All of them, the most telling first."""
    flat = expand(found.graph).network
    kinds = Counter(node.layer.kind for node in flat.values() if node.layer.kind not in ENDS)
    functions = [name for name, node in flat.items() if node.layer.kind in FUNCTIONS]
    equal = {kind: count for kind, count in kinds.most_common() if kind not in FUNCTIONS}
    parameters = sum(weights.numel() for weights in found.module.parameters())
    rows = [
        Finding(tr("Written by"), _writer(found)),
        Finding(tr("Equal layers"), _counted(equal)),
        Finding(tr("Function nodes"), _named(functions)),
        Finding(tr("Blocks"), _blocks(found)),
        Finding(tr("Parameters"), exact(parameters)),
        Finding(tr("Largest difference"), _equality(found)),
        Finding(tr("To know"), paragraph(*map(str, found.notes)) or tr("Nothing was left out.")),
    ]
    return [row for row in rows if row.words]


def _writer(found: Imported) -> str:
    operations = ntr("{number} operation", "{number} operations", found.operations, number=exact(found.operations))
    if not found.producer:
        return tr("opset {opset}, {operations}", opset=found.opset, operations=operations)
    told = {"producer": found.producer, "opset": found.opset, "operations": operations}
    return tr("{producer}, opset {opset}, {operations}", **told)


def _counted(kinds: dict[str, int]) -> str:
    shown = list(kinds.items())[:MOST_KINDS]
    words = [f"{kind} × {exact(count)}" for kind, count in shown]
    left = sum(kinds.values()) - sum(count for _, count in shown)
    return tr(", ").join([*words, *([ntr("{number} more", "{number} more", left, number=exact(left))] if left else [])])


def _named(names: list[str]) -> str:
    if not names:
        return tr("none")
    return ntr("{count}: {names}", "{count}: {names}", len(names), names=listed([f"“{name}”" for name in names[:6]]))


def _blocks(found: Imported) -> str:
    uses = Counter(node.layer.definition.name for node in found.graph.values() if isinstance(node.layer, Block))
    sizes = {name: len(each.graph) - len(each.inputs) - len(each.outputs)
             for name, each in definitions(found.graph).items()}  # fmt: skip
    return tr(", ").join(
        tr("{name} of {layers} layers × {count}", name=name, layers=sizes[name], count=count)
        for name, count in uses.items()
    )


def _equality(found: Imported) -> str:
    batches = listed([str(each) for each in found.equality.batches])
    worst = f"{found.equality.largest_difference:.1e}"
    return tr("{difference}, on chance numbers in batches of {batches}", difference=worst, batches=batches)
