"""What a network with two inputs makes of a plane: its answers at every point, and each hidden unit's own field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.module import compile_graph, inputs_of
from studio.compiler.own_generator import OwnGenerator
from studio.data.preparation import Preparation
from studio.evaluation.answers import Answering
from studio.graph import Graph
from studio.layers.io import Input
from studio.training.activation import activation_of
from studio.training.losses import Loss

SIDE = 72
"""Places along each side of a plane: more look no better under samples, and take longer."""

MOST_UNITS = 64
"""Hidden units whose fields are looked at, the first of each layer."""

ROOM = 0.15
"""Of the samples' range, on each side beyond them."""

Field = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Plane:
    """A rectangle of the samples' own units, looked at in `side` times `side` places."""

    left: float
    right: float
    bottom: float
    top: float
    side: int = SIDE

    @classmethod
    def about(cls, points: npt.NDArray[Any], side: int = SIDE) -> Plane:
        """Around points (N, 2), with room beside them; a square, so that circles are round."""
        low, high = points.min(axis=0), points.max(axis=0)
        half = max(float((high - low).max()) / 2 * (1 + ROOM), 1e-3)
        x, y = ((low + high) / 2).tolist()
        return cls(x - half, x + half, y - half, y + half, side)

    def points(self) -> Tensor:
        """All its places (side * side, 2), row by row from the top, as a picture has its pixels."""
        x = torch.linspace(self.left, self.right, self.side)
        y = torch.linspace(self.top, self.bottom, self.side)
        rows, columns = torch.meshgrid(y, x, indexing="ij")
        return torch.stack([columns.flatten(), rows.flatten()], dim=1)


@dataclass(frozen=True, eq=False)
class Unit:
    """A hidden unit: its node, its place there from 0 on, and its field (side, side), the top row first."""

    node: str
    place: int
    field: Field


@dataclass(frozen=True, eq=False)
class Boundary:
    """Answers over a plane: probabilities of classes or labels, or numbers, (K, side, side), the top row first."""

    plane: Plane
    answers: Field
    are_probabilities: bool
    units: tuple[Unit, ...]


def has_plane(preparation: Preparation) -> bool:
    """Whether samples are points of a plane, whose every place can be asked for."""
    return preparation.source == (2,) and not preparation.vocabulary and not any(preparation.categories)


class PlaneNetwork:
    """A network of its own beside the one that is trained, which takes its weights as often as they are given."""

    def __init__(self, graph: Graph, preparation: Preparation, loss: Loss) -> None:
        """Raises CompileError where the network cannot run."""
        self._answering = Answering.of(preparation, activation_of(loss, graph))
        self._prepare = preparation.prepare().eval()
        analysis = analyse(graph)
        self._inputs = len(inputs_of(graph))
        self._module = compile_graph(graph, seed=0, analysis=analysis).eval()
        self._hidden = tuple(_hidden(analysis))

    def take(self, weights: Mapping[str, Tensor]) -> None:
        """Compute with these from now on. Raises RuntimeError where they are of another network."""
        self._module.load_state_dict(dict(weights))

    @torch.no_grad()
    def over(self, plane: Plane) -> Boundary:
        """What it makes of a plane."""
        kept: dict[str, Tensor] = {}
        modules = {node: self._module.get_submodule(node) for node in self._hidden}
        handles = [module.register_forward_hook(_keeping(node, kept)) for node, module in modules.items()]
        try:
            with OwnGenerator():
                samples = self._prepare(plane.points())
                found = self._module(*[samples] * self._inputs)
        finally:
            for handle in handles:
                handle.remove()
        outputs = found if isinstance(found, Tensor) else found[0]
        numbers = self._answering.gives_numbers
        answers = self._answering.values(outputs) if numbers else self._answering.probabilities(outputs)
        return Boundary(plane, _fields(answers, plane), not numbers, tuple(_units(kept, self._hidden, plane)))


def _hidden(analysis: Analysis) -> Iterator[str]:
    """Layers whose units are looked at: activations, and where there are none the layers with weights but the last."""
    network = analysis.expansion.network
    flat = [name for name, node in network.items() if not isinstance(node.layer, Input) and _is_row(analysis, name)]
    activations = [name for name in flat if getattr(network[name].layer, "family", "") == "activation"]
    weighted = [name for name in flat if getattr(network[name].layer, "family", "") == "dense"]
    ends = {source.node for node in network.values() if node.layer.kind == "Output" for source in node.inputs if source}
    yield from (name for name in activations or weighted if name not in ends)


def _is_row(analysis: Analysis, name: str) -> bool:
    """Whether a node gives a number each for some units."""
    outputs = analysis.calls[name].outputs if name in analysis.calls else None
    return bool(outputs) and len(outputs[0].shape) == 1 and prod(outputs[0].shape) > 0  # type: ignore[index]


def _keeping(node: str, kept: dict[str, Tensor]) -> Any:
    def keep(module: nn.Module, inputs: Any, output: Any) -> None:
        if isinstance(output, Tensor):
            kept[node] = output

    return keep


def _units(kept: Mapping[str, Tensor], nodes: tuple[str, ...], plane: Plane) -> Iterator[Unit]:
    room = MOST_UNITS
    for node in nodes:
        values = kept.get(node)
        if values is None or values.dim() != 2:
            continue
        fields = _fields(values[:, :room], plane)
        yield from (Unit(node, place, field) for place, field in enumerate(fields))
        room -= len(fields)


def _fields(values: Tensor, plane: Plane) -> Field:
    found: Field = values.float().T.reshape(-1, plane.side, plane.side).numpy()
    return found
