"""The source of one level of a network, complete or not, with the lines of each node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from studio.compiler.formatting import definition, statement
from studio.graph import Graph
from studio.project.level import Place

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

BODY = 8


@dataclass(frozen=True)
class Listing:
    """A text, and the nodes that each of its lines is about, from line 1 on."""

    text: str = ""
    nodes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> Mapping[str, tuple[int, ...]]:
        """The lines of each node."""
        found: dict[str, list[int]] = {}
        for line, names in self.nodes.items():
            for name in names:
                found.setdefault(name, []).append(line)
        return {name: tuple(lines) for name, lines in found.items()}


def listing(place: Place, name: str, analysis: Analysis | None) -> Listing:
    """The class of a level: that of the network called `name`, or of the block entered.

    What follows from the inputs is there as far as `analysis` knows the network as it is.
    """
    from studio.compiler.source_classes import class_name
    from studio.compiler.source_forward import by_node
    from studio.project.live_source.calls import Level

    graph, level, text = place.graph, Level(place, analysis), _Text()
    order, inputs, outputs = _order(graph), _ends(graph, "Input"), _ends(graph, "Output")
    made = [step for step in order if level.is_made(step)]
    entered = place.block.definition if place.block is not None else None
    given = entered.parameters if entered else ()
    parameters = [f"{each}: {type(default).__name__} = {default!r}" for each, default in given]
    text.add([f"class {class_name(entered.name if entered else name)}(nn.Module):"])
    text.add(definition("def __init__(", ["self", *parameters], ") -> None:", indent=4))
    text.add([" " * BODY + "super().__init__()"])
    for step in made:
        text.add(statement(f"self.{step} = ", level.call(step), indent=BODY), step)
    text.add([""])
    shapes = {step: level.gives(step) for step in order}
    ends = iter((inputs, outputs))
    for step, lines in by_node(level.graph, inputs, order, made, shapes):
        text.add(lines, *((step,) if step else next(ends)))
    if not order and not outputs:
        text.add([" " * BODY + "pass"])
    return Listing("\n".join(text.written) + "\n", text.nodes)


class _Text:
    """Lines that are gathered, with whose they are."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.nodes: dict[int, tuple[str, ...]] = {}

    def add(self, lines: Iterable[str], *nodes: str) -> None:
        for line in lines:
            self.written.append(line)
            if nodes:
                self.nodes[len(self.written)] = nodes


def _ends(graph: Graph, kind: str) -> list[str]:
    return [name for name, node in graph.items() if node.layer.kind == kind]


def _order(graph: Graph) -> list[str]:
    """All nodes that compute: each behind what it depends on, those that lead nowhere and in loops last."""
    from studio.compiler.module import steps

    rest = (name for name in (*graph.order, *graph) if graph[name].layer.kind not in ("Input", "Output"))
    return list(dict.fromkeys((*steps(graph), *rest)))
