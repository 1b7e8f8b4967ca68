"""Layers that hand numbers on as they are: to other places, in parts, or with others beside them."""

from __future__ import annotations

from studio.explanation.functions.function import LayerFunction, back, layer_function, out, register
from studio.layers import Layer, Shape, catalogue
from studio.layers.block import Block
from studio.layers.io import Input, Output
from studio.layers.merge import Chunk, Concat, Split
from studio.layers.resizing import Upsample
from studio.text import tr


def _moved(layer: Layer, *shapes: Shape) -> LayerFunction:
    """Each number goes to one place or several, or to none."""
    added = (("y", tr("x from its place, or 0 where zeros are added")),) if "Zero" in layer.kind else ()
    goes = tr("the places that x goes to: one, several where it is repeated, none where it is cut off")
    return LayerFunction((out("x"),), (back("sum_o(g_o)"),), (*added, ("o", goes)))


MOVING: tuple[type[Layer], ...] = (
    *(each for each in catalogue.values() if each.family == "shape"),
    Concat,
    Chunk,
    Split,
)
for _declared in MOVING:
    if _declared is not Upsample:
        register(_declared, _moved)


@layer_function.register
def end(layer: Output, *shapes: Shape) -> LayerFunction:
    """The loss begins here."""
    return LayerFunction((out("x"),), (back("g"),), (("g", tr("derivative of the loss by the output")),))


@layer_function.register
def beginning(layer: Input, *shapes: Shape) -> LayerFunction:
    """A sample as it is."""
    return LayerFunction(
        instead=tr("It hands the sample on as it is. The gradient that arrives is that of the sample.")
    )


@layer_function.register
def made_of_layers(layer: Block, *shapes: Shape) -> LayerFunction:
    """The chain rule, part by part."""
    return LayerFunction(
        instead=tr("It computes what its parts compute, one after the other; gradients go back through them in turn.")
    )
