"""A project: the network with its data and training settings, as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from studio.data import Data, Digits
from studio.graph import Graph
from studio.training.config import TrainingConfig


@dataclass(frozen=True)
class Project:
    """What a `.nns` file holds. `extra` keeps entries of newer versions so that saving loses nothing."""

    name: str = "Untitled"
    graph: Graph = field(default_factory=Graph)
    data: Data = field(default_factory=Digits)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def with_graph(self, graph: Graph) -> Self:
        """The project with another network."""
        return replace(self, graph=graph)
