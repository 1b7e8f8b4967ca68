"""An on/off switch that slides."""

from __future__ import annotations

from PySide6.QtCore import Property, QEasingCurve, QPropertyAnimation, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.ui import theme
from studio.ui.widgets.value import MIXED, Value

TRACK = QSize(32, 18)
MILLISECONDS = 120


class Switch(QAbstractButton):
    """Edits a bool; Space and click toggle it."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._position = 0.0
        self._mixed = False
        self._slide = QPropertyAnimation(self, b"position", self)
        self._slide.setDuration(MILLISECONDS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._turn)  # by mouse, by keys, or by a screen reader, which does not click

    def value(self) -> Value:
        """Whether it is on."""
        return MIXED if self._mixed else self.isChecked()

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        self._mixed = value is MIXED
        with QSignalBlocker(self):
            self.setChecked(value is True)
        self._slide.stop()
        self._place(0.5 if self._mixed else float(self.isChecked()))

    def set_wrong(self, wrong: bool) -> None:
        """A switch has no wrong position of its own."""

    def sizeHint(self) -> QSize:
        return QSize(TRACK.width() + 4, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(2, (self.height() - TRACK.height()) / 2, TRACK.width(), TRACK.height())
        on, off = QColor(colours.accent), QColor(colours.faint)
        if not self.isEnabled():
            on = off = QColor(colours.pressed)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_between(off, on, self._position))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - 4
        left = track.left() + 2 + self._position * (track.width() - side - 4)
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(QRectF(left, track.top() + 2, side, side))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-1.5, -1.5, 1.5, 1.5), 10.5, 10.5)

    def _turn(self, is_on: bool) -> None:
        self._mixed = False
        self._slide.stop()
        self._slide.setDuration(MILLISECONDS if theme.moves() else 0)
        self._slide.setStartValue(self._position)
        self._slide.setEndValue(float(is_on))
        self._slide.start()
        self.edited.emit(is_on)

    def _place(self, position: float) -> None:
        self._position = position
        self.update()

    position = Property(float, lambda self: self._position, _place)


def _between(first: QColor, second: QColor, share: float) -> QColor:
    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    return QColor.fromRgbF(
        mixed(first.redF(), second.redF()), mixed(first.greenF(), second.greenF()), mixed(first.blueF(), second.blueF())
    )
