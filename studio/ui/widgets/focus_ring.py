"""A ring around whatever has the keyboard, in every panel and dialog, where a person has chosen high contrast."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from studio.ui import theme
from studio.ui.theme.colours import CONTRAST
from studio.ui.widgets.ground import MOVES, ground

OUTSIDE, BREADTH = 2, 3
"""Pixels that it stands out from what has the keyboard, and that it is broad."""


def ring_focus(app: QApplication) -> None:
    """Have the ring shown in all windows of the application from now on."""
    if app.findChild(FocusRing) is None:
        FocusRing(app)


class FocusRing(QObject):
    """One for the application, which it belongs to. Large areas have it only where a person came to them by keys."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        app.focusChanged.connect(self._follow)
        theme.notifier().changed.connect(lambda: self._follow(None, QApplication.focusWidget()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go along with what it is around, wherever that or what it stands in is moved."""
        if event.type() in MOVES:
            self._place()
        return False

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        for each in filter(isValid, self._watched):
            each.removeEventFilter(self)
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring, self._around, self._watched = None, None, []
        if now is None or now.isWindow() or theme.current() is not CONTRAST or now.property("by_keys") is False:
            return
        self._around = now
        on, self._watched = ground(now)
        for each in self._watched:
            each.installEventFilter(self)
        self._ring = _Ring(on)
        self._place()

    def _place(self) -> None:
        ring, around = self._ring, self._around
        if ring is None or around is None or not (isValid(ring) and isValid(around)):
            return
        on = self._watched[-1]
        area = QRect(around.mapTo(on, QPoint(0, 0)), around.size())
        ring.setGeometry(area.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE) & on.rect())
        inner = ring.rect().adjusted(BREADTH, BREADTH, -BREADTH, -BREADTH)
        ring.setMask(QRegion(ring.rect()) - QRegion(inner))
        ring.setVisible(around.isVisible())
        ring.raise_()


class _Ring(QWidget):
    """Lies over the edge of a widget; clicks go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme.current().accent))
