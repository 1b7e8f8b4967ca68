"""What a person does with panels by commands: bring them forward, fold, float and move them, by menu, tab or key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt

from studio.text import in_language, tr
from studio.ui.actions import ActionSet
from studio.ui.actions.making import context_menu
from studio.ui.actions.menus import ON_PANEL
from studio.ui.actions.window_panels import PANELS, PLACES
from studio.ui.widgets.reading_order import stops
from studio.ui.window.canvas_alone import CanvasAlone
from studio.ui.window.frame import Frame
from studio.ui.window.layout import Layout


class PanelCommands(QObject):
    """The actions for panels, and what they are called for the panel used last."""

    def __init__(self, frame: Frame, inform: Callable[[str], None]) -> None:
        """`inform` says what is good to know."""
        super().__init__(frame)
        self._frame = frame
        self.alone = CanvasAlone(frame)
        self.alone.entered.connect(inform)
        self._workspace = frame.workspace
        self._docking = frame.workspace.docking

    def slots(self) -> dict[str, Callable[..., object]]:
        """What the actions do, by their ids."""
        return {
            **{f"view.panel.{name}": partial(self._show, name) for name in PANELS},
            **{f"view.move_panel.{place}": partial(self._move, place) for place in PLACES},
            "view.beside": partial(self._workspace.set_open, "beside"),
            "view.below": partial(self._workspace.set_open, "below"),
            "view.float_panel": self._docking.toggle_floating,
            **self.alone.slots(),
            "view.reset_panels": lambda: self._workspace.restore(Layout.first()),
        }

    def follow(self, actions: ActionSet) -> None:
        """Keep the actions as the panels are."""
        self._actions = actions
        self.alone.follow(actions)
        self._workspace.changed.connect(self._show_state)
        self._docking.menu_wanted.connect(self._open_menu)
        self._show_state()

    def _show(self, name: str) -> None:
        panel = getattr(self._frame, name)
        self._frame.show_below(panel)
        panel.setFocus(Qt.FocusReason.ShortcutFocusReason)
        first = next(stops(panel), None)
        if not panel.isAncestorOf(self._frame.focusWidget()) and not panel.hasFocus() and first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _move(self, place: str) -> None:
        self._docking.move(self._docking.used, place)  # type: ignore[arg-type]

    def _open_menu(self, at: QPoint) -> None:
        context_menu(self._frame, ON_PANEL, self._actions).popup(at)

    def _show_state(self) -> None:
        used = in_language(PANELS[self._docking.used].title)
        is_floating = self._docking.used in self._docking.windows
        words = tr("Put “{panel}” Back", panel=used) if is_floating else tr("Float “{panel}”", panel=used)
        self._actions.entitle("view.float_panel", words)
        for part in ("beside", "below"):
            self._actions[f"view.{part}"].setChecked(self._workspace.is_open(part))
