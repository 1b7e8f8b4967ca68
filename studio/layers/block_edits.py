"""Edits that make, open and change blocks. Each takes a graph and gives the next one, or raises EditError."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from studio.graph.definition import Definition, definitions
from studio.graph.edits import fit_ports
from studio.graph.model import Graph, Node, Source
from studio.graph.names import unique_name, unique_names
from studio.graph.problems import EditError
from studio.graph.topology import affected_by, ancestors
from studio.layers.block import Block, bound, create_block
from studio.layers.errors import ParameterError
from studio.layers.io import Input, Output
from studio.layers.spec import Arrival

Path = tuple[str, ...]
"""The block nodes entered one after the other."""

Change = Callable[[Graph], Graph]

ROW = 120.0


def group(graph: Graph, names: Iterable[str], title: str, specs: Mapping[Source, Arrival]) -> tuple[Graph, str]:
    """Put nodes into a block of their own: what they take from outside becomes its Inputs, what is used outside its
    Outputs. Gives the graph and the block node's name. `specs` says what arrives from a source, where that is known.
    """
    chosen = {name: graph[name] for name in graph if name in set(names)}
    _check_groupable(graph, chosen)
    incoming = list(
        dict.fromkeys(s for node in chosen.values() for s in node.inputs if s is not None and s.node not in chosen)
    )
    outgoing = _used_outside(graph, chosen)
    definition = Definition(_free_title(title, definitions(graph)), _inner(chosen, incoming, outgoing, specs))
    block = unique_name(_stem(definition.name), graph)
    node = Node(create_block(definition), tuple(incoming), _corner(chosen.values()))
    ends = {source: Source(block, port) for port, source in enumerate(outgoing)}
    kept = {name: _relinked(each, ends) for name, each in graph.items() if name not in chosen}
    place = min(list(graph).index(name) for name in chosen)
    before = [name for name in list(graph)[:place] if name in kept]
    return Graph({**{name: kept[name] for name in before}, block: node, **kept}), block


def ungroup(graph: Graph, name: str) -> tuple[Graph, tuple[str, ...]]:
    """Put what is in a block in its place, each copy; gives the graph and the names of what came out."""
    node = graph[name]
    block = _block(graph, name)
    if block.shared and block.repeat > 1:
        raise EditError(f"The copies of “{name}” share their weights, which single nodes cannot.", "Set repeat to 1.")
    if None in node.inputs and block.repeat > 1:
        raise EditError(f"Nothing is plugged into “{name}”.", "Link it before you ungroup its copies.")
    feeds: Sequence[Source | None] = node.inputs
    added: dict[str, Node] = {}
    for copy in range(block.repeat):
        feeds = _unpacked(graph, node, block, copy, feeds, added)
    ends = {Source(name, port): source for port, source in enumerate(feeds)}
    result: dict[str, Node] = {}
    for each, other in graph.items():
        result.update(added if each == name else {each: _relinked(other, ends)})
    return Graph(result), tuple(added)


def inside(graph: Graph, path: Path) -> Graph:
    """The graph that a person sees who entered these blocks."""
    for name in path:
        graph = _block(graph, name).definition.graph
    return graph


def edit_inside(graph: Graph, path: Path, edit: Change) -> Graph:
    """Change what is inside a block: every block of the same definition changes with it."""
    if not path:
        return edit(graph)
    definition = _block(inside(graph, path[:-1]), path[-1]).definition
    changed = edit(definition.graph)
    return graph if changed is definition.graph else redefine(graph, replace(definition, graph=changed))


def redefine(graph: Graph, definition: Definition, was: str = "") -> Graph:
    """Give all blocks of a definition (called `was`, or as it is now) this one; their links and arguments stay."""
    if definition.name in definitions(definition.graph):
        raise EditError(
            f"The block {definition.name} cannot contain itself.", "Leave it out, or make a block of another name."
        )
    return _redefined(graph, definition, was or definition.name)


def adopt(graph: Graph, part: Graph) -> Graph:
    """The part to paste, its definitions renamed where the graph has others of the same name."""
    present, taken = definitions(graph), {*definitions(graph), *definitions(part)}
    for name, definition in definitions(part).items():
        if name in present and present[name] != definition:
            other = _free_title(name, taken)
            taken.add(other)
            part = _redefined(part, replace(definition, name=other), name)
    return part


def bypass(graph: Graph, names: Iterable[str]) -> Graph:
    """Let nodes hand their first input on unchanged; where all of them do so already, let them work again."""
    nodes = {name: graph[name] for name in names}
    for name, node in nodes.items():
        if not node.layer.inputs or not node.layer.outputs:
            raise EditError(
                f"“{name}” ({node.layer.kind}) cannot be bypassed.", "Only nodes with an input and an output can."
            )
    muted = not all(node.bypassed for node in nodes.values())
    return graph.replacing({name: replace(node, bypassed=muted) for name, node in nodes.items()})


def _block(graph: Graph, name: str) -> Block:
    layer = graph[name].layer if name in graph else None
    if not isinstance(layer, Block):
        raise EditError(f"“{name}” is no block.")
    return layer


def _check_groupable(graph: Graph, chosen: Mapping[str, Node]) -> None:
    if not chosen:
        raise EditError("Nothing is selected to make a block of.", "Select nodes first.")
    for name, node in chosen.items():
        if isinstance(node.layer, Input | Output):
            raise EditError(f"“{name}” is an end of the network, which cannot be in a block.", "Leave it unselected.")
    behind = affected_by(graph, chosen) - chosen.keys()
    between = next((name for name in graph if name in behind and _leads_to(graph, name, chosen)), None)
    if between is not None:
        raise EditError(
            f"“{between}” lies between these nodes: the block would need its own output as input.",
            f"Select “{between}” as well.",
        )


def _leads_to(graph: Graph, name: str, chosen: Mapping[str, Node]) -> bool:
    return any(name in ancestors(graph, each) for each in chosen)


def _used_outside(graph: Graph, chosen: Mapping[str, Node]) -> list[Source]:
    """The outputs of these nodes that others take, or that nobody takes: those come out of the block."""
    found: dict[Source, None] = {}
    for name, node in chosen.items():
        used = {graph[consumer].inputs[port] for consumer, port in graph.consumers[name] if consumer not in chosen}
        last = not graph.consumers[name]
        found.update({s: None for port in range(len(node.layer.outputs)) if (s := Source(name, port)) in used or last})
    return list(found)


def _inner(
    chosen: Mapping[str, Node], incoming: list[Source], outgoing: list[Source], specs: Mapping[Source, Arrival]
) -> Graph:
    """The chosen nodes between the Inputs and Outputs of a definition."""
    left, top = _corner(chosen.values())
    bottom = max(node.position[1] for node in chosen.values())
    taken = set(chosen)
    feeds: dict[Source, Source] = {}
    nodes: dict[str, Node] = {}
    for place, source in enumerate(incoming):
        name = _taken_name("input", taken)
        arrival = specs.get(source)
        layer = Input(shape=arrival.shape, dtype=arrival.dtype) if arrival is not None else Input()  # type: ignore[arg-type]
        nodes[name] = Node(layer, (), (left + 240.0 * place, top - ROW))
        feeds[source] = Source(name)
    nodes |= {name: _relinked(node, feeds) for name, node in chosen.items()}
    for place, source in enumerate(outgoing):
        nodes[_taken_name("output", taken)] = Node(Output(), (source,), (left + 240.0 * place, bottom + ROW))
    return Graph(nodes)


def _taken_name(stem: str, taken: set[str]) -> str:
    name = unique_name(stem, taken)
    taken.add(name)
    return name


def _corner(nodes: Iterable[Node]) -> tuple[float, float]:
    positions = [node.position for node in nodes]
    return min(x for x, _ in positions), min(y for _, y in positions)


def _relinked(node: Node, ends: Mapping[Source, Source | None]) -> Node:
    if not any(source in ends for source in node.inputs if source is not None):
        return node
    links = tuple(ends.get(source, source) if source is not None else None for source in node.inputs)
    return replace(node, inputs=fit_ports(node.layer, links))


def _unpacked(
    graph: Graph, node: Node, block: Block, copy: int, feeds: Sequence[Source | None], added: dict[str, Node]
) -> list[Source | None]:
    """Add the nodes of one copy under free names; gives what its Outputs hand on."""
    inner = block.definition.graph
    ends: dict[str, Source | None] = dict(zip(block.inputs, feeds, strict=False))
    corner = _corner(inner.values())
    height = max((each.position[1] for each in inner.values()), default=0.0) - corner[1] + ROW

    def flat(source: Source | None) -> Source | None:
        if source is None or source.node in ends:
            return None if source is None else ends[source.node]
        return Source(names[source.node], source.port)

    order = [name for name in inner.order if not isinstance(inner[name].layer, Input | Output)]
    names = unique_names(order, {*graph, *added})
    for name in order:
        try:
            each = bound(inner[name], block.arguments)
        except ParameterError as error:
            raise EditError(str(error), "Correct the block before you ungroup it.") from None
        at = (
            node.position[0] + each.position[0] - corner[0],
            node.position[1] + each.position[1] - corner[1] + copy * height,
        )
        links = fit_ports(each.layer, tuple(map(flat, each.inputs)))
        added[names[name]] = replace(each, inputs=links, position=at)
    return [flat(inner[output].inputs[0] if inner[output].inputs else None) for output in block.outputs]


def _redefined(graph: Graph, definition: Definition, was: str) -> Graph:
    changed: dict[str, Node] = {}
    for name, node in graph.items():
        if isinstance(node.layer, Block):
            layer = _with_definition(node.layer, definition, was)
            if layer is not node.layer:
                changed[name] = replace(node, layer=layer)
    if not changed:
        return graph
    result = graph.replacing(changed)
    for name, node in changed.items():
        result = _ports_followed(result, name, graph[name].layer, node.layer)  # type: ignore[arg-type]
    return result


def _with_definition(block: Block, definition: Definition, was: str) -> Block:
    """The block, or one of the new definition, also where only something inside it changes."""
    if block.definition.name == was:
        inner = definition
    else:
        graph = _redefined(block.definition.graph, definition, was)
        if graph is block.definition.graph:
            return block
        inner = replace(block.definition, graph=graph)
    known = dict(inner.parameters)
    params = {name: value for name, value in dict(block).items() if name in known or name in ("repeat", "shared")}
    try:
        return create_block(inner, params)
    except ParameterError as error:
        raise EditError(str(error)) from None


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
        changed[consumer] = _relinked(graph[consumer], moved)
    return graph.replacing(changed)


def _former(before: tuple[str, ...], now: tuple[str, ...], place: int) -> int | None:
    """The place that a port had before."""
    if now[place] in before:
        return before.index(now[place])
    return place if len(before) == len(now) else None


def _free_title(title: str, taken: Iterable[str]) -> str:
    names, number, candidate = set(taken), 1, title
    while candidate in names:
        number += 1
        candidate = f"{title}{number}"
    return candidate


def _stem(title: str) -> str:
    words = "".join(letter if letter.isalnum() else "_" for letter in title.lower()).strip("_")
    return f"{words}1" if words.isidentifier() else "block1"
