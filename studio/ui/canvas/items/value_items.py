"""The strips below the cards of a scene: made when values are shown, gone when they are not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.ui.canvas.items.node_item import NodeItem
from studio.ui.canvas.items.node_items import NodeItems
from studio.ui.canvas.items.shown import Shown
from studio.ui.canvas.items.value_item import ValueItem

if TYPE_CHECKING:
    from studio.insight.strips import Strip


class ValueItems:
    """Follows what `shown` has strips of."""

    def __init__(self, shown: Shown, nodes: NodeItems) -> None:
        self._shown = shown
        self._nodes = nodes
        self._made: dict[str, tuple[NodeItem, ValueItem]] = {}

    def show(self, strips: Mapping[str, Strip]) -> None:
        """Show these below the cards of their nodes, and no others."""
        self._shown.strips = strips
        for name in self._made.keys() - strips.keys():
            self._drop(name)
        for name in strips.keys() & self._nodes.made.keys():
            self.follow(self._nodes.made[name])

    def follow(self, node: NodeItem) -> None:
        """Show below a node's card what there is of it; a card may be new."""
        strip = self._shown.strips.get(node.name)
        if strip is None:
            return
        owner, item = self._made.get(node.name, (None, None))
        if owner is not node or item is None:
            item = ValueItem(self._shown, node)
            self._made[node.name] = node, item
        item.show_strip(strip)

    def at(self, point: QPointF) -> str | None:
        """The node whose strip lies at a point of the scene,."""
        if not self._made:
            return None
        for name, (node, item) in self._made.items():
            if item.boundingRect().translated(node.pos()).contains(point):
                return name
        return None

    def forget(self, name: str) -> None:
        """A card is gone, and its strip with it."""
        self._made.pop(name, None)

    def _drop(self, name: str) -> None:
        _, item = self._made.pop(name)
        scene = item.scene()
        if scene is not None:
            scene.removeItem(item)
