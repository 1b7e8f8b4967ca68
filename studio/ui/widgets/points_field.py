"""A field for points that are set by hand: the class to set, the plane, and a button that removes all."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.data.config.drawn import MOST_CLASSES
from studio.text import ntr, tr
from studio.ui.plain_text import caption
from studio.ui.widgets.label import label
from studio.ui.widgets.points_plane import PointsPlane
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.value import MIXED, Value


class PointsField(QWidget):
    """Edits points as triples of x, y and class."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Value = ()
        self.classes = Segmented([str(number) for number in range(MOST_CLASSES)])
        self.classes.setAccessibleName(tr("Class of the points to set"))
        self.classes.set_value("0")
        self.classes.edited.connect(lambda word: self._choose(int(word)))
        self.plane = PointsPlane()
        self.plane.edited.connect(self._give)
        self.plane.asked_for_class.connect(self._choose)
        self.clear = QPushButton(caption(tr("Remove all points")))
        self.clear.clicked.connect(lambda: self._give(()))
        self._count = label(size=12, tone="muted")
        below = QHBoxLayout()
        below.addWidget(self._count, 1)
        below.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(6)
        column.addWidget(self.classes)
        column.addWidget(self.plane)
        column.addLayout(below)
        self.setFocusProxy(self.plane)
        self.set_value(())

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.plane.setAccessibleName(name)

    def value(self) -> Value:
        """The points last set or drawn."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show points that are so already."""
        self._value = value
        points = () if value is MIXED else tuple(value)
        self.plane.show_points(points)
        self._count.setText(ntr("{count} point", "{count} points", len(points)))
        self.clear.setEnabled(bool(points))

    def set_wrong(self, wrong: bool) -> None:
        """Every point that can be set here is allowed."""

    def _choose(self, number: int) -> None:
        self.classes.set_value(str(number))
        self.plane.label = number

    def _give(self, points: object) -> None:
        self.set_value(points)
        self.edited.emit(points)
