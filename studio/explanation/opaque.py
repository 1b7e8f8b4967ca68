"""Layers whose formulas nobody can know beforehand, and what is said in their place."""

from __future__ import annotations

from studio.explanation.formula import Formula
from studio.explanation.workings import Workings, workings
from studio.layers import Shape
from studio.layers.block import Block
from studio.layers.custom import Custom
from studio.layers.io import Input
from studio.layers.stored_tensor import StoredTensor
from studio.layers.torch_function import TorchFunction
from studio.layers.torch_module import TorchModule
from studio.text import tr


@workings.register
def entered(layer: Input, *shapes: Shape) -> Workings:
    """What is asked for comes in."""
    return Workings((Formula(tr("output shape"), "shape_2", "shape", {"shape": layer.shape}),))


@workings.register
def written_by_hand(layer: Custom, *shapes: Shape) -> Workings:
    """Python decides."""
    return Workings(
        instead=tr(
            "Its Python code decides what comes out, so there is no formula: its numbers are measured by "
            "running it on a trial batch."
        )
    )


@workings.register
def by_name(layer: TorchModule, *shapes: Shape) -> Workings:
    """PyTorch decides."""
    return Workings(
        instead=tr(
            "nn.{module} is taken from PyTorch by its name, so there is no formula: its numbers are "
            "measured by running it on a trial batch.",
            module=layer.module,
        )
    )


@workings.register
def function_by_name(layer: TorchFunction, *shapes: Shape) -> Workings:
    """What the function does, and what its arguments mean."""
    declared = layer.declared()
    told = " ".join(
        tr("{argument}: {meaning}.", argument=name, meaning=each.about) for name, each in declared.arguments.items()
    )
    return Workings(
        instead=tr(
            "{does} {arguments} {function} is taken from PyTorch by its name, so there is no formula: its numbers are "
            "measured by running it on a trial batch.",
            does=declared.does,
            arguments=told,
            function=layer.function,
        )
    )


@workings.register
def stored(layer: StoredTensor, *shapes: Shape) -> Workings:
    """The numbers are its own."""
    return Workings(instead=tr("What comes out are numbers of its own, the same for each sample: nothing is computed."))


@workings.register
def made_of_layers(layer: Block, *shapes: Shape) -> Workings:
    """What is inside decides."""
    return Workings(instead=tr("Its numbers are the sums of what is inside."))
