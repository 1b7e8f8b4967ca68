"""The view as a hand feels it: presses begin gestures, which the pointer leads on; what lies under it stands out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QToolTip, QWidget

from studio.graph.links import Port
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.annotating import CURSORS
from studio.ui.canvas.gestures.edge_pan import EdgePan
from studio.ui.canvas.gestures.gestures import Gesture
from studio.ui.canvas.gestures.hit_test import gesture_for, thing_at
from studio.ui.canvas.gestures.pointer import Pointer
from studio.ui.canvas.gestures.port_handle import handle_area
from studio.ui.canvas.items.shown import AnnotationPart, Thing, Toggle
from studio.ui.canvas.items.tooltips import tooltip, values_tooltip
from studio.ui.canvas.network_view import Stage
from studio.ui.session import Session


class GestureView(Stage):
    """Has one gesture in hand at a time, from the press of a button until it is let go, or given up."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = CanvasContext(session, self)
        self.edge_pan = EdgePan(self.camera, self.network.content, self._go_on, self)
        self.gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._device = QInputDevice.DeviceType.Mouse
        self._held: Pointer | None = None

    def give_up(self) -> bool:
        """Cancel the gesture in hand; whether there was one."""
        if self.gesture is None:
            return False
        gesture, self.gesture = self.gesture, None
        gesture.cancel()
        self._rest()
        return True

    def hold_space(self, held: bool) -> None:
        """While Space is held, the left button pans."""
        if held != self.context.holds_space:
            self.context.holds_space = held
            if self.gesture is None:
                self._hover(self.network.shown.hovered)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin the gesture that the button, the keys held and the thing under the pointer stand for."""
        if self._is_palm(event):
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.let_go()
        self.context.end_glide()
        seen = self.network.values.at(self.camera.to_scene(event.position()))
        if seen is not None and event.button() is Qt.MouseButton.LeftButton and self.gesture is None:
            self.context.values_wanted.emit(seen)
        elif self.gesture is None:
            self._button = event.button()
            self._device = event.deviceType()
            self.gesture = gesture_for(self.context, self._button, self._pointer(event))
            if self.gesture is not None:
                self.viewport().setCursor(self.gesture.cursor)
        event.accept()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen is left to Qt, which makes a mouse of it; with its other end it cuts links.

        Qt loses hold of it where a hand rests on the screen meanwhile, which what it drags does not.
        """
        if event.type() is QEvent.Type.TabletPress:
            self.context.erases = event.pointerType() is QPointingDevice.PointerType.Eraser
        elif self.gesture is not None and self._device is QInputDevice.DeviceType.Stylus:
            at = self._pointer(event)
            if event.type() is QEvent.Type.TabletRelease:
                self._finish(at)
            else:
                self._lead(at)
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture; without one, show what lies under the pointer.

        Where the button was let go out of our sight, as over a window that came up meanwhile, the gesture ends.
        """
        if self._is_palm(event):
            return
        at = self._pointer(event)
        if self.gesture is not None and not event.buttons() & self._button:
            self._finish(at)
        if self.gesture is None:
            self._hover(thing_at(self.context, at.scene))
        else:
            self._lead(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture when the button that began it is let go; another one pressed meanwhile changes nothing."""
        if self._is_palm(event):
            return
        if self.gesture is not None and not event.buttons() & self._button:
            self._finish(self._pointer(event))
        self.context.erases = False

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips of what is drawn."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.mapToScene(event.pos())
            thing = None if self.gesture else thing_at(self.context, at)
            seen = None if self.gesture else self.network.values.at(at)
            told = tooltip(self.network.shown, thing) if seen is None else values_tooltip(self.network.shown, seen)
            QToolTip.showText(event.globalPos(), told, self.viewport())
            return True
        if event.type() is QEvent.Type.Leave and self.gesture is None:
            self._hover(None)
        return super().viewportEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go ends panning by it."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.hold_space(False)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys let go elsewhere are not held here any more."""
        self.hold_space(False)
        super().focusOutEvent(event)

    def _lead(self, at: Pointer) -> None:
        """The gesture goes on to where the pointer is."""
        self._held = at
        self._go_on()
        if self.gesture is not None and self.gesture.pans_at_edges:
            self.edge_pan.hold(at.pixel, QRectF(self.viewport().rect()))

    def _finish(self, at: Pointer) -> None:
        if self.gesture is not None:
            gesture, self.gesture = self.gesture, None
            gesture.release(at)
            self._rest()

    def _is_palm(self, event: QMouseEvent) -> bool:
        """Whether a screen is touched while a mouse or a pen is at work: then a hand rests on it."""
        is_touch = event.deviceType() is QInputDevice.DeviceType.TouchScreen
        return is_touch and self.gesture is not None and self._device is not event.deviceType()

    def _pointer(self, event: QMouseEvent | QTabletEvent) -> Pointer:
        return Pointer(event.position(), self.camera.to_scene(event.position()), event.modifiers())

    def _hover(self, thing: Thing | None) -> None:
        left = self.network.shown.hovered
        self.network.hover(thing)
        if thing != left:
            for each in (left, thing):
                self.viewport().update(handle_area(self.context, each))
        if self.context.holds_space:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif isinstance(thing, Port):
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        elif isinstance(thing, Toggle) or (isinstance(thing, AnnotationPart) and thing.collapses):
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif isinstance(thing, AnnotationPart) and thing.edges in CURSORS:
            self.viewport().setCursor(CURSORS[thing.edges])
        else:
            self.viewport().unsetCursor()

    def _go_on(self) -> None:
        """The gesture goes on where the pointer is held, though the view may have moved beneath it."""
        if self.gesture is not None and self._held is not None:
            held = self._held
            self.gesture.move(Pointer(held.pixel, self.camera.to_scene(held.pixel), held.modifiers))
            self.viewport().update()

    def _rest(self) -> None:
        """No gesture is going on any more."""
        self._held = None
        self.edge_pan.stop()
        self._hover(None)
        self.viewport().update()
