"""The items of a scene's nodes: made when they are first needed, where there are very many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from PySide6.QtCore import QRectF

from studio.graph.links import linked
from studio.graph.model import Differences
from studio.ui.canvas.items.geometry import card_rect
from studio.ui.canvas.items.node_item import AREA, NodeItem
from studio.ui.canvas.items.shown import Shown

AT_ONCE = 500
"""So many new items are made at once, also where more could wait."""

SLICE = 250
"""Items to a slice, of those that nothing has asked for: some milliseconds' work."""


class NodeItems(Mapping[str, NodeItem]):
    """The item of each node of the graph shown. Whoever asks for one that is not made yet gets it made."""

    def __init__(self, shown: Shown, add: Callable[[NodeItem], object]) -> None:
        """`add` puts a new item into the scene."""
        self.made: dict[str, NodeItem] = {}
        """Those there are already."""
        self._shown = shown
        self._add = add
        self._waiting: dict[str, None] = {}

    def __getitem__(self, name: str) -> NodeItem:
        item = self.made.get(name)
        return item if item is not None else self._make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._shown.graph)

    def __len__(self) -> int:
        return len(self._shown.graph)

    def __contains__(self, name: object) -> bool:
        return name in self._shown.graph

    @property
    def waiting(self) -> int:
        """How many are still to be made."""
        return len(self._waiting)

    def follow(self, differences: Differences, *, at_once: bool) -> list[NodeItem]:
        """Have items for the graph shown now; gives those of the nodes that are gone.

        Unless they are to be there `at_once`, many new ones wait for whoever asks for them or makes the next slice.
        Only those with links do not, as links run from item to item.
        """
        for name in differences.gone:
            self._waiting.pop(name, None)
        gone = [self.made.pop(name) for name in differences.gone if name in self.made]
        self._waiting |= {name: None for name in differences.changed if name not in self.made}
        if at_once or len(self._waiting) <= AT_ONCE:
            self.complete()
        else:
            self._make_all(linked(self._shown.graph, self._waiting))
        return gone

    def make_in(self, area: QRectF) -> None:
        """Make those that show in an area of the scene."""
        if self._waiting:
            graph, reach = self._shown.graph, area.translated(-AREA.topLeft())
            left, top = reach.left() - AREA.width(), reach.top() - AREA.height()
            right, bottom = reach.right(), reach.bottom()
            places = [(name, graph[name].position) for name in self._waiting]
            self._make_all([name for name, (x, y) in places if left < x < right and top < y < bottom])

    def complete(self) -> None:
        """Make all."""
        self._make_all(list(self._waiting))

    def make_slice(self) -> None:
        """Make the next of those that wait."""
        self._make_all(list(islice(self._waiting, SLICE)))

    def area(self, name: str) -> QRectF:
        """The card of a node in scene coordinates, where it stands now."""
        item = self.made.get(name)
        return item.card_area() if item is not None else card_rect(self._shown.graph[name].position)

    def _make_all(self, names: list[str]) -> None:
        for name in names:
            self._make(name)

    def _make(self, name: str) -> NodeItem:
        item = self.made[name] = NodeItem(name, self._shown)
        self._waiting.pop(name, None)
        self._add(item)
        return item
