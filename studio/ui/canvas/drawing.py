"""Pictures of a network for papers and reports: what the canvas shows, as SVG or PNG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from studio.files import reason, replace_file
from studio.graph import Graph
from studio.project.level import Place, told_once
from studio.text import tr
from studio.ui.canvas.items.pens import Look
from studio.ui.canvas.scene import Scene
from studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

MARGIN = 24
SCALE = 2.0
"""Pixels of a PNG to a scene unit, as long as it stays within the limit."""

LARGEST = 16_000
"""Pixels a PNG may be wide or high."""


class PictureError(Exception):
    """A picture could not be made: says why and what to do instead."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


def cannot_be_written(path: Path, error: OSError) -> PictureError:
    """What is told of a file that the system refuses."""
    told = tr("“{path}” cannot be written. {reason}", path=path, reason=reason(path, error))
    return PictureError(told, tr("Choose another folder."))


def save_picture(graph: Graph, analysis: Analysis | None, path: Path, theme: Theme = LIGHT) -> None:
    """Draw a network into a file whose ending (.svg or .png) says how. Needs a QGuiApplication.

    `analysis` gives shapes, counts and problems; without it they are left open. Raises PictureError.
    """
    draw = {".svg": _svg, ".png": _png}.get(path.suffix.lower())
    if draw is None:
        raise PictureError(
            tr("“{name}” is no kind of picture this can write.", name=path.name), tr("End the name in .svg or .png.")
        )
    if not graph:
        raise PictureError(tr("There is nothing to draw: the network is empty."), tr("Add a layer first."))
    scene = Scene(Look(theme))
    scene.show_graph(graph)
    scene.show_analysis(
        analysis, told_once(Place(graph, ()).by_node(analysis.problems)) if analysis is not None else {}
    )
    content = draw(scene, path.stem)
    try:
        replace_file(path, content)
    except OSError as error:
        raise cannot_be_written(path, error) from None


def png_bytes(image: QImage) -> bytes:
    """An image as the content of a PNG file."""
    return _written(lambda device: QImageWriter(device, QByteArray(b"png")).write(image))


def _svg(scene: Scene, title: str) -> bytes:
    area = _area(scene)

    def render(device: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(device)
        generator.setTitle(title)
        generator.setViewBox(QRectF(0, 0, area.width(), area.height()))
        generator.setSize(area.size().toSize())
        generator.setResolution(96)
        painter = QPainter(generator)
        _paint(painter, scene, area)
        painter.end()

    return _written(render)


def _png(scene: Scene, title: str) -> bytes:
    area = _area(scene)
    scale = min(SCALE, LARGEST / max(area.width(), area.height()))
    image = QImage((area.size() * scale).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.setText("Title", title)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    _paint(painter, scene, area)
    painter.end()
    return png_bytes(image)


def _paint(painter: QPainter, scene: Scene, area: QRectF) -> None:
    place = QRectF(0, 0, area.width(), area.height())
    painter.fillRect(place, scene.shown.look.canvas)
    scene.render(painter, place, area)


def _area(scene: Scene) -> QRectF:
    """Everything there is, links that swing out included."""
    area = scene.content()
    for item in scene.links.values():
        area = area.united(item.path().boundingRect())
    return area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)


def _written(write: Callable[[QBuffer], object]) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(content.data())
