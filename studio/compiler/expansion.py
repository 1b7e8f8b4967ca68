"""The flat form of a network: blocks opened, names inside them dotted paths, bypassed nodes passed by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from studio.compiler.size import BLOCK_TOO_LARGE, LARGEST, Sizes, flat_size, in_words
from studio.graph import Finding, Graph, Kind, Node, Source
from studio.graph.expressions import Value
from studio.layers import ParameterError, Placeholder
from studio.layers.block import Block, bound
from studio.layers.io import Input, Output
from studio.layers.passage import Passage

DEEPEST = 30
"""Blocks within blocks are opened so far; no network needs more."""

NOT_FOLLOWING = Kind("not-following", "{reason}", "Change the block's parameters, or what follows from them here.")
NO_OUTPUT = Kind(
    "block-without-output",
    "The block {block} has no Output, so nothing comes out of it.",
    "Open it and add an Output.",
)
OPEN_INPUT = Kind(
    "open-input-of-block",
    "Nothing is plugged into “{port}” of the block {block}.",
    "Drag a link to it from the layer before.",
)
UNLIKE_ENDS = Kind(
    "unlike-ends-of-block",
    "The block {block} has {inputs} inputs and {outputs} outputs, so copies of it cannot follow one another.",
    "Set repeat to 1, or give it as many outputs as inputs.",
)
TOO_DEEP = Kind(
    "blocks-too-deep",
    "The block {block} is inside more than {depth} others.",
    "Ungroup some of the blocks around it.",
)

_COPY = re.compile(r"@\d+")


def module_path(name: str) -> str:
    """The path of the module that a node of the flat graph calls: copies that share weights call the first's."""
    return _COPY.sub("", name) if "@" in name else name


