"""How large a network is once all its blocks are open, counted without opening any; and what is too large."""

from __future__ import annotations

from collections.abc import Mapping

from studio.graph import Graph, Kind, Node, Problem
from studio.graph.definition import DEEPEST
from studio.graph.expressions import Value
from studio.layers import ParameterError
from studio.layers.block import Block, bound

LARGEST = 50_000
"""So many nodes and links, taken together, a network may have when all its blocks are open."""

MOST_INPUTS = 1_000
"""So many inputs one node may have: source with longer sums is more than Python itself reads."""

TOO_MANY_INPUTS = Kind(
    "too-many-inputs",
    "{layer} has {inputs} inputs, more than the {most} that one node may have.",
    "Bring its inputs together in several steps.",
)

TOO_LARGE = Kind(
    "network-too-large",
    "The network has {nodes} nodes and {links} links; {most} are the most that are worked on together.",
    "Take nodes out of it, or put a part of it into a file of its own.",
)

BLOCK_TOO_LARGE = Kind(
    "block-too-large",
    "The block {title} would open into {size} nodes and links, but only {room} more have room: {most} are the most of "
    "a network.",
    "Lower its repeat or that of a block in it, or take nodes out of it.",
)


class Sizes:
    """Counts nodes and links of a network as they will be when its blocks are open.

    Each block is counted once for the values its parameters have, so that the work does not grow with its copies.
    Where blocks of ever other values make even that too much, counting ends beyond LARGEST.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, tuple[tuple[str, Value], ...], int], int] = {}
        self._counted = 0

    def of_block(self, block: Block, depth: int = 0) -> int:
        """Nodes and links of all copies of a block that stands so many blocks deep."""
        key = (id(block.definition), tuple(block.arguments.items()), depth)
        if key not in self._known:
            graph = block.definition.graph
            self._counted += len(graph)
            is_end = depth >= DEEPEST or self._counted > LARGEST
            self._known[key] = len(graph) if is_end else self._of_graph(graph, block.arguments, depth + 1)
        return block.repeat * self._known[key]

    def _of_graph(self, graph: Graph, values: Mapping[str, Value], depth: int) -> int:
        return sum(self._of_node(node, values, depth) for node in graph.values())

    def _of_node(self, node: Node, values: Mapping[str, Value], depth: int) -> int:
        own = 1 + len(node.inputs)
        try:
            node = bound(node, values)
        except ParameterError:
            return own
        return own if node.bypassed or not isinstance(node.layer, Block) else self.of_block(node.layer, depth)


def in_words(count: int) -> str:
    """`49,995`; beyond what anybody reads digit by digit `10^28`."""
    return f"{count:,}" if count < 10**15 else f"10^{len(str(count)) - 1}"


def flat_size(graph: Graph) -> int:
    """Nodes and links of a graph, its blocks closed."""
    return len(graph) + sum(len(node.inputs) for node in graph.values())


def excess(graph: Graph) -> Problem | None:
    """What makes a network too large to be examined as it stands, its blocks closed; None where it is not."""
    widest = max(graph, key=lambda name: len(graph[name].inputs), default="")
    inputs = len(graph[widest].inputs) if widest else 0
    if inputs > MOST_INPUTS:
        kind = graph[widest].layer.kind
        return TOO_MANY_INPUTS.problem("error", widest, layer=kind, inputs=in_words(inputs), most=in_words(MOST_INPUTS))
    size = flat_size(graph)
    if size <= LARGEST:
        return None
    nodes, links = in_words(len(graph)), in_words(size - len(graph))
    return TOO_LARGE.problem("error", None, nodes=nodes, links=links, most=in_words(LARGEST))
