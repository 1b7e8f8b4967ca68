"""Putting nodes into a block of their own, and putting what is in a block back into its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from studio.graph.annotating import discard, enclosed, rearranged
from studio.graph.annotations import carried_over, pasted
from studio.graph.definition import Definition, definitions, free_title
from studio.graph.edits import fit_ports, fragment, move, relinked
from studio.graph.expressions import ExpressionError, Value, names_in, substitute
from studio.graph.flow import CARD, Flow, Size, gap, turned
from studio.graph.layout import layout
from studio.graph.links import Port
from studio.graph.model import Graph, Node, Position, Source
from studio.graph.names import unique_name, unique_names
from studio.graph.problems import EditError
from studio.graph.topology import affected_by, leading_to
from studio.graph.wiring import make_room
from studio.layers.block import FROZEN, MARKS, OWN_FIELDS, Block, block_of, bound, create_block, read_block
from studio.layers.errors import ParameterError
from studio.layers.io import Input, Output
from studio.layers.spec import Arrival
from studio.text import tr


def group(
    graph: Graph,
    names: Iterable[str],
    title: str,
    specs: Mapping[Source, Arrival],
    *,
    taken: Collection[str] = (),
    values: Mapping[str, Value] | None = None,
    flow: Flow = "down",
) -> tuple[Graph, str]:
    """Put nodes into a block of their own: what they take from outside, and each port with nothing plugged in, becomes
    its Inputs, what is used outside its Outputs. Gives the graph and the block node's name.

    `specs` says what arrives from a source, where that is known. The definition gets a name that is not `taken`, and is
    drawn the way of `flow`, as the network is. Inside a block, `values` are those of its parameters: the new block has
    the parameters that its nodes follow, and follows them itself.
    """
    wanted = set(names)
    chosen = {name: node for name, node in graph.items() if name in wanted}
    _check_groupable(graph, chosen)
    entrances = _entrances(chosen)
    outgoing = _used_outside(graph, chosen)
    title = free_title(title, {*taken, *definitions(graph)})
    parameters = _followed(chosen.values(), values or {})
    beside = fragment(graph, chosen, enclosed(graph, chosen)).annotations
    inner = _inner(chosen, entrances, outgoing, specs, flow).annotated(beside)
    definition = Definition(title, inner, parameters, flow=flow)
    layer = create_block(definition)
    block = unique_name(f"{layer.stem}1", graph)
    bindings = tuple((name, name) for name, _ in parameters)
    node = Node(layer, tuple(entrances.values()), _corner(chosen.values()), bindings=bindings)
    ends = {source: Source(block, port) for port, source in enumerate(outgoing)}
    result: dict[str, Node] = {}
    for name, each in graph.items():
        if name not in chosen:
            result[name] = relinked(each, ends)
        elif block not in result:
            result[block] = node
    annotations = carried_over(graph.annotations, dict.fromkeys(chosen, (block,)))
    return discard(Graph(result, annotations), beside), block


def ungroup(graph: Graph, name: str, flow: Flow = "down") -> tuple[Graph, tuple[str, ...]]:
    """Put what is in a block in its place, each copy, and have other cards make room for it, in a network that is drawn
    the way of `flow`; gives the graph and the names of what came out."""
    block, node = block_of(graph, name), graph[name]
    _check_opens(name, node, block)
    block = _drawn(block, flow)
    feeds: Sequence[Source | None] = node.inputs
    added: dict[str, Node] = {}
    named: list[Mapping[str, str]] = []
    for copy in range(block.repeat):
        named.append(unique_names(list(_parts(block.definition.graph)), {*graph, *added}))
        feeds = _unpacked(node, block, _shift(node, block, copy), feeds, named[-1], added)
    ends = {Source(name, port): source for port, source in enumerate(feeds)}
    result: dict[str, Node] = {}
    for each, other in graph.items():
        result.update(added if each == name else {each: relinked(other, ends)})
    annotations = carried_over(graph.annotations, {name: tuple(added)})
    roomy = rearranged(graph, make_room(Graph(result, annotations), added, flow), {name: added})
    return _beside(roomy, node, block, named), tuple(added)


def _check_groupable(graph: Graph, chosen: Mapping[str, Node]) -> None:
    if not chosen:
        raise EditError(tr("Nothing is selected to make a block of."), tr("Select nodes first."))
    for name, node in chosen.items():
        if isinstance(node.layer, Input | Output):
            raise EditError(
                tr("“{name}” is an end of the network, which cannot be in a block.", name=name),
                tr("Leave it unselected."),
            )
    behind = affected_by(graph, chosen) - chosen.keys()
    entered = {source.node for node in chosen.values() for source in node.inputs if source is not None}
    between = next((name for name in graph if name in behind & leading_to(graph, entered)), None)
    if between is not None:
        raise EditError(
            tr("“{node}” lies between these nodes: the block would need its own output as input.", node=between),
            tr("Select “{node}” as well.", node=between),
        )


def _entrances(chosen: Mapping[str, Node]) -> dict[Source | Port, Source | None]:
    """What the block has an Input for, in the order of its ports: each source outside that is taken from, and each
    port with nothing plugged in, with what feeds it."""
    found: dict[Source | Port, Source | None] = {}
    for name, node in chosen.items():
        for port, source in enumerate(_ports(node)):
            if source is None:
                found[Port(name, "in", port)] = None
            elif source.node not in chosen:
                found[source] = source
    return found


def _ports(node: Node) -> tuple[Source | None, ...]:
    """What is plugged into each port; a layer that takes any number of inputs wants one at least."""
    return node.inputs or ((None,) if node.layer.variadic else ())


def _used_outside(graph: Graph, chosen: Mapping[str, Node]) -> tuple[Source, ...]:
    """The outputs of these nodes that others take, or that nobody takes: those come out of the block.

    So do those that others take and a node no longer has, as a block that has lost an Output.
    """
    found: list[Source] = []
    for name, node in chosen.items():
        taken = {graph[consumer].inputs[port] for consumer, port in graph.consumers[name] if consumer not in chosen}
        used = {source.port for source in taken if source is not None}
        found += [Source(name, port) for port in sorted(used)]
        if not graph.consumers[name]:
            found += [Source(name, port) for port in range(len(node.layer.outputs))]
    return tuple(found)


def _followed(nodes: Iterable[Node], values: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    """The parameters that bindings of these nodes speak of, with their present values."""
    spoken = {name for node in nodes for _, text in node.bindings for name in names_in(text)}
    return tuple((name, value) for name, value in values.items() if name in spoken)


def _inner(
    chosen: Mapping[str, Node],
    entrances: Mapping[Source | Port, Source | None],
    outgoing: Sequence[Source],
    specs: Mapping[Source, Arrival],
    flow: Flow,
) -> Graph:
    """The chosen nodes between the Inputs and Outputs of a definition."""
    aside, first = turned(_corner(chosen.values()), flow)
    last = max(turned(node.position, flow)[1] for node in chosen.values())
    column, row = _pitch(flow)
    taken = set(chosen)
    feeds: dict[Source | Port, Source] = {}
    nodes: dict[str, Node] = {}
    for place, (entrance, source) in enumerate(entrances.items()):
        name = _taken_name("input", taken)
        arrival = specs.get(source) if source is not None else None
        nodes[name] = Node(_input(arrival), (), turned((aside + column * place, first - row), flow))
        feeds[entrance] = Source(name)
    for name, node in chosen.items():
        links = [feeds.get(source or Port(name, "in", port), source) for port, source in enumerate(_ports(node))]
        nodes[name] = replace(node, inputs=tuple(links))
    for place, source in enumerate(outgoing):
        at = turned((aside + column * place, last + row), flow)
        nodes[_taken_name("output", taken)] = Node(Output(), (source,), at)
    return Graph(nodes)


def _input(arrival: Arrival | None) -> Input:
    """The Input for what arrives, as far as an Input can say it."""
    try:
        return Input.create({"shape": arrival.shape, "dtype": arrival.dtype}) if arrival is not None else Input()
    except ParameterError:
        return Input()


def _taken_name(stem: str, taken: set[str]) -> str:
    name = unique_name(stem, taken)
    taken.add(name)
    return name


def _corner(nodes: Iterable[Node]) -> Position:
    positions = [node.position for node in nodes]
    return min((x for x, _ in positions), default=0.0), min((y for _, y in positions), default=0.0)


def _check_opens(name: str, node: Node, block: Block) -> None:
    bindings = dict(node.bindings)
    followed = next((each for each in (*MARKS, *OWN_FIELDS) if each in bindings), None)
    if followed is not None:
        raise EditError(
            tr(
                "{parameter} of “{name}” follows from the block (= {expression}).",
                parameter=followed,
                name=name,
                expression=bindings[followed],
            ),
            tr("Give it a value of its own."),
        )
    if node.bypassed:
        raise EditError(
            tr("“{name}” is bypassed, and its nodes would work again.", name=name),
            tr("Let it work before you ungroup it."),
        )
    if block.repeat == 1:
        return
    if block.shared:
        raise EditError(
            tr("The copies of “{name}” share their weights, which single nodes cannot.", name=name),
            tr("Set repeat to 1."),
        )
    if None in node.inputs:
        raise EditError(
            tr("Nothing is plugged into “{name}”.", name=name), tr("Link it before you ungroup its copies.")
        )
    if len(block.inputs) != len(block.outputs):
        raise EditError(
            tr(
                "“{name}” has {inputs} inputs and {outputs} outputs, so copies of it cannot follow one another.",
                name=name,
                inputs=len(block.inputs),
                outputs=len(block.outputs),
            ),
            tr("Set repeat to 1."),
        )


def _unpacked(
    node: Node,
    block: Block,
    by: Position,
    feeds: Sequence[Source | None],
    names: Mapping[str, str],
    added: dict[str, Node],
) -> list[Source | None]:
    """Add the nodes of one copy under other names, so far from where they are inside; gives what its Outputs hand
    on."""
    inner = block.definition.graph
    parts, (dx, dy) = _parts(inner), by
    ends: dict[str, Source | None] = dict(zip(block.inputs, feeds, strict=False))

    def flat(source: Source | None) -> Source | None:
        if source is None or source.node in ends:
            return None if source is None else ends[source.node]
        return Source(names[source.node], source.port)

    for name in names:
        each = _freed(parts[name], node, block)
        x, y = each.position
        links = fit_ports(each.layer, tuple(map(flat, each.inputs)))
        added[names[name]] = replace(each, inputs=links, position=(x + dx, y + dy))
    return [flat(inner[output].inputs[0] if inner[output].inputs else None) for output in block.outputs]


def _parts(inner: Graph) -> dict[str, Node]:
    """What is in a block between its ends."""
    return {name: each for name, each in inner.items() if not isinstance(each.layer, Input | Output)}


def _drawn(block: Block, flow: Flow) -> Block:
    """The block with its inside drawn the way of the network that it is taken apart in."""
    definition = block.definition
    if definition.flow == flow:
        return block
    inner = rearranged(definition.graph, move(definition.graph, layout(definition.graph, flow=flow)))
    return read_block(replace(definition, graph=inner, flow=flow), block.params())


def _shift(node: Node, block: Block, copy: int) -> Position:
    """How far what is inside comes to stand from where it was there: copies follow each other the way data flow."""
    parts, flow = _parts(block.definition.graph).values(), block.definition.flow
    places = [turned(each.position, flow) for each in parts]
    first, last = min((y for _, y in places), default=0.0), max((y for _, y in places), default=0.0)
    along = copy * (last - first + _pitch(flow)[1])
    (left, top), (dx, dy) = _corner(parts), turned((0.0, along), flow)
    return node.position[0] - left + dx, node.position[1] - top + dy


def _pitch(flow: Flow) -> Size:
    """How far cards stand from each other, aside and along the way that data flow."""
    (breadth, depth), (aside, along) = turned(CARD, flow), gap(flow)
    return breadth + aside, depth + along


def _beside(graph: Graph, node: Node, block: Block, named: Sequence[Mapping[str, str]]) -> Graph:
    """The graph with the annotations of each copy of a block that was taken apart; `named` are its nodes' names."""
    annotations = graph.annotations
    for copy, names in enumerate(named):
        annotations = pasted(annotations, block.definition.graph.annotations, _shift(node, block, copy), names)
    return graph.annotated(annotations)


def _freed(inner: Node, node: Node, block: Block) -> Node:
    """A node from inside as it is outside: it has the values of the block's arguments, and follows what they follow.

    What was inside a frozen block is frozen.
    """
    written = {name: repr(value) for name, value in block.arguments.items()} | dict(node.bindings)
    try:
        texts = {name: substitute(text, written) for name, text in inner.bindings}
        settled = tuple((name, text) for name, text in texts.items() if not names_in(text))
        freed = bound(replace(inner, bindings=settled), {})
    except (ExpressionError, ParameterError) as error:
        raise EditError(str(error), tr("Correct the block before you ungroup it.")) from None
    left = tuple(pair for pair in texts.items() if pair not in settled and not (node.frozen and pair[0] == FROZEN))
    return replace(freed, bindings=left, frozen=freed.frozen or node.frozen)
