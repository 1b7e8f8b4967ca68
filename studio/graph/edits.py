"""The edits of a document: each takes a graph and gives the next one, or raises EditError and changes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from studio.graph.annotations import pasted, within
from studio.graph.model import Graph, InitialValue, LayerValue, Node, Position, Source
from studio.graph.names import check_name, unique_names
from studio.graph.problems import EditError
from studio.graph.topology import check_linkable
from studio.text import tr

Ports = tuple[Source | None, ...]


def add(graph: Graph, name: str, layer: LayerValue, inputs: Ports = (), position: Position = (0.0, 0.0)) -> Graph:
    """Put a new node into the graph, its first ports plugged into `inputs`."""
    check_name(name, graph)
    for source in inputs:
        if source is not None:
            _check_source(graph, source)
    return graph.replacing({name: Node(layer, fit_ports(layer, inputs), position)})


def remove(graph: Graph, names: Iterable[str]) -> Graph:
    """Take nodes away; what they fed is left unplugged."""
    gone = _existing(graph, names)
    consumers = {consumer for name in gone for consumer, _ in graph.consumers[name]} - gone
    unplugged = {}
    for name in consumers:
        node = graph[name]
        left = tuple(None if source is not None and source.node in gone else source for source in node.inputs)
        unplugged[name] = replace(node, inputs=fit_ports(node.layer, left))
    return graph.replacing(unplugged).without(gone)


def remove_and_heal(graph: Graph, names: Iterable[str]) -> Graph:
    """Take nodes away and join what fed them (through their first port) to what they fed."""
    gone = _existing(graph, names)
    healed = {}
    for name in {consumer for each in gone for consumer, _ in graph.consumers[each]} - gone:
        node = graph[name]
        inputs = tuple(_first_kept(graph, source, gone) for source in node.inputs)
        healed[name] = replace(node, inputs=fit_ports(node.layer, inputs))
    return remove(graph.replacing(healed), gone)


def connect(graph: Graph, source: Source, target: str, port: int) -> Graph:
    """Plug `source` into an input port, in place of what was there. A variadic layer's next port is free."""
    _check_source(graph, source)
    node = node_called(graph, target)
    check_linkable(graph, source.node, target)
    ports = len(node.inputs) + 1 if node.layer.variadic else len(node.layer.inputs)
    if not 0 <= port < ports:
        raise EditError(
            tr("“{target}” ({layer}) has no input port {port}.", target=target, layer=node.layer.kind, port=port),
            tr("It has {ports}.", ports=ports),
        )
    inputs = list(node.inputs) + [None] * (port + 1 - len(node.inputs))
    inputs[port] = source
    return graph.replacing({target: replace(node, inputs=tuple(inputs))})


def disconnect(graph: Graph, target: str, port: int) -> Graph:
    """Pull the link out of an input port."""
    node = node_called(graph, target)
    if not 0 <= port < len(node.inputs) or node.inputs[port] is None:
        raise EditError(tr("Nothing is plugged into port {port} of “{target}”.", port=port, target=target))
    left = (*node.inputs[:port], None, *node.inputs[port + 1 :])
    return graph.replacing({target: replace(node, inputs=fit_ports(node.layer, left))})


def set_layer(graph: Graph, name: str, layer: LayerValue) -> Graph:
    """Give a node other parameters, or another layer; its links stay where ports remain for them."""
    node = node_called(graph, name)
    changed = {name: replace(node, layer=layer, inputs=fit_ports(layer, node.inputs))}
    if len(layer.outputs) < len(node.layer.outputs):
        for consumer in {consumer for consumer, _ in graph.consumers[name]}:
            fed = graph[consumer]
            left = tuple(s if s is None or s.node != name or s.port < len(layer.outputs) else None for s in fed.inputs)
            changed[consumer] = replace(fed, inputs=fit_ports(fed.layer, left))
    return graph.replacing(changed)


def set_init(graph: Graph, name: str, init: Mapping[str, InitialValue]) -> Graph:
    """Say how a node's parameters begin, by name or group; those not in `init` begin as the network's do."""
    node = node_called(graph, name)
    if dict(node.init) == dict(init):
        return graph
    return graph.replacing({name: replace(node, init=tuple(init.items()))})


def rename(graph: Graph, old: str, new: str) -> Graph:
    """Call a node by another name, in its place in the order and in every link."""
    node_called(graph, old)
    if new == old:
        return graph
    check_name(new, graph)
    ends: dict[Source, Source | None] = {
        Source(old, port): Source(new, port) for port in range(len(graph[old].layer.outputs))
    }
    followed = {consumer: relinked(graph[consumer], ends) for consumer, _ in graph.consumers[old]}
    return graph.renaming(old, new, followed)