@dataclass(frozen=True)
class Span:
    """The nodes at the ends of an opened block: behind its input ports, before its output ports."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Expansion:
    """A graph without blocks that computes the same.

    Nodes inside a block carry dotted paths: `layer1.conv1`, or `layer1.0.conv1` in the first of several copies.
    Copies that share weights are `layer1.conv1`, `layer1@1.conv1` …, which call one module (`module_path`).
    In `whole` the ends of blocks and bypassed nodes are Passages; in `network` their links are joined.
    `blocks` has every block that was opened, and every copy that has weights of its own.
    """

    whole: Graph
    network: Graph
    blocks: Mapping[str, Span]


def expand(graph: Graph) -> Expansion:
    """Open all blocks of a graph, also those inside others.

    What cannot be opened stays as one node with a Placeholder that says why. A graph without blocks and bypassed
    nodes is its own flat form.
    """
    if not any(isinstance(node.layer, Block) or node.bypassed or node.bindings for node in graph.values()):
        return Expansion(graph, graph, {})
    opening = _Opening(LARGEST - flat_size(graph))
    opening.open(graph, "", {}, {})
    whole = Graph({name: opening.nodes[name] for name in graph if name in opening.nodes} | opening.nodes)
    return Expansion(whole, joined(whole), opening.blocks)


def joined(whole: Graph) -> Graph:
    """The graph less its Passages: whoever took from one takes from where it leads back to."""

    def origin(source: Source | None) -> Source | None:
        while source is not None and isinstance(whole[source.node].layer, Passage):
            (source,) = whole[source.node].inputs or (None,)
        return source

    return Graph(
        {
            name: replace(node, inputs=tuple(map(origin, node.inputs)))
            for name, node in whole.items()
            if not isinstance(node.layer, Passage)
        }
    )


class _Opening:
    """Collects the flat nodes while blocks are opened, one inside the other.

    `room` says for how many nodes and links of the blocks there is room.
    """

    def __init__(self, room: int) -> None:
        self.nodes: dict[str, Node] = {}
        self.blocks: dict[str, Span] = {}
        self._room = room
        self._sizes = Sizes()
        self._depth = 0

    def open(
        self,
        graph: Graph,
        prefix: str,
        values: Mapping[str, Value],
        feeds: Mapping[str, Source],
        *,
        frozen: bool = False,
    ) -> None:
        """Add the nodes of a graph under `prefix`; inside a block, `feeds` has what arrives at its Inputs.

        What is inside a `frozen` block is frozen.
        """
        for name in graph.order:
            node = graph[name]
            links = tuple(source and self._flat(prefix, source) for source in node.inputs)
            if prefix and node.layer.kind == "Input":
                layer = Passage() if isinstance(node.layer, Input) else node.layer
                self.nodes[prefix + name] = Node(layer, (feeds.get(name),))
            else:
                self._add(prefix + name, replace(node, inputs=links), values, frozen=frozen)

    def _add(self, path: str, node: Node, values: Mapping[str, Value], *, frozen: bool) -> None:
        try:
            node = bound(node, values)
        except ParameterError as error:
            self._stay_closed(path, node, NOT_FOLLOWING.finding(reason=str(error)))
            return
        if frozen:
            node = replace(node, frozen=True)
        if node.bypassed or ("." in path and isinstance(node.layer, Output)):
            self.nodes[path] = Node(Passage(), node.inputs[:1])
        elif isinstance(node.layer, Block):
            self._open_block(path, node, node.layer)
        else:
            self.nodes[path] = node

    def _flat(self, prefix: str, source: Source) -> Source:
        """Where a link begins in the flat graph: at a block, in what stands behind its output."""
        path = prefix + source.node
        ends = self.blocks[path].outputs if path in self.blocks else ()
        return Source(ends[source.port]) if source.port < len(ends) else Source(path, source.port)

    def _open_block(self, path: str, node: Node, block: Block) -> None:
        objection = self._objection(node, block) or self._excess(block)
        if objection is not None:
            self._stay_closed(path, node, objection)
            return
        self._depth += 1
        spans: list[Span] = []
        feeds = [source for source in node.inputs if source is not None]
        for copy in range(block.repeat):
            prefix = copy_prefix(path, block, copy)
            arriving = dict(zip(block.inputs, feeds, strict=True))
            self.open(block.definition.graph, prefix, block.arguments, arriving, frozen=node.frozen)
            span = Span(*(tuple(prefix + name for name in names) for names in (block.inputs, block.outputs)))
            if block.repeat > 1 and not block.shared:
                self.blocks[prefix.removesuffix(".")] = span
            spans.append(span)
            feeds = list(map(Source, span.outputs))
        self.blocks[path] = Span(spans[0].inputs, spans[-1].outputs)
        self._depth -= 1

    def _objection(self, node: Node, block: Block) -> Finding | None:
        """Why a block cannot be opened, and what to do."""
        title, inputs, outputs = block.definition.name, block.inputs, block.outputs
        if not outputs:
            return NO_OUTPUT.finding(block=title)
        if None in node.inputs or len(node.inputs) < len(inputs):
            port = inputs[node.inputs.index(None) if None in node.inputs else len(node.inputs)]
            return OPEN_INPUT.finding(port=port, block=title)
        if block.repeat > 1 and len(inputs) != len(outputs):
            return UNLIKE_ENDS.finding(block=title, inputs=len(inputs), outputs=len(outputs))
        if self._depth >= DEEPEST:
            return TOO_DEEP.finding(block=title, depth=DEEPEST)
        return None

    def _excess(self, block: Block) -> Finding | None:
        """Why a block is too large to be opened. With one at the top all that is inside it has been counted."""
        if self._depth:
            return None
        size = self._sizes.of_block(block)
        if size > self._room:
            room, most = in_words(max(0, self._room)), in_words(LARGEST)
            return BLOCK_TOO_LARGE.finding(title=block.definition.name, size=in_words(size), room=room, most=most)
        self._room -= size
        return None

    def _stay_closed(self, path: str, node: Node, why: Finding) -> None:
        outputs = node.layer.outputs or ("output",)
        self.nodes[path] = replace(node, layer=Placeholder(node.layer.kind, "{}", why, outputs=outputs))


def copy_prefix(path: str, block: Block, copy: int) -> str:
    """What the names inside a copy of a block begin with."""
    if block.repeat == 1:
        return f"{path}."
    if block.shared:
        return f"{path}@{copy}." if copy else f"{path}."
    return f"{path}.{copy}."
