"""The area of a chart that curves are drawn in: axes, zooming and panning, and where the pointer is."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor

from studio.training.curves.scales import Scale
from studio.ui import theme
from studio.ui.panels.charts.axis import Axis
from studio.ui.panels.charts.curve_layer import CurveLayer
from studio.ui.panels.charts.lines import Line


class _View(pg.ViewBox):
    """Wheel and drag zoom and pan along x. Values are fitted to what is seen until a person moves them too: over their
    axis, or with Ctrl held.
    """

    moved = Signal(bool)  # by a person; whether values too

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.is_free = False
        """Whether values stay as a person put them."""

    def wheelEvent(self, event: object, axis: int | None = None) -> None:
        axis = self._axis(event, axis)
        super().wheelEvent(event, axis)
        self.moved.emit(axis != 0)

    def mouseDragEvent(self, event: object, axis: int | None = None) -> None:
        axis = self._axis(event, axis)
        super().mouseDragEvent(event, axis)
        self.moved.emit(axis != 0)

    def _axis(self, event: object, axis: int | None) -> int | None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier  # type: ignore[attr-defined]
        return 0 if axis is None and not held and not self.is_free else axis


class Plot(pg.PlotWidget):
    """Shows lines between two places of the axis below, and a vertical line where the pointer is in any chart."""

    pointed = Signal(object)  # the place under the pointer, None when it has left
    moved = Signal()  # a person zoomed or panned
    asked_to_follow = Signal()  # double click
    menu_wanted = Signal(QPointF)  # right click, on the screen

    def __init__(self, x: Scale, values: Scale) -> None:
        self._axes = {"bottom": Axis("bottom", x), "left": Axis("left", values)}
        self.view = _View()
        super().__init__(axisItems=self._axes, viewBox=self.view, enableMenu=False)
        self.layer = CurveLayer()
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self._pointer: QPointF | None = None
        self._assemble()

    @property
    def x_range(self) -> tuple[float, float]:
        """The places that are seen."""
        first, last = self.view.viewRange()[0]
        return float(first), float(last)

    @property
    def value_range(self) -> tuple[float, float]:
        """The values that are seen, as places on their axis."""
        low, high = self.view.viewRange()[1]
        return float(low), float(high)

    def set_scales(self, x: Scale, values: Scale) -> None:
        """Tell the axes in these ways."""
        self._axes["bottom"].set_scale(x)
        self._axes["left"].set_scale(values)

    def show_x(self, first: float, last: float) -> None:
        """Show these places."""
        if (first, last) != self.x_range:
            self.view.setXRange(first, last, padding=0)

    def show_values(self, low: float, high: float) -> None:
        """Show these values."""
        self.view.setYRange(low, high, padding=0)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Draw these."""
        self.layer.show_lines(lines, self.view.viewRect())
        self.view.updateMatrix()  # pyqtgraph would do it while painting, and then paint all again

    def show_cursor(self, place: float | None) -> None:
        """Put the vertical line at a place, or nowhere."""
        self._cursor.setVisible(place is not None)
        if place is not None:
            self._cursor.setPos(place)

    def left_of(self, place: float) -> int:
        """How many pixels from this widget's left a place is."""
        at = self.view.mapViewToDevice(QPointF(place, 0))
        return int(at.x()) if at is not None else 0

    def take_colours(self, shown: theme.Theme) -> None:
        """Draw in the colours of a theme."""
        self.setBackground(shown.panel)
        for axis in self._axes.values():
            axis.paint_in(shown)
        self.layer.ground = QColor(shown.panel)
        self._cursor.setPen(pg.mkPen(shown.muted, width=1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self._pointer = None
            self.pointed.emit(None)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.asked_to_follow.emit()
            return True
        elif event.type() == QEvent.Type.ContextMenu:
            self.menu_wanted.emit(QPointF(event.globalPos()))  # type: ignore[attr-defined]
            return True
        return False

    def _assemble(self) -> None:
        item = self.getPlotItem()
        item.hideButtons()
        item.setContentsMargins(4, 8, 20, 4)
        for axis in self._axes.values():
            axis.setZValue(-1)  # the grid belongs behind the curves
        self.view.setZValue(0)
        self.view.disableAutoRange()
        self.view.setDefaultPadding(0)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it fills its own background
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        item.addItem(self._cursor, ignoreBounds=True)
        item.addItem(self.layer, ignoreBounds=True)
        self.view.moved.connect(self._tell_moved)
        self.scene().sigMouseMoved.connect(self._point)
        self.viewport().installEventFilter(self)

    def _tell_moved(self, values_too: bool) -> None:
        self.view.is_free = self.view.is_free or values_too
        self.moved.emit()

    def pointer_place(self) -> float | None:
        """The place under the pointer as it was last, None where it is not over the curves."""
        return None if self._pointer is None else float(self.view.mapSceneToView(self._pointer).x())

    def _point(self, position: QPointF) -> None:
        self._pointer = position if self.view.sceneBoundingRect().contains(position) else None
        self.pointed.emit(self.pointer_place())
