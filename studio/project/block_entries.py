"""The entry `blocks` of a project file: definitions by name, read when a node first asks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.formatting.shortened import LONGEST_PATH, shortened
from studio.graph import Graph
from studio.graph.definition import DEEPEST, Definition
from studio.graph.expressions import Value
from studio.graph.flow import flow_of, is_flow
from studio.layers import ParameterError
from studio.layers.block import Block, block_type, read_block
from studio.project.annotation_entries import are_annotations
from studio.project.errors import ProjectError
from studio.project.parsing import encode, kind_of
from studio.text import tr

_ENTRIES = frozenset(["parameters", "about", "graph"])

ReadGraph = Callable[[Mapping[str, Any], "BlockEntries"], Graph]


class BlockEntries:
    """The definitions of one file. `read` reads the graph of an entry."""

    def __init__(self, written: Any, read: ReadGraph) -> None:
        if not isinstance(written, dict):
            raise ProjectError(tr("Its “blocks” is {value}, but has to be an object.", value=kind_of(written)))
        self._written: dict[str, Any] = written
        self._read = read
        self._found: dict[str, Definition] = {}
        self._open: list[str] = []
        self._depths = _depths(written)
        # Those inside others come first, so that reading goes no deeper however deep they lie in each other.
        for name in self._depths:
            self.definition(name)

    def all(self) -> tuple[Definition, ...]:
        """Every definition of the file, also those no node uses. Raises ProjectError."""
        return tuple(map(self.definition, self._written))

    def block(self, params: Mapping[str, Any]) -> Block:
        """The layer of a block node. Raises ParameterError where its definition is missing or contains itself."""
        name = params.get("block")
        if not isinstance(name, str) or name not in self._written:
            raise ParameterError(tr("There is no block “{name}” in this file.", name=shortened(str(name))))
        if name in self._open:
            raise ParameterError(
                tr(
                    "The block “{name}” contains itself ({names}).",
                    name=name,
                    names=shortened(" → ".join((*self._open, name)), LONGEST_PATH),
                )
            )
        depth = self._depths.get(name, len(self._open) + 1)
        if depth > DEEPEST:
            raise ParameterError(
                tr(
                    "The block “{name}” has {depth} blocks one inside the other, more than the {most} that are read.",
                    name=name,
                    depth=depth,
                    most=DEEPEST,
                )
            )
        return read_block(self.definition(name), params)

    def definition(self, name: str) -> Definition:
        """The definition of this name. Raises ProjectError."""
        if name not in self._found:
            self._open.append(name)
            self._found[name] = self._read_definition(name, self._written[name])
            self._open.pop()
        return self._found[name]

    def _read_definition(self, name: str, entry: Any) -> Definition:
        if not isinstance(entry, dict):
            raise ProjectError(
                tr("The block “{name}” is {value}, but has to be an object.", name=name, value=kind_of(entry))
            )
        about = entry.get("about", "")
        if not isinstance(about, str):
            raise ProjectError(
                tr(
                    "What the block “{name}” is about is {value}, but has to be a text.",
                    name=name,
                    value=kind_of(about),
                )
            )
        extra = {key: value for key, value in entry.items() if key not in _ENTRIES and not is_read(key, value)}
        parameters = _parameters(name, entry.get("parameters", {}))
        graph, unknown = self._read(entry, self), encode(extra) if extra else ""
        definition = Definition(name, graph, parameters, about, unknown, flow_of(entry))
        try:
            block_type(definition)
        except ParameterError as error:
            raise ProjectError(tr("The block “{name}”: {reason}", name=name, reason=str(error))) from None
        return definition


def is_read(key: str, value: Any) -> bool:
    """Whether an entry beside a graph is one of those that are read only where they are understood."""
    return is_flow(key, value) or are_annotations(key, value)


def _depths(written: Mapping[str, Any]) -> dict[str, int]:
    """How many blocks lie one in the other in each, by what is written, those inside before those around them.

    Those that contain themselves, and what they are inside of, are missing.
    """
    inner = {name: _named_in(entry) & written.keys() for name, entry in written.items()}
    around: dict[str, list[str]] = {name: [] for name in written}
    for name, others in inner.items():
        for other in others:
            around[other].append(name)
    waiting = {name: len(others) for name, others in inner.items()}
    ready = [name for name, count in waiting.items() if not count]
    depths: dict[str, int] = {}
    for name in ready:
        depths[name] = 1 + max((depths[other] for other in inner[name]), default=0)
        for other in around[name]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return depths


def _named_in(entry: Any) -> set[str]:
    """The blocks that an entry has nodes of, as far as it can be read."""
    graph = entry.get("graph") if isinstance(entry, dict) else None
    nodes = [node for node in graph.values() if isinstance(node, dict)] if isinstance(graph, dict) else []
    params = [node.get("params") for node in nodes if node.get("layer") == Block.name]
    names = [each.get("block") for each in params if isinstance(each, dict)]
    return {name for name in names if isinstance(name, str)}


def _parameters(name: str, written: Any) -> tuple[tuple[str, Value], ...]:
    if not isinstance(written, dict):
        raise ProjectError(
            tr(
                "The parameters of the block “{name}” are {value}, but have to be an object.",
                name=name,
                value=kind_of(written),
            )
        )
    for parameter, default in written.items():
        if not isinstance(default, int | float):
            raise ProjectError(
                tr(
                    "The parameter “{parameter}” of the block “{name}” is {value}.",
                    parameter=shortened(parameter),
                    name=name,
                    value=kind_of(default),
                ),
                tr("Write its default: a number, true or false."),
            )
    return tuple(written.items())