def move(graph: Graph, positions: Mapping[str, Position]) -> Graph:
    """Put nodes elsewhere on the canvas."""
    return graph.replacing({name: replace(node_called(graph, name), position=at) for name, at in positions.items()})


def insert_on_link(graph: Graph, name: str, target: str, port: int) -> Graph:
    """Put an existing node into the link that ends at `port` of `target`."""
    node, consumer = node_called(graph, name), node_called(graph, target)
    source = consumer.inputs[port] if 0 <= port < len(consumer.inputs) else None
    if source is None:
        raise EditError(
            tr(
                "There is no link at port {port} of “{target}” to insert “{name}” into.",
                port=port,
                target=target,
                name=name,
            )
        )
    if not node.layer.inputs or not node.layer.outputs:
        raise EditError(
            tr("“{name}” ({layer}) cannot stand inside a link.", name=name, layer=node.layer.kind),
            tr("It needs an input and an output."),
        )
    if source.node == name or target == name:
        raise EditError(tr("“{name}” is an end of that link already.", name=name))
    return connect(connect(graph, source, name, 0), Source(name), target, port)


def fragment(graph: Graph, names: Iterable[str], annotations: Container[str] = (), *, incoming: bool = False) -> Graph:
    """A part to copy: these nodes in order, with the links among them (and those into them on request), collapsed where
    they are.

    With `incoming`, links may begin at nodes that are not in the fragment.
    """
    chosen = _existing(graph, names)
    kept = within(graph.annotations, chosen)
    beside = {name: each for name, each in graph.annotations.items() if name in annotations or name in kept}
    return Graph(
        {
            name: replace(
                node,
                inputs=fit_ports(
                    node.layer,
                    tuple(s if s is not None and (incoming or s.node in chosen) else None for s in node.inputs),
                ),
            )
            for name, node in graph.items()
            if name in chosen
        },
        beside,
    )


def paste(graph: Graph, part: Graph, offset: Position = (0.0, 0.0)) -> tuple[Graph, tuple[str, ...]]:
    """Put a fragment into the graph under fresh names, moved by `offset`; gives the names it got.

    Links that begin outside the fragment stay when the graph has a node of that name.
    """
    names = unique_names(part, graph)
    added = {}
    for name, node in part.items():
        inputs = tuple(_translated(source, names, graph) for source in node.inputs)
        position = (node.position[0] + offset[0], node.position[1] + offset[1])
        added[names[name]] = replace(node, inputs=fit_ports(node.layer, inputs), position=position)
    beside = pasted(graph.annotations, part.annotations, offset, names)
    return graph.replacing(added).annotated(beside), tuple(names.values())


def fit_ports(layer: LayerValue, inputs: Ports) -> Ports:
    """Links arranged for a layer: as many as it has ports, or of a variadic layer those plugged in."""
    if layer.variadic:
        return tuple(source for source in inputs if source is not None)
    count = len(layer.inputs)
    return inputs[:count] + (None,) * (count - len(inputs))


def relinked(node: Node, ends: Mapping[Source, Source | None]) -> Node:
    """The node with its links moved from some sources to others; None pulls a link out."""
    if not any(source in ends for source in node.inputs if source is not None):
        return node
    links = tuple(ends.get(source, source) if source is not None else None for source in node.inputs)
    return replace(node, inputs=fit_ports(node.layer, links) if node.layer.variadic else links)


def _translated(source: Source | None, names: Mapping[str, str], graph: Graph) -> Source | None:
    if source is None:
        return None
    if source.node in names:
        return Source(names[source.node], source.port)
    return source if source.node in graph else None


def _first_kept(graph: Graph, source: Source | None, gone: frozenset[str]) -> Source | None:
    while source is not None and source.node in gone:
        inputs = graph[source.node].inputs
        source = inputs[0] if inputs else None
    return source


def node_called(graph: Graph, name: str) -> Node:
    """The node of this name. Raises EditError where there is none."""
    if name not in graph:
        raise EditError(tr("There is no node called “{name}”.", name=name))
    return graph[name]


def _existing(graph: Graph, names: Iterable[str]) -> frozenset[str]:
    chosen = frozenset(names)
    for name in chosen:
        node_called(graph, name)
    return chosen


def _check_source(graph: Graph, source: Source) -> None:
    outputs = node_called(graph, source.node).layer.outputs
    if not 0 <= source.port < len(outputs):
        raise EditError(
            tr("“{node}” has no output port {port}.", node=source.node, port=source.port),
            tr("It has {count}.", count=len(outputs)),
        )
