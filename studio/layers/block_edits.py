"""Edits of definitions and of what is inside. Each takes a graph and gives the next one, or raises EditError."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from studio.graph.definition import DEEPEST, Definition, definitions, depth, free_title
from studio.graph.edits import node_called
from studio.graph.flow import Flow
from studio.graph.model import Graph, Node
from studio.graph.problems import EditError
from studio.layers.block import BYPASSED, FROZEN, block_of, marked, marks
from studio.layers.redefinition import Redefinition
from studio.text import tr

Path = tuple[str, ...]
"""The block nodes entered one after the other."""

Change = Callable[[Graph], Graph]


def inside(graph: Graph, path: Path) -> Graph:
    """The graph that a person sees who entered these blocks."""
    for name in path:
        graph = block_of(graph, name).definition.graph
    return graph


def edit_inside(graph: Graph, path: Path, edit: Change, flow: Flow | None = None) -> Graph:
    """Change what is inside a block, and which way it is drawn: every block of the same definition changes with it."""
    if not path:
        return _checked(edit(graph))
    definition = block_of(inside(graph, path[:-1]), path[-1]).definition
    changed, flow = edit(definition.graph), flow or definition.flow
    if changed is definition.graph and flow == definition.flow:
        return graph
    return redefine(graph, replace(definition, graph=changed, flow=flow))


def redefine(graph: Graph, definition: Definition, was: str = "", renamed: Mapping[str, str] | None = None) -> Graph:
    """Give all blocks of a definition (called `was`, or as it is now) this one; their links and arguments stay.

    `renamed` has the new names of parameters by their former ones.
    """
    was = was or definition.name
    if definition.name in definitions(definition.graph):
        raise EditError(
            tr("The block {name} cannot contain itself.", name=definition.name),
            tr("Leave it out, or make a block of another name."),
        )
    return _checked(Redefinition(definition, was, renamed or {}).of(graph))


def _checked(graph: Graph) -> Graph:
    """The graph, where its blocks do not lie too deep in each other. Raises EditError."""
    found = depth(graph)
    if found > DEEPEST:
        raise EditError(
            tr("Then {depth} blocks would lie one inside the other; {most} are the most.", depth=found, most=DEEPEST),
            tr("Ungroup some of them first."),
        )
    return graph


def adopt(known: Mapping[str, Definition], part: Graph) -> Graph:
    """The part to paste, its definitions renamed where another of the same name is `known`."""
    names = tuple(definitions(part))
    taken = {*known, *names}
    for name in names:  # from the innermost on: one that holds a renamed one is another, too
        definition = definitions(part)[name]
        if name in known and known[name] != definition:
            other = free_title(name, taken)
            taken.add(other)
            part = Redefinition(replace(definition, name=other), name).of(part)
    return part


def bypass(graph: Graph, names: Iterable[str]) -> Graph:
    """Let nodes hand their first input on unchanged; where all of them do so already, let them work again."""
    return _marked(graph, names, BYPASSED)


def freeze(graph: Graph, names: Iterable[str]) -> Graph:
    """Have training leave nodes as they are; where all of them are frozen already, let them learn again."""
    return _marked(graph, names, FROZEN)


def _marked(graph: Graph, names: Iterable[str], mark: str) -> Graph:
    """Set a mark of these nodes, or take it away where all have it. Raises EditError."""
    nodes = {name: node_called(graph, name) for name in names}
    for name, node in nodes.items():
        if not node.layer.inputs or not node.layer.outputs:
            raise EditError(_of_an_end(mark, name, node), tr("Only nodes with an input and an output can."))
        if mark in dict(node.bindings):
            raise EditError(_of_a_follower(mark, name, node), tr("Change that in the inspector."))
    wanted = not all(marks(node)[mark] for node in nodes.values())
    return graph.replacing({name: marked(node, {mark: wanted}) for name, node in nodes.items()})


def _of_an_end(mark: str, name: str, node: Node) -> str:
    kind = node.layer.kind
    if mark == FROZEN:
        return tr("“{name}” ({layer}) cannot be frozen.", name=name, layer=kind)
    return tr("“{name}” ({layer}) cannot be bypassed.", name=name, layer=kind)


def _of_a_follower(mark: str, name: str, node: Node) -> str:
    followed = dict(node.bindings)[mark]
    if mark == FROZEN:
        return tr("Whether “{name}” is frozen follows from the block (= {followed}).", name=name, followed=followed)
    return tr("Whether “{name}” is bypassed follows from the block (= {followed}).", name=name, followed=followed)
