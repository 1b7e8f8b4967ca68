"""Layers dragged in from the palette: the card as it will stand, the link it will go into, the drop."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.graph import Node
from studio.graph.links import Link
from studio.layers.block import Block
from studio.layers.by_name import layer_type
from studio.project.block_offers import BLOCK, declared
from studio.project.cards import card
from studio.ui.canvas.commands.placing import Placer
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.insertion import paint_insertion
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_body import RADIUS
from studio.ui.canvas.items.card_painter import paint_card
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH

GHOST = 0.6
"""How far the card that is dragged in hides what lies below it."""

MIME = "application/x-nn-studio-layer"


def dragged_kind(data: QMimeData) -> str | None:
    """The layer that is being dragged, or None when it is something else."""
    if not data.hasFormat(MIME):
        return None
    kind = bytes(data.data(MIME).data()).decode("utf-8", "replace")
    return kind if kind.startswith(BLOCK) or layer_type(kind) is not None else None


class Drop:
    """One drag of a layer over the canvas."""

    def __init__(self, canvas: CanvasContext, placer: Placer, kind: str) -> None:
        self._canvas = canvas
        self._placer = placer
        self._kind = kind
        self._declared = declared(kind, canvas.session.project) or Block
        self._at = QPointF()
        self.into: Link | None = None

    def move(self, at: QPointF) -> None:
        """Show where the layer would come to stand."""
        layer, scene = self._declared(), self._canvas.scene
        self._at = at
        self.into = scene.link_at(at, self._canvas.reach) if layer.inputs and layer.outputs else None
        self._canvas.view.viewport().update()

    def finish(self) -> str | None:
        """Add the layer; gives its name."""
        self.leave()
        if self.into is not None:
            return self._placer.add_into(self._kind, self.into, self._at)
        return self._placer.add(self._kind, self._at)

    def leave(self) -> None:
        """Show nothing any more."""
        self._canvas.view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """The card as it would stand there, and through it what lies below."""
        look, layer = self._canvas.scene.shown.look, self._declared()
        corner = self._placer.corner(self._at)
        node = Node(layer, (None,) * len(layer.inputs))
        ghost = card(self._declared.__name__, node, len(layer.outputs), None, ())
        painter.save()
        painter.setOpacity(GHOST)
        painter.translate(*corner)
        paint_card(Sheet(painter, look), ghost, (), selected=False, hovered=False)
        painter.setOpacity(1.0)
        painter.setPen(QPen(look.family[self._declared.family], 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(0, 0, WIDTH, HEIGHT), RADIUS, RADIUS)
        painter.restore()
        if self.into is not None:
            paint_insertion(painter, self._canvas.scene, self.into, corner)
