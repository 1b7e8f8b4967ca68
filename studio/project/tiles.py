"""What is told of nodes that are seen as one tile: what they are together, cost together, and what is wrong there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.formatting import numbers
from studio.graph import Problem
from studio.graph.collapsed_view import Tile, View
from studio.layers.block import Block
from studio.project.link_fits import spec_of
from studio.text import listed, ntr, tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis, NodeReport
    from studio.compiler.tensors import TensorSpec

_COSTS = ("parameters", "trainable_parameters", "macs", "connections", "activation_bytes")


def kind_of(tile: Tile) -> str:
    """How much there is inside."""
    count = len(tile.nodes)
    return ntr("{number} layer", "{number} layers", count, number=numbers.exact(count))


def detail_of(tile: Tile) -> str:
    """What there is inside, the most frequent first."""
    layers = [node.layer for node in tile.nodes.values()]
    kinds = Counter(layer.definition.name if isinstance(layer, Block) else layer.kind for layer in layers)
    return listed(tr("{number} {kind}", number=number, kind=kind) for kind, number in kinds.most_common())


def read_outs_seen(view: View, analysis: Analysis | None) -> Analysis | None:
    """The read-outs with a report of each tile: what goes in and comes out, and the costs of all inside."""
    if analysis is None or not view.tiles:
        return analysis
    found = {name: _report(view, name, analysis) for name in view.tiles}
    return replace(analysis, nodes={**analysis.nodes, **{name: each for name, each in found.items() if each}})


def problems_seen(view: View, problems: Mapping[str, tuple[Problem, ...]]) -> Mapping[str, tuple[Problem, ...]]:
    """The problems with those of each tile: all inside."""
    inside = {
        name: tuple(problem for node in tile.nodes for problem in problems.get(node, ()))
        for name, tile in view.tiles.items()
    }
    return {**problems, **{name: found for name, found in inside.items() if found}} if inside else problems


def largest_seen(view: View, figures: Mapping[str, float]) -> Mapping[str, float]:
    """Figures of nodes with that of each tile: the largest inside."""
    inside = {name: [figures[node] for node in tile.nodes if node in figures] for name, tile in view.tiles.items()}
    return {**figures, **{name: max(found) for name, found in inside.items() if found}} if inside else figures


def _report(view: View, name: str, analysis: Analysis) -> NodeReport | None:
    """None as long as not all inside is known."""
    tile = view.tiles[name]
    reports = [analysis.nodes[node] for node in tile.nodes if node in analysis.nodes]
    if len(reports) < len(tile.nodes):
        return None
    entered = [view.whole[links[0].target].inputs[links[0].port : links[0].port + 1] for links in tile.entries]
    taken = [spec_of(analysis, source) for sources in entered for source in sources]
    given = [spec_of(analysis, source) for source in tile.exits]
    return replace(
        reports[0], inputs=_known(taken), outputs=_known(given), problems=(),
        **{cost: sum(getattr(report, cost) for report in reports) for cost in _COSTS},
    )  # fmt: skip


def _known(specs: list[TensorSpec | None]) -> tuple[TensorSpec, ...] | None:
    known = tuple(spec for spec in specs if spec is not None)
    return known if len(known) == len(specs) else None
