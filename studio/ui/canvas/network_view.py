"""The view of the network: its ground, what part is in sight and how large, the minimap, the zoom box, the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QNativeGestureEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGestureEvent, QGraphicsView, QPinchGesture, QWidget

from studio.graph import Graph
from studio.text import tr
from studio.ui import theme
from studio.ui.canvas.camera import STEP, WORLD, Camera
from studio.ui.canvas.empty_hint import paint_empty_hint
from studio.ui.canvas.items.card_painter import SHAPED
from studio.ui.canvas.items.grid import draw_grid
from studio.ui.canvas.items.pens import Look
from studio.ui.canvas.minimap import Minimap
from studio.ui.canvas.scene import Scene
from studio.ui.canvas.zoom_box import ZoomBox

if TYPE_CHECKING:
    from studio.project.level import Place


class Stage(QGraphicsView):
    """Shows a scene; knows nothing of editing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.network = Scene(Look(theme.current()), self)
        self.camera = Camera(self)
        self.minimap = Minimap(self, self.network, self.camera)
        self.zoom_box = ZoomBox(self)
        self.overlays: list[QWidget] = [self.zoom_box]
        self._is_fitted = True
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._make_slice)
        self._set_up()
        self.minimap.moved.connect(self.let_go)
        self.zoom_box.wanted.connect(self.zoom_to)
        self.zoom_box.left.connect(self.setFocus)
        theme.notifier().changed.connect(self._restyle)

    @property
    def is_fitted(self) -> bool:
        """Whether the network is kept in view as a whole, as nobody has chosen otherwise."""
        return self._is_fitted

    def show_graph(self, graph: Graph, place: Place) -> None:
        """Show another graph; where there is nothing in it, the hint of an empty canvas.

        Of very many new nodes those in sight are made before they are painted, the others in slices.
        """
        was_empty = not self.network.shown.graph
        self.network.show_graph(graph, place, at_once=False)
        if self.network.nodes.waiting:
            self._slices.start()
        self.minimap.follow()
        if was_empty or not graph:
            self.viewport().update()

    def fit_all(self) -> None:
        """Bring the whole network into view."""
        self.fit_area(self.network.content())

    def fit_area(self, area: QRectF) -> None:
        """Bring an area of the scene into view."""
        self.let_go()
        self.camera.fit(area, self._covered(area))
        self.after_zoom()

    def show_area(self, area: QRectF) -> None:
        """Bring an area of the scene into the middle of the view, large enough to read."""
        self.let_go()
        self.camera.show(area)
        self.after_zoom()

    def zoom_in(self) -> None:
        """Enlarge about the middle of the view."""
        self.zoom_to(self.camera.zoom * STEP)

    def zoom_out(self) -> None:
        """Make smaller about the middle of the view."""
        self.zoom_to(self.camera.zoom / STEP)

    def zoom_to(self, zoom: float) -> None:
        """Zoom to so many pixels a scene unit, about the middle of the view."""
        self.let_go()
        self.camera.set_zoom(zoom)
        self.after_zoom()

    def look_at(self, centre: QPointF, zoom: float) -> None:
        """Bring a point of the scene into the middle, at so many pixels a scene unit."""
        self.let_go()
        self.camera.look_at(centre, zoom)
        self.after_zoom()

    def let_go(self) -> None:
        """From now on a person chooses what is in sight: a change of size does not fit the network again."""
        self._is_fitted = False

    def fit_anew(self) -> None:
        """Show the network as it opens, and keep to that when the size changes, until a person chooses otherwise."""
        self._is_fitted = True
        content = self.network.content()
        if content.isNull():  # an empty network has a view of its own, too: at its full size
            self.camera.look_at(QPointF(), 1.0)
        self.camera.open(content, self.network.shown.flow, self._covered(content))
        self.after_zoom()

    def _covered(self, area: QRectF) -> list[QRectF]:
        """What lies over the view where this area of the scene is fitted into it, in pixels."""
        overlays = [each for each in self.overlays if not each.isHidden()]
        if self.minimap.is_needed_beside(area):
            overlays.append(self.minimap)
        return [QRectF(each.geometry()) for each in overlays]

    def after_zoom(self) -> None:
        """Draw in the detail that can be seen now."""
        self.network.overview.activate(self.camera.zoom < SHAPED)
        self.zoom_box.show_zoom(self.camera.zoom)
        self.minimap.follow()

    def drawBackground(self, painter: QPainter, rect: QRectF | Any) -> None:
        """The ground and its dots."""
        view = self.viewport().rect()
        area = self.mapFromScene(rect).boundingRect().adjusted(-1, -1, 1, 1).intersected(view)
        look = self.network.shown.look
        painter.save()
        painter.resetTransform()
        origin = self.viewportTransform().map(QPointF(0, 0))
        draw_grid(painter, origin, self.camera.zoom, view.size(), area, look.canvas, look.grid)
        painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF | Any) -> None:
        """The hint of an empty canvas."""
        if self.network.shown.graph:
            return
        painter.save()
        painter.resetTransform()
        paint_empty_hint(painter, QRectF(self.viewport().rect()), self.network.shown.look)
        painter.restore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; two fingers on a touchpad pan, with Ctrl they zoom."""
        self.let_go()
        zooms = event.pixelDelta().isNull() or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if zooms:
            self.camera.zoom_at(STEP ** (event.angleDelta().y() / 120), event.position())
            self.after_zoom()
        else:
            self.camera.pan(-QPointF(event.pixelDelta()))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinching zooms, too. What is painted is made before that."""
        if event.type() is QEvent.Type.Paint and not self.network.overview.is_active:
            self.network.nodes.make_in(self.camera.visible)
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self.let_go()
            self.camera.zoom_at(1 + event.value(), event.position())
            self.after_zoom()
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._follow_fingers(pinch)
                return True
        return super().viewportEvent(event)

    def _follow_fingers(self, pinch: QPinchGesture) -> None:
        """Two fingers on a screen move the network with them, and zoom it by how far they are apart."""
        self.let_go()
        centre, before = (self.viewport().mapFromGlobal(at) for at in (pinch.centerPoint(), pinch.lastCenterPoint()))
        self.camera.pan(before - centre)
        self.camera.zoom_at(pinch.scaleFactor(), centre)
        self.after_zoom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the network fitted as long as nobody has moved the view."""
        super().resizeEvent(event)
        self.minimap.place()
        self.zoom_box.place()
        if self._is_fitted:
            self.fit_anew()
        self.minimap.follow()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The frame on the minimap, and the hint of an empty canvas, keep their places."""
        super().scrollContentsBy(dx, dy)
        self.minimap.follow()
        if not self.network.shown.graph:
            self.viewport().update()

    def _make_slice(self) -> None:
        self.network.nodes.make_slice()
        if not self.network.nodes.waiting:
            self._slices.stop()

    def _restyle(self) -> None:
        self.network.restyle(Look(theme.current()))
        self.minimap.follow()
        self.viewport().update()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        self.setScene(self.network)
        self.setSceneRect(WORLD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self.viewport().setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(tr("Canvas"))
