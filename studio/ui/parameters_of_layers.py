"""Names, shapes and first values of layers' parameters, worked out off the UI thread and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QObject

from studio.graph import Node
from studio.layers import Layer
from studio.layers.initializer import Initializer
from studio.layers.signatures import Argument
from studio.ui.worked_out import WorkedOut

if TYPE_CHECKING:
    from studio.compiler.tensors import TensorSpec

Shape = tuple[int, ...]

Covered = Mapping[str, Mapping[str, Shape]]
"""For each group that the layer has, and for each parameter: what it means, as parameter -> shape."""


class Signature(NamedTuple):
    """What a class of torch.nn says of itself, and its arguments."""

    about: str
    arguments: tuple[Argument, ...]


class Beginning(NamedTuple):
    """A question for first values: of which parameter, where, in which network, from which chance."""

    node: Node
    path: str
    parameter: str
    inputs: tuple[TensorSpec, ...]
    network: tuple[tuple[str, Initializer], ...]
    seed: int


class LayerParameters(QObject):
    """What the parameters of layers are, and what they begin with."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shapes = WorkedOut(_covered, "shapes of parameters", self)
        self.beginnings = WorkedOut(_first_values, "first values", self)
        self.signatures = WorkedOut(_signature, "signature", self)

    def covered(self, layer: Layer, inputs: tuple[TensorSpec, ...]) -> Covered | None:
        """The parameters of a layer on such inputs; None until `shapes.ready`, and where it takes no such inputs."""
        return cast("Covered | None", self.shapes.of((layer, inputs)))

    def first_values(self, question: Beginning) -> tuple[float, ...] | None:
        """The numbers a parameter begins with, in order; empty where PyTorch makes them; None until `ready`."""
        return cast("tuple[float, ...] | None", self.beginnings.of(question))

    def signature(self, module: str) -> Signature | None:
        """The arguments of a class of torch.nn; None until `signatures.ready`."""
        return cast("Signature | None", self.signatures.of(module))

    def close(self) -> None:
        """Wait for what is being worked out."""
        self.shapes.close()
        self.beginnings.close()
        self.signatures.close()


def _covered(question: tuple[Layer, tuple[TensorSpec, ...]]) -> Covered:
    from studio.compiler.initialize import GROUPS, covered, parameters_of

    shapes = parameters_of(*question)
    meant = {key: covered(shapes, key) for key in (*GROUPS, *shapes)}
    return {key: {name: shapes[name] for name in names} for key, names in meant.items() if names}


def _signature(module: str) -> Signature:
    from studio.layers.signatures import about, arguments

    return Signature(about(module), tuple(arguments(module).values()))


def _first_values(question: Beginning) -> tuple[float, ...]:
    from studio.compiler.initialize import first_values, node_seed

    chance = node_seed(question.seed, question.path)
    values = first_values(question.node, question.parameter, question.inputs, question.network, chance)
    # The shortest decimal of each single-precision number: 0.1 rather than 0.10000000149.
    return () if values is None else tuple(float(str(value)) for value in values.numpy().ravel())
