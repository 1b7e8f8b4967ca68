"""Icons: line drawings tinted for the theme at the moment they are painted, crisp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.paths import RESOURCES
from studio.ui.theme.mode import current

SIZE = 24


def icon(name: str, tint: str = "") -> QIcon:
    """The icon of resources/icons/<name>.svg.

    `tint` is a colour (#rrggbb) or the name of one of the theme's, such as `muted` or `accent`; by default
    `text`, and for the icon of a layer family the family's colour. It follows the theme by itself.
    """
    return QIcon(_Engine(name, tint))


def pixmap(name: str, size: int = SIZE, tint: str = "", ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` logical pixels for a screen of `ratio` device pixels to each."""
    return _drawn(name, _colour(name, tint), round(size * ratio), ratio)


class _Engine(QIconEngine):
    """Draws the icon in the colours of the moment, so that a change of theme needs no new icons."""

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tint)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        colour = current().faint if mode is QIcon.Mode.Disabled else _colour(self._name, self._tint)
        return _drawn(self._name, colour, round(min(size.width(), size.height()) * scale), scale)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scale = painter.device().devicePixelRatio()
        side = min(rect.width(), rect.height())
        picture = self.scaledPixmap(QSize(side, side), mode, state, scale)
        corner = rect.center() - QPoint((side - 1) // 2, (side - 1) // 2)
        painter.drawPixmap(corner, picture)


def _colour(name: str, tint: str) -> str:
    theme = current()
    if tint.startswith("#"):
        return tint
    if tint in theme.family:
        return theme.family[tint]
    if not tint and name.startswith("family-"):
        return theme.family[name.removeprefix("family-")]
    return str(getattr(theme, tint or "text"))


@lru_cache(maxsize=128)
def renderer(name: str, tint: str) -> QSvgRenderer:
    """The icon in a colour (#rrggbb), to be drawn as lines into a drawing."""
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", tint).encode()))


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    if pixels < 1:  # A button that a layout has no room for is painted too.
        return QPixmap()
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer(name, colour).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
