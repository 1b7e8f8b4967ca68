"""One definition put in place of another, in every block of it: their arguments and links follow.

An argument that is its parameter's default stays the default, also where that is another now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from studio.graph.definition import Definition
from studio.graph.edits import relinked
from studio.graph.model import Graph, Node, Source
from studio.graph.problems import EditError
from studio.layers.block import MARKS, OWN_FIELDS, Block, create_block
from studio.layers.errors import ParameterError


class Redefinition:
    """The definition `was` becomes `definition`; `renamed` has the new names of parameters by their former ones."""

    def __init__(self, definition: Definition, was: str, renamed: Mapping[str, str] | None = None) -> None:
        self._definition = definition
        self._was = was
        self._renamed = renamed or {}
        self._known = {*MARKS, *OWN_FIELDS, *dict(definition.parameters)}
        self._around: dict[str, Definition] = {}

    def of(self, graph: Graph) -> Graph:
        """The graph with the new definition, also inside other blocks; the same graph where it has none of it.

        Raises EditError where a block cannot be one of it.
        """
        changed: dict[str, Node] = {}
        for name, node in graph.items():
            if isinstance(node.layer, Block):
                now = self.now(node.layer.definition)
                if now is not node.layer.definition:
                    changed[name] = self._changed(node, node.layer, now)
        result = graph.replacing(changed) if changed else graph
        for name, node in changed.items():
            result = _ports_followed(result, name, graph[name].layer, node.layer)  # type: ignore[arg-type]
        return result

    def now(self, definition: Definition) -> Definition:
        """What becomes of a definition: the new one, one that has it inside, or what it was."""
        if definition.name == self._was:
            return self._definition
        if definition.name not in self._around:
            graph = self.of(definition.graph)
            same = graph is definition.graph
            self._around[definition.name] = definition if same else replace(definition, graph=graph)
        return self._around[definition.name]

    def _changed(self, node: Node, block: Block, now: Definition) -> Node:
        params, bindings = dict(block), dict(node.bindings)
        if now is self._definition:
            changed = {name for name, default in block.definition.parameters if params[name] != default}
            params = {name: value for name, value in params.items() if name in changed or name in OWN_FIELDS}
            params, bindings = self._followed(params), self._followed(bindings)
        try:
            layer = create_block(now, params)
        except ParameterError as error:
            raise EditError(str(error)) from None
        return replace(node, layer=layer, bindings=tuple(bindings.items()))

    def _followed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is given for parameters, under their present names; for those that are gone, nothing."""
        named = {self._renamed.get(name, name): value for name, value in given.items()}
        return {name: value for name, value in named.items() if name in self._known}


def _ports_followed(graph: Graph, name: str, before: Block, now: Block) -> Graph:
    """Links to a block's ports stay at the port of the same name or, where ports were only renamed, the same place."""
    if before.inputs == now.inputs and before.outputs == now.outputs:
        return graph
    node = graph[name]
    inputs = tuple(
        node.inputs[port] if (port := _former(before.inputs, now.inputs, place)) is not None else None
        for place in range(len(now.inputs))
    )
    changed = {name: replace(node, inputs=inputs)}
    moved: dict[Source, Source | None] = {Source(name, port): None for port in range(len(before.outputs))}
    for place in range(len(now.outputs)):
        port = _former(before.outputs, now.outputs, place)
        if port is not None:
            moved[Source(name, port)] = Source(name, place)
    for consumer in {consumer for consumer, _ in graph.consumers[name]}:
        changed[consumer] = relinked(graph[consumer], moved)
    return graph.replacing(changed)


def _former(before: tuple[str, ...], now: tuple[str, ...], place: int) -> int | None:
    """The place that a port had before."""
    if now[place] in before:
        return before.index(now[place])
    return place if len(before) == len(now) and before[place] not in now else None
