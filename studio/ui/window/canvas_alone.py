"""The canvas alone, with nothing around it; and for an audience: on the whole screen, its type large."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QToolBar, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.actions import ActionSet, shortcut_text
from studio.ui.window.frame import Frame

PRESENTED = 1.8
"""The zoom for an audience: type on the cards is then as large as on a slide."""

LARGE_TYPE = 1.3
"""How many times as large all other type is then."""

UNBOUNDED = 16_777_215
"""Qt's own largest size of a widget."""


class CanvasAlone(QObject):
    """Takes away what is around the canvas, and brings it back as it was."""

    entered = Signal(str)  # how one comes back

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._actions: ActionSet | None = None
        self._view: tuple[QPointF, float] | None = None
        self._was_maximized = False
        self._place_again = QTimer(self, singleShot=True, interval=0)
        self._place_again.timeout.connect(self._show_large)
        self._keeps_audience = False
        frame.workspace.room_needed.connect(self._give_room)

    def slots(self) -> dict[str, Callable[..., object]]:
        """What the actions do, by their ids."""
        return {"view.canvas_alone": self._turn, "view.presentation": self._present}

    def follow(self, actions: ActionSet) -> None:
        """Keep the actions as the window is."""
        self._actions = actions

    def show_page(self, *, is_network: bool) -> None:
        """The start page has its menus."""
        if not is_network:
            self.leave()

    def leave(self) -> None:
        """Bring everything back."""
        if self._actions is not None:
            self._actions["view.presentation"].setChecked(False)
            self._actions["view.canvas_alone"].setChecked(False)

    def _turn(self, is_alone: bool) -> None:
        frame = self._frame
        focused = frame.focusWidget()
        toolbars = frame.findChildren(QToolBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        bars: list[QWidget] = [*toolbars, frame.menuBar(), frame.foot]
        for bar in bars:
            _fold(bar, is_folded=is_alone)
        frame.workspace.set_bare(is_alone)
        if is_alone and (focused is None or not focused.isVisible()):
            frame.canvas.setFocus()
        if is_alone:
            keys = shortcut_text("view.canvas_alone")
            self.entered.emit(tr("The canvas is alone. {keys} brings everything back.", keys=keys))
        elif not self._keeps_audience:
            self.leave()

    def _give_room(self) -> None:
        """A panel is asked for: before an audience it comes with its type large, and the canvas stays so."""
        if self._actions is None or not self._actions["view.presentation"].isChecked():
            self.leave()
            return
        self._keeps_audience = True
        self._actions["view.canvas_alone"].setChecked(False)
        self._keeps_audience = False

    def _present(self, is_presented: bool) -> None:
        frame, canvas = self._frame, self._frame.canvas
        if is_presented:
            self._was_maximized = frame.isMaximized()
            self._view = None if canvas.is_fitted else (canvas.camera.centre, canvas.camera.zoom)
            if self._actions is not None:
                self._actions["view.canvas_alone"].setChecked(True)
            canvas.installEventFilter(self)
            theme.enlarge_type(LARGE_TYPE)
            frame.showFullScreen()
            self._show_large()
            return
        canvas.removeEventFilter(self)
        theme.enlarge_type(1.0)
        self._place_again.stop()
        if frame.isFullScreen():
            frame.showMaximized() if self._was_maximized else frame.showNormal()
        self._show_as_before()
        self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the audience sees stays in the middle when the window has taken the whole screen."""
        if event.type() == QEvent.Type.Resize:
            self._place_again.start()
        return super().eventFilter(watched, event)

    def _show_large(self) -> None:
        canvas = self._frame.canvas
        canvas.look_at(self._middle(), max(canvas.camera.zoom, PRESENTED))

    def _show_as_before(self) -> None:
        canvas = self._frame.canvas
        if self._view is None:
            canvas.fit_anew()
        else:
            canvas.look_at(*self._view)

    def _middle(self) -> QPointF:
        """What the audience sees first: what is selected, or what was in the middle."""
        network, selected = self._frame.canvas.network, self._frame.session.selection
        areas = [network.nodes[name].sceneBoundingRect() for name in selected if name in network.nodes]
        if not areas:
            return self._frame.canvas.camera.centre
        whole = areas[0]
        for area in areas[1:]:
            whole = whole.united(area)
        return whole.center()


def _fold(bar: QWidget, *, is_folded: bool) -> None:
    """Take a bar out of sight without hiding it: its keys work on, and whoever shows or hides it is not disturbed."""
    bar.setMaximumHeight(0 if is_folded else UNBOUNDED)
