"""What a block would make of an input is known before it is linked, as for any layer."""

from __future__ import annotations

import pytest

from studio.compiler.block_trial import try_on
from studio.compiler.measure import Measurement
from studio.compiler.shape_errors import Refusal
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import layer
from studio.layers.block import create_block


def block(**params: object) -> object:
    inside = Graph(
        {
            "left": Node(layer("Input", shape=[3, 8, 8])),
            "right": Node(layer("Input", shape=[3, 8, 8])),
            "conv": Node(layer("Conv2d", kernel_size=3), (Source("left"),), bindings=(("out_channels", "channels"),)),
            "other": Node(layer("Conv2d", out_channels=4, kernel_size=3), (Source("right"),)),
            "add": Node(layer("Add"), (Source("conv"), Source("other"))),
            "sum": Node(layer("Output"), (Source("add"),)),
            "auxiliary": Node(layer("Output"), (Source("other"),)),
        }
    )
    return create_block(Definition("Unit", inside, (("channels", 4),)), params)


IMAGE = TensorSpec((5, 16, 16))


def test_a_block_tells_what_comes_out_whatever_its_ports_were_drawn_for() -> None:
    found = try_on(block(), (IMAGE, IMAGE))  # type: ignore[arg-type]
    assert isinstance(found, Measurement)
    assert found.outputs == (TensorSpec((4, 14, 14)), TensorSpec((4, 14, 14)))
    assert found.parameters == 2 * (4 * 5 * 9 + 4)
    twice = try_on(block(repeat=2), (IMAGE, IMAGE))  # type: ignore[arg-type]
    assert isinstance(twice, Measurement)
    assert twice.outputs[0].shape == (4, 12, 12)


@pytest.mark.parametrize(
    ("params", "inputs", "said"),
    [
        ({}, (IMAGE, TensorSpec((5, 20, 20))), "“add” inside: "),
        ({}, (IMAGE, TensorSpec((5,))), "“other” inside: "),
        ({}, (IMAGE,), "Nothing is plugged into “right”"),
        ({"channels": 0}, (IMAGE, IMAGE), "“conv” inside: "),
        ({}, (IMAGE, TensorSpec((), "bool")), "shape"),
    ],
)
def test_a_block_says_why_it_does_not_take_something(
    params: dict[str, object], inputs: tuple[TensorSpec, ...], said: str
) -> None:
    found = try_on(block(**params), inputs)  # type: ignore[arg-type]
    assert isinstance(found, Refusal)
    assert said in found.message
    assert found.remedy


def test_any_other_layer_is_measured() -> None:
    found = try_on(layer("Linear", out_features=2), (TensorSpec((3,)),))
    assert isinstance(found, Measurement)
    assert found.outputs == (TensorSpec((2,)),)
