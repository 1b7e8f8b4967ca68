"""What styles of tensors and neurons draw of a network: its flat form with what leaves each layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.graph.annotations import shown
from studio.graph.collapsed_view import View
from studio.layers import Layer
from studio.project.block_families import Shares, families_inside
from studio.project.cards import family
from studio.project.tiles import read_outs_seen

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.graph import Graph, Node
    from studio.project.exporters.subject import Subject

IN_PASSING = frozenset({"activation", "normalization", "regularization"})
"""Families whose layers leave the shape as it is, and are told beside the layer before."""


def shares_of(node: Node) -> Shares:
    """The families that a node is of, with their shares: its own, or those of what a block holds."""
    return families_inside(node.layer) or ((family(node), 1.0),)


def main_family(shares: Shares) -> str:
    """The family of which there is most."""
    return max(shares, key=lambda share: share[1])[0]


def seen_in_pictures(subject: Subject, *, expanded: bool) -> tuple[Graph, Analysis]:
    """The network as it is seen on the canvas with its read-outs, or node by node where tiles are expanded."""
    whole = subject.project.graph
    view = View(whole.annotated(shown(whole.annotations)) if expanded else whole)
    analysis = read_outs_seen(view, subject.analysis)
    assert analysis is not None
    return view.graph, analysis


def check_runs(subject: Subject) -> None:
    """Raises CompileError where the network cannot run, so that nothing is known of its sizes."""
    from studio.compiler.module import CompileError

    if subject.analysis.errors:
        raise CompileError(subject.analysis.errors)


def sources_of(graph: Graph, name: str) -> list[str]:
    """The nodes that a node takes from, each once."""
    return list(dict.fromkeys(source.node for source in graph[name].inputs if source is not None))


def is_in_passing(graph: Graph, name: str) -> bool:
    """Whether a node changes values and not their shape."""
    return isinstance(graph[name].layer, Layer) and family(graph[name]) in IN_PASSING


def longest_path(graph: Graph, names: Sequence[str], sources: dict[str, list[str]]) -> list[str]:
    """The path through most of the nodes, which are given with their sources in an order that these lead."""
    length: dict[str, int] = {}
    before: dict[str, str] = {}
    for name in names:
        known = [source for source in sources[name] if source in length]
        best = max(known, key=lambda source: length[source], default=None)
        length[name] = 1 if best is None else length[best] + 1
        if best is not None:
            before[name] = best
    path = [max(names, key=lambda name: length[name])]
    while path[-1] in before:
        path.append(before[path[-1]])
    return path[::-1]
