"""Walks a graph and the blocks in it, and has each node written by its entry of the table."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.compiler.analysis import Analysis
from studio.compiler.expansion import copy_prefix
from studio.compiler.keras.lines import Group, Line, Order, Value
from studio.compiler.keras.own_layers import OWN
from studio.compiler.keras.table import Entry, Step, UnwritableError, table
from studio.compiler.module import inputs_of, outputs_of, steps
from studio.compiler.source_classes import opened
from studio.compiler.source_forward import variables_of
from studio.graph import Graph, Source
from studio.layers import Layer
from studio.layers.block import Block
from studio.layers.io import Input
from studio.text import tr

RESERVED = {
    "build_model", "copy", "keras", "layers", "load_weights", "model", "name", "np", "ops", "positions", *OWN,
}  # fmt: skip
"""Names that the file has for itself."""


@dataclass(frozen=True)
class Body:
    """What a graph is written as: variables of its inputs, lines, and what its Outputs give."""

    inputs: tuple[Value, ...]
    lines: tuple[Line, ...]
    results: tuple[Value, ...]


@dataclass
class Writer:
    """Collects the functions of all blocks, and why nodes cannot be written, by their paths."""

    analysis: Analysis
    groups: list[Group] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    _known: dict[object, Group] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def whole(self, graph: Graph) -> Body:
        """The network itself; pictures and volumes come in with their channels last where the layers want them so."""
        self._taken |= _names(graph)
        flat = opened(graph, {})
        orders = {name: wanted_order(self.analysis, name) for name in inputs_of(flat)}
        return self._body(flat, "", [orders[name] for name in inputs_of(flat)])

    def _body(self, graph: Graph, prefix: str, orders: Sequence[Order], *, frozen: bool = False) -> Body:
        names = [name for name in graph if isinstance(graph[name].layer, Input)] if prefix else inputs_of(graph)
        inside = steps(graph)
        variables = {name: _free(text) for name, text in variables_of(graph, names, inside).items()}
        inputs = tuple(
            Value(variables[name], self._shapes(prefix + name)[0], order)
            for name, order in zip(names, orders, strict=True)
        )
        made: dict[str, Sequence[Value]] = {name: [value] for name, value in zip(names, inputs, strict=True)}
        lines: list[Line] = []
        for name in inside:
            arriving = [_value(made, source) for source in graph[name].inputs]
            step = Step(name, arriving, self._shapes(prefix + name), variables[name], frozen or graph[name].frozen)
            made[name] = self._written(step, graph, prefix)
            lines += step.lines
        return Body(inputs, tuple(lines), tuple(_value(made, graph[name].inputs[0]) for name in outputs_of(graph)))

    def _written(self, step: Step, graph: Graph, prefix: str) -> Sequence[Value]:
        """What one node gives; where it cannot be written, something in its place, so that others can be looked at."""
        layer = graph[step.name].layer
        assert isinstance(layer, Layer)
        try:
            if isinstance(layer, Block):
                return self._block(step, layer, prefix + step.name)
            entry = table().get(layer.kind)
            if entry is None:
                raise UnwritableError(tr("Keras has no layer {kind}.", kind=layer.kind))
            step.inputs = _ordered(step, entry)
            found = entry.write(step, layer)
            return [found] if isinstance(found, Value) else found
        except UnwritableError as refusal:
            self.refusals[prefix + step.name] = refusal.message
            return [Value(step.target, shape) for shape in step.shapes]

    def _block(self, step: Step, block: Block, path: str) -> Sequence[Value]:
        """The call of a block's function, or of those of its copies."""
        graph, values, blocks = opened(block.definition.graph, block.arguments), step.inputs, []
        times = block.repeat if block.shared else 1
        for copy in range(block.repeat if times == 1 else 1):
            orders = [value.order for value in values]
            body = self._body(graph, copy_prefix(path, block, copy), orders, frozen=step.frozen)
            blocks.append(self._use(block, body))
            values = list(body.results)
        called = ", ".join(value.text for value in step.inputs)
        if times > 1 and (len(values) > 1 or values[0].order != step.input.order):
            raise UnwritableError(tr("Its copies share their weights: set repeat to 1, or let each have its own."))
        step.lines.append(Line(step.target, called, named=step.name, blocks=tuple(blocks), times=times))
        several = len(values) > 1
        return [value._replace(text=f"{step.target}[{place}]" if several else step.target)
                for place, value in enumerate(values)]  # fmt: skip

    def _use(self, block: Block, body: Body) -> tuple[Group, int]:
        """The function that these lines are a use of, and which."""
        results = tuple(value.text for value in body.results)
        inputs = tuple(value.text for value in body.inputs)
        key = block.definition.name, inputs, results, tuple(line.structure() for line in body.lines)
        if key not in self._known:
            self._known[key] = Group(self._name(block), inputs, results, block.definition.about)
            self.groups.append(self._known[key])
        group = self._known[key]
        group.uses.append(body.lines)
        return group, len(group.uses) - 1

    def _name(self, block: Block) -> str:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"\W+", "_", block.definition.name)).lower().strip("_")
        first = words if words.isidentifier() and not keyword.iskeyword(words) else f"block_{words}"
        found, number = first, 2
        while found in self._taken:
            found, number = f"{first}_{number}", number + 1
        self._taken.add(found)
        return found

    def _shapes(self, path: str) -> list[tuple[int, ...]]:
        """Of what a node gives; blocks are looked at by what is inside."""
        if path in self.analysis.nodes:
            return [spec.shape for spec in self.analysis.nodes[path].outputs or ()]
        return []


def wanted_order(analysis: Analysis, name: str) -> Order:
    """The order that the layers behind an Input want: channels last where the first that cares wants it so."""
    flat = analysis.expansion.network
    waiting, seen = [name], {name}
    while waiting:
        for consumer, _ in flat.consumers[waiting.pop(0)]:
            entry = table().get(flat[consumer].layer.kind)
            if entry is not None and entry.order is not None:
                return entry.order
            if consumer not in seen:
                seen.add(consumer)
                waiting.append(consumer)
    return "first"


def _ordered(step: Step, entry: Entry) -> list[Value]:
    """What comes in, in the order that the layer wants, or in that of the first."""
    order = entry.order or (step.inputs[0].order if step.inputs else "first")
    several = len(step.inputs) > 1
    found = []
    for place, value in enumerate(step.inputs):
        named = replace(step, name=f"{step.name}_{place}", target=f"{step.target}_{place}") if several else step
        found.append(named.ordered(value, order))
    return found


def _value(made: Mapping[str, Sequence[Value]], source: Source | None) -> Value:
    assert source is not None
    return made[source.node][source.port]


def _free(text: str) -> str:
    return f"{text}_" if text in RESERVED else text


def _names(graph: Graph) -> set[str]:
    """The names of all nodes, also of those in blocks."""
    found: set[str] = set()
    for name, node in graph.items():
        found.add(name)
        if isinstance(node.layer, Block):
            found |= _names(node.layer.definition.graph)
    return found
