"""A project: the network with its data and training settings, as one immutable value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from studio.data import Data, Digits
from studio.graph import EditError, Graph, Problem
from studio.graph.definition import Definition, definitions
from studio.graph.flow import Flow
from studio.layers.block_edits import redefine
from studio.layers.redefinition import Redefinition
from studio.text import in_language, tr
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
    could not be read. `blocks` are the definitions the file had, as they are now; those in use stand in the graph's
    nodes too.
    `id` tells the runs of this project from others', wherever its file lies; "" for a file that has none yet.
    `name` is a message where no person has given it, and told in the language in use (`retold`).
    `notices` say in words what was met on reading. The network is drawn the way of `flow`; blocks have their own.
    """

    name: str = field(default_factory=lambda: tr("Untitled"))
    graph: Graph = field(default_factory=Graph)
    data: Data = field(default_factory=Digits)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = VERSION
    unread: Unread | None = None
    notices: tuple[Problem, ...] = ()
    blocks: tuple[Definition, ...] = ()
    id: str = ""
    flow: Flow = "down"

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """The blocks of the project by name: those in use, and those of the file that no node uses."""
        return {**{each.name: each for each in self.blocks}, **definitions(self.graph)}

    def retold(self) -> Self:
        """The project with its name in the language in use, where no person has given it another."""
        name = in_language(self.name)
        return self if name == self.name else replace(self, name=name)

    def with_graph(self, graph: Graph) -> Self:
        """The project with another network, whose blocks the definitions of the file follow."""
        return replace(self, graph=graph, blocks=_in_step(self.blocks, graph) if self.blocks else ())

    def without_block(self, name: str) -> Self:
        """The project less a definition of the file that no node uses."""
        return replace(self, blocks=tuple(each for each in self.blocks if each.name != name))

    def redefined(self, definition: Definition, was: str, renamed: Mapping[str, str] | None = None) -> Self:
        """The project with a definition in place of the one called `was`, wherever that is used.

        `renamed` has the new names of parameters by their former ones. Raises EditError.
        """
        if definition.name != was and definition.name in self.definitions:
            raise EditError(
                tr("There is another block called {name}.", name=definition.name), tr("Choose another name.")
            )
        graph = redefine(self.graph, definition, was, renamed)
        blocks = tuple(map(Redefinition(definition, was, renamed).now, self.blocks))
        return replace(self, blocks=blocks).with_graph(graph)


def _in_step(blocks: tuple[Definition, ...], graph: Graph) -> tuple[Definition, ...]:
    """Definitions as a network has them, and where it has none of one, with those inside as the network has them."""
    used = definitions(graph)
    return tuple(used.get(each.name) or _refreshed(each, used.values()) for each in blocks)


def _refreshed(definition: Definition, used: Iterable[Definition]) -> Definition:
    for each in used:
        definition = Redefinition(each, each.name).now(definition)
    return definition
