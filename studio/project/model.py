"""A project: the network with its data and training settings, as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from studio.data import Data, Digits
from studio.graph import Graph, Problem
from studio.graph.definition import Definition
from studio.training.config import TrainingConfig

VERSION = 1
"""The version of the file format that this program writes."""


@dataclass(frozen=True)
class Unread:
    """Settings of a file of which some could not be read here, as JSON text.

    `written` is what the file had, `read` what was understood of it. Saving gives back what was written
    wherever the present settings are still what was read.
    """

    written: str
    read: str


@dataclass(frozen=True)
class Project:
    """What a `.nns` file holds.

    What this version does not know stays with the project, so that saving loses nothing: `version` is the
    format's that the file was written in, `extra` has its other entries, `unread` its settings where some
    could not be read. `blocks` are the definitions the file had; those in use stand in the graph's nodes.
    `notices` say in words what was met on reading.
    """

    name: str = "Untitled"
    graph: Graph = field(default_factory=Graph)
    data: Data = field(default_factory=Digits)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = VERSION
    unread: Unread | None = None
    notices: tuple[Problem, ...] = ()
    blocks: tuple[Definition, ...] = ()

    def with_graph(self, graph: Graph) -> Self:
        """The project with another network."""
        return replace(self, graph=graph)
