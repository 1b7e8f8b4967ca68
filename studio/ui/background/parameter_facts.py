"""Names, shapes and first values of layers' parameters, worked out off the UI thread and kept."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QObject

from studio.graph import Node
from studio.layers import Layer
from studio.layers.initializer import Initializer
from studio.layers.signatures import Argument
from studio.ui.background.async_cache import AsyncCache
from studio.ui.background.pool import Pool

if TYPE_CHECKING:
    from studio.compiler.first_weights import Distribution
    from studio.compiler.initialize import Schemes
    from studio.compiler.tensors import TensorSpec

Shape = tuple[int, ...]

Covered = Mapping[str, Mapping[str, Shape]]
"""For each group that the layer has, and for each parameter: what it means, as parameter -> shape."""


class Signature(NamedTuple):
    """What a class of torch.nn says of itself, and its arguments."""

    about: str
    arguments: tuple[Argument, ...]


class InitialValuesQuery(NamedTuple):
    """A question for first values: of which parameter or group, where, in which network, from which chance."""

    node: Node
    path: str
    parameter: str
    inputs: tuple[TensorSpec, ...]
    network: tuple[tuple[str, Initializer], ...]
    seed: int


class LayerParameters(QObject):
    """What the parameters of layers are, and what they begin with. Each asker waits for its latest question alone."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shapes = AsyncCache(_covered, "shapes of parameters", pool, self)
        self.linear = AsyncCache(_linear_weights, "parameters of sums", pool, self)
        self.ranks = AsyncCache(_least_ranks, "ranks of parameters", pool, self)
        self.beginnings = AsyncCache(_first_values, "first values", pool, self)
        self.distributions = AsyncCache(_distribution, "first weights", pool, self)
        self.signatures = AsyncCache(_signature, "signature", pool, self)

    def covered(self, layer: Layer, inputs: tuple[TensorSpec, ...], asker: Hashable) -> Covered | None:
        """The parameters of a layer on such inputs; None until `shapes.ready`, and where it takes no such inputs."""
        return cast("Covered | None", self.shapes.of((layer, inputs), asker))

    def linear_weights(self, layer: Layer, inputs: tuple[TensorSpec, ...], asker: Hashable) -> frozenset[str] | None:
        """The parameters that the network's schemes fill; None until `linear.ready`."""
        return cast("frozenset[str] | None", self.linear.of((layer, inputs), asker))

    def least_ranks(
        self, layers: tuple[tuple[Layer, tuple[TensorSpec, ...]], ...], asker: Hashable
    ) -> Mapping[str, int] | None:
        """The groups that all of some layers have, with the least rank among their parameters; None until known."""
        return cast("Mapping[str, int] | None", self.ranks.of(layers, asker))

    def first_values(self, question: InitialValuesQuery, asker: Hashable) -> tuple[float, ...] | None:
        """The numbers a parameter begins with, in order; empty where there are too many; None until `ready`."""
        return cast("tuple[float, ...] | None", self.beginnings.of(question, asker))

    def distribution(self, question: InitialValuesQuery, asker: Hashable) -> Distribution | None:
        """How the numbers lie that a parameter or group begins with; None until `ready`, and of too many."""
        return cast("Distribution | None", self.distributions.of(question, asker))

    def signature(self, module: str, asker: Hashable) -> Signature | None:
        """The arguments of a class of torch.nn; None until `signatures.ready`."""
        return cast("Signature | None", self.signatures.of(module, asker))


def _covered(question: tuple[Layer, tuple[TensorSpec, ...]]) -> Covered:
    from studio.compiler.initialize import GROUPS, covered, parameters_of

    shapes = parameters_of(*question)
    meant = {key: covered(shapes, key) for key in (*GROUPS, *shapes)}
    return {key: {name: shapes[name] for name in names} for key, names in meant.items() if names}


def _signature(module: str) -> Signature:
    from studio.layers.signatures import about, arguments

    return Signature(about(module), tuple(arguments(module).values()))


def _linear_weights(question: tuple[Layer, tuple[TensorSpec, ...]]) -> frozenset[str]:
    from studio.compiler.initialize import linear_weights

    return linear_weights(*question)


def _least_ranks(layers: tuple[tuple[Layer, tuple[TensorSpec, ...]], ...]) -> Mapping[str, int]:
    from studio.compiler.initialize import GROUPS, covered, parameters_of

    each = [parameters_of(*question) for question in layers]
    return {
        group: min(len(shapes[name]) for shapes in each for name in covered(shapes, group))
        for group in GROUPS
        if all(covered(shapes, group) for shapes in each)
    }


def _first_values(question: InitialValuesQuery) -> tuple[float, ...]:
    from studio.compiler.first_weights import first_values

    values = first_values(*_asked(question))
    # The shortest decimal of each single-precision number: 0.1 rather than 0.10000000149.
    return () if values is None else tuple(float(str(value)) for value in values.numpy().ravel())


def _distribution(question: InitialValuesQuery) -> Distribution | None:
    from studio.compiler.first_weights import distribution

    return distribution(*_asked(question))


def _asked(question: InitialValuesQuery) -> tuple[Node, str, tuple[TensorSpec, ...], Schemes, int]:
    from studio.compiler.initialize import node_seed

    chance = node_seed(question.seed, question.path)
    return question.node, question.parameter, question.inputs, question.network, chance
