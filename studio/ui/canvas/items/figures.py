"""What figures show on the cards of a scene: each node's share of a read-out, and how hot monitors told it to be."""

from __future__ import annotations

from collections.abc import Mapping

from studio.project.heat import heat
from studio.project.shares import shares
from studio.project.tiles import largest_seen
from studio.ui.canvas.items.node_items import NodeItems
from studio.ui.canvas.items.overview import Overview
from studio.ui.canvas.items.shown import Shown


class Figures:
    """Works out what `shown` has of shares and heat, and has the cards drawn anew on which that differs."""

    def __init__(self, shown: Shown, nodes: NodeItems, overview: Overview) -> None:
        self._shown = shown
        self._nodes = nodes
        self._overview = overview
        self.share_of = ""
        self._told: tuple[str, Mapping[str, Mapping[str, float]]] = ("", {})

    def show_share_of(self, statistic: str) -> None:
        """Draw each node's share of a read-out (`parameters`, `macs` …) as a bar; of nothing where it is empty."""
        self.share_of = statistic
        self._weigh()

    def show_heat(self, figure: str, nodes: Mapping[str, Mapping[str, float]]) -> None:
        """Colour each node by a figure that monitors told of it, by its path; of none where that is empty."""
        self._told = figure, nodes
        self._warm()

    def follow(self) -> None:
        """There are other read-outs, or other nodes."""
        self._weigh()
        self._warm()

    def _weigh(self) -> None:
        shown, before = self._shown, self._shown.shares
        if not self.share_of and not before:
            return
        reports = shown.analysis.nodes if shown.analysis is not None else {}
        shown.shares = shares(self.share_of, reports, shown.graph)
        for name, item in self._nodes.made.items():
            if before.get(name) != shown.shares.get(name):
                item.update()

    def _warm(self) -> None:
        """Draw the nodes that are warmer or colder than before anew."""
        shown, before, (figure, nodes) = self._shown, self._shown.heat, self._told
        if not figure and not before:
            return
        place = shown.place
        whole = shown.view.whole
        warmth = heat(figure, nodes, whole, place.prefix if place is not None else "") if figure else {}
        shown.heat = largest_seen(shown.view, warmth)
        changed = [name for name in shown.graph if before.get(name) != shown.heat.get(name)]
        for name in changed:
            if name in self._nodes.made:
                self._nodes[name].update()
        self._overview.touch(changed)
