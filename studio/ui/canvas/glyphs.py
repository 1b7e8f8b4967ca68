"""The sign of each layer family, drawn sharp at any zoom."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from studio.ui import theme
from studio.ui.canvas.look import Look

LARGEST = 8.0
_STEP = 0.25


def draw_glyph(painter: QPainter, family: str, look: Look, place: QRectF, zoom: float) -> None:
    """Draw a family's sign into `place`; as lines where the painter writes a drawing rather than a picture."""
    colour = look.theme.family[family]
    if isinstance(painter.device(), QSvgGenerator | QPdfWriter):
        theme.renderer(f"family-{family}", colour).render(painter, place)
        return
    ratio = min(max(round(zoom / _STEP) * _STEP, _STEP), LARGEST)
    picture = theme.pixmap(f"family-{family}", round(place.width()), colour, ratio)
    painter.drawPixmap(place, picture, QRectF(picture.rect()))
