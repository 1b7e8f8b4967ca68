"""Which part of a network is shown: all of it, or what is inside the blocks that a person has entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.compiler.expansion import copy_prefix
from studio.graph import Graph, Node, Problem
from studio.graph.expressions import Value
from studio.graph.flow import Flow
from studio.layers import ParameterError
from studio.layers.block import BYPASSED, Block, bound

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

Level = tuple[str, ...]
"""Names of the block nodes entered one inside the other; empty for the whole network."""


def still_there(graph: Graph, level: Level) -> Level:
    """As much of a level as the graph has."""
    for depth, name in enumerate(level):
        layer = graph[name].layer if name in graph else None
        if not isinstance(layer, Block):
            return level[:depth]
        graph = layer.definition.graph
    return level


def steps(path: str) -> tuple[str, ...]:
    """The names in a dotted path, without the numbers of copies: `layer1.0.conv1` is (`layer1`, `conv1`)."""
    return tuple(part.partition("@")[0] for part in path.split(".") if not part.isdecimal())


class Place:
    """A level of a network as its first copy is: what paths there begin with, and the values of its parameters.

    It `is_frozen` where one of the blocks around it is, and is drawn the way of `flow`.
    """

    def __init__(self, graph: Graph, level: Level, flow: Flow = "down") -> None:
        """`flow` is that of the whole network; blocks have their own."""
        self.level = level
        self.prefix = ""
        self.values: Mapping[str, Value] = {}
        self.block: Block | None = None
        self.is_frozen = False
        self.flow = flow
        for name in level:
            node = self._bound(graph[name])
            layer, self.is_frozen = node.layer, self.is_frozen or node.frozen
            assert isinstance(layer, Block)
            self.prefix = copy_prefix(self.prefix + name, layer, 0)
            self.values, self.block, graph = layer.arguments, layer, layer.definition.graph
            self.flow = layer.definition.flow
        self.graph = graph

    def present(self, name: str) -> Node:
        """A node of this level with what its bindings make of the block's parameters, where that can be worked out.

        A bypassed node has the values too that it would work with.
        """
        node = self._bound(self.graph[name])
        if not node.bypassed:
            return node
        bindings = tuple(pair for pair in self.graph[name].bindings if pair[0] != BYPASSED)
        working = self._bound(replace(self.graph[name], bypassed=False, bindings=bindings))
        return replace(node, layer=working.layer)

    def _bound(self, node: Node) -> Node:
        if not node.bindings or not (self.level and self.block):
            return node
        try:
            return bound(node, self.values)
        except ParameterError:
            return node

    def read_outs(self, analysis: Analysis) -> Analysis:
        """The analysis with the reports of this level under the names they have here."""
        if not self.level:
            return analysis
        paths = {name: self.prefix + name for name in self.graph}
        reports = {name: analysis.nodes[path] for name, path in paths.items() if path in analysis.nodes}
        return replace(analysis, graph=self.graph, nodes=reports)

    def local(self, problem: Problem) -> str | None:
        """The node of this level that a problem is at or inside of; None where it is elsewhere."""
        node = problem.node
        if node is None or ("." not in node and "@" not in node):
            return node if not self.level else None
        path, depth = steps(node), len(self.level)
        return path[depth] if path[:depth] == self.level and len(path) > depth else None

    def by_node(self, found: Iterable[Problem]) -> Mapping[str, tuple[Problem, ...]]:
        """The problems at or inside of each node of this level that has some."""
        here: dict[str, list[Problem]] = {}
        for problem in found:
            if (node := self.local(problem)) is not None:
                here.setdefault(node, []).append(problem)
        return {node: tuple(problems) for node, problems in here.items()}


def told_once(by_node: Mapping[str, Sequence[Problem]]) -> Mapping[str, tuple[Problem, ...]]:
    """The problems of each node, those that several copies inside of it have said once."""
    return {
        node: tuple(found) if len(found) == 1 else tuple({replace(problem, node=node): None for problem in found})
        for node, found in by_node.items()
    }
