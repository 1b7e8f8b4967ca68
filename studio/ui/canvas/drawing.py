"""Pictures of a network for papers and reports: what the canvas shows, as SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from studio.graph import Graph
from studio.project.level import Place, told_once
from studio.text import tr
from studio.ui.canvas.items.pens import Look
from studio.ui.canvas.scene import Scene
from studio.ui.theme import LIGHT, Theme
from studio.ui.widgets.pictures import PictureError, save_painting

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

MARGIN = 24
SCALE = 2.0
"""Pixels of a PNG to a scene unit, as long as it stays within the limit."""


def save_picture(graph: Graph, analysis: Analysis | None, path: Path, theme: Theme = LIGHT) -> None:
    """Draw a network into a file whose ending (.svg or .png) says how. Needs a QGuiApplication.

    `analysis` gives shapes, counts and problems; without it they are left open. Raises PictureError.
    """
    if not graph:
        raise PictureError(tr("There is nothing to draw: the network is empty."), tr("Add a layer first."))
    scene = Scene(Look(theme))
    scene.show_graph(graph)
    scene.show_analysis(
        analysis, told_once(Place(graph, ()).by_node(analysis.problems)) if analysis is not None else {}
    )
    area = _area(scene)

    def paint(painter: QPainter) -> None:
        place = QRectF(0, 0, area.width(), area.height())
        painter.fillRect(place, scene.shown.look.canvas)
        scene.render(painter, place, area)

    save_painting(path, paint, area.size(), SCALE)


def _area(scene: Scene) -> QRectF:
    """Everything there is, links that swing out included."""
    area = scene.content()
    for item in scene.links.values():
        area = area.united(item.path().boundingRect())
    return area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
