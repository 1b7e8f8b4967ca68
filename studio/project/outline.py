"""A network as a list to read: what each node is and gives, what is wrong with it, and what blocks have inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from studio.formatting import numbers
from studio.graph import Graph, Problem
from studio.layers.block import Block
from studio.project.cards import NOTHING, detail, family, kind
from studio.project.level import Level, Place, steps
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

Path = tuple[str, ...]
"""The names of the blocks around a node, from the outermost on, and its own."""

MOST_OPENED = 20_000
"""So many nodes are looked through at most, counted with those inside of every block."""


@dataclass(frozen=True, slots=True)
class Line:
    """One node. `shape` and `parameters` are empty and None as long as they are not known; `inputs` says what is
    plugged into each port."""

    path: Path
    kind: str
    detail: str
    family: str
    shape: str
    parameters: int | None
    inputs: tuple[str, ...]
    problems: tuple[Problem, ...]
    is_block: bool

    @property
    def name(self) -> str:
        """What the node is called where it stands."""
        return self.path[-1]


class Outline:
    """The lines of a network with what is known of it."""

    def __init__(self, graph: Graph, analysis: Analysis | None = None, problems: Iterable[Problem] = ()) -> None:
        self.graph = graph
        self._analysis = analysis
        self._places: dict[Level, Place] = {}
        self._problems = _by_path(problems)

    def place(self, level: Level) -> Place:
        """A level of the network as its first copy is."""
        if level not in self._places:
            self._places[level] = Place(self.graph, level)
        return self._places[level]

    def names(self, level: Level) -> tuple[str, ...]:
        """The nodes of a level, in the order of the document."""
        return tuple(self.place(level).graph)

    def is_block(self, path: Path) -> bool:
        """Whether a node has lines of its own inside."""
        return isinstance(self.place(path[:-1]).graph[path[-1]].layer, Block)

    def line(self, path: Path) -> Line:
        """The line of a node; a block's problems are also those inside of it, each told once."""
        place, name = self.place(path[:-1]), path[-1]
        node = place.present(name)
        report = self._analysis.nodes.get(place.prefix + name) if self._analysis is not None else None
        specs = (report.outputs or report.inputs) if report is not None else None
        return Line(
            path,
            kind(node),
            detail(node),
            family(node),
            numbers.shape(specs[0].shape) if specs else "",
            report.parameters if report is not None else None,
            tuple(str(source) if source is not None else NOTHING for source in node.inputs),
            self._problems.get(path, ()),
            isinstance(node.layer, Block),
        )

    def walk(self, level: Level = ()) -> Iterator[Line]:
        """All lines of a level and of what is inside its blocks, those of the level first; very many end early."""
        left, waiting = MOST_OPENED, [level]
        while waiting:
            here = waiting.pop(0)
            for name in self.names(here)[:left]:
                line = self.line((*here, name))
                if line.is_block:
                    waiting.append(line.path)
                yield line
            left -= len(self.names(here))
            if left <= 0:
                return


def read_out(line: Line) -> str:
    """A line as it is read out to those who do not see it: the name, and what there is to say of the node."""
    said = [line.name, f"{line.kind} {line.detail}".strip()]
    if line.inputs:
        said.append(tr("takes {inputs}", inputs=tr(", ").join(line.inputs)))
    if line.shape:
        said.append(tr("gives {shape}", shape=line.shape))
    if line.parameters:
        said.append(
            ntr("{number} parameter", "{number} parameters", line.parameters, number=numbers.exact(line.parameters))
        )
    said += [problem.message for problem in line.problems]
    return tr("; ").join(said)


def _by_path(problems: Iterable[Problem]) -> Mapping[Path, tuple[Problem, ...]]:
    """The problems at or inside of each node, by its path without the numbers of copies; what several copies have said
    is told once."""
    found: dict[Path, dict[Problem, Problem]] = {}
    for problem in problems:
        path = steps(problem.node) if problem.node is not None else ()
        for depth in range(1, len(path) + 1):
            found.setdefault(path[:depth], {}).setdefault(replace(problem, node=".".join(path)), problem)
    return {path: tuple(told.values()) for path, told in found.items()}
