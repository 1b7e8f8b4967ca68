"""Which panel stands in which place and which has a window of its own, and the ways from one to the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QApplication, QWidget

from studio.text import in_language
from studio.ui.actions.window_panels import PANELS, PlaceName
from studio.ui.window.layout import screens
from studio.ui.window.places import FloatingPanel, Pane, Place, fitted

FLOATING = (420, 480)
"""How large a panel floats at first."""


class Docking(QObject):
    """Panels by name. Of them, `used` is that which a person worked with last: it is the one that is moved."""

    changed = Signal()  # another panel is in front, or used, or stands elsewhere
    moved = Signal(str)  # a person gave a panel another place
    pulled = Signal(str)  # the panel whose tab is dragged out of its row
    menu_wanted = Signal(QPoint)  # for the panel used last

    def __init__(self, places: dict[PlaceName, Place], parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = parent
        self.places = places
        self.panes: dict[str, Pane] = {}
        self.windows: dict[str, FloatingPanel] = {}
        self.home = {name: panel.place for name, panel in PANELS.items()}
        self.used = "inspector"
        for place in places.values():
            place.currentChanged.connect(self.changed)
            place.drag_wanted.connect(lambda pane: self.pulled.emit(pane.name))
            place.menu_wanted.connect(self._ask_for_menu)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._note_focus)

    def room_for(self, name: str) -> QWidget:
        """What a panel is made in, as its parent."""
        place = PANELS[name].place
        pane = self.panes[name] = Pane(name, in_language(PANELS[name].title), self.places[place])
        return pane.viewport()

    def pane_of(self, panel: QWidget) -> Pane:
        """What holds a panel."""
        return next(pane for pane in self.panes.values() if pane.widget() is panel)

    def place_of(self, name: str) -> PlaceName | None:
        """Where a panel stands; None while it floats."""
        return next((place for place, each in self.places.items() if self.panes[name] in each.panes()), None)

    def put(self, name: str, place: PlaceName) -> None:
        """Let a panel stand in a place, behind what stands there."""
        self._take_out(name)
        self.home[name] = place
        self.places[place].put(self.panes[name])

    def move(self, name: str, place: PlaceName) -> None:
        """Give a panel another place, in front of what stands there."""
        self.put(name, place)
        self.places[place].setCurrentWidget(self.panes[name])
        self.used = name
        self.moved.emit(name)
        self.changed.emit()

    def float(self, name: str, area: QRect | None = None) -> None:
        """Give a panel a window of its own, on a screen that is there."""
        self._take_out(name)
        owner = self._owner
        corner = owner.mapToGlobal(owner.rect().center()) - QPoint(*FLOATING) / 2
        window = FloatingPanel(self.panes[name], owner.window())
        window.setGeometry(fitted(area or QRect(corner.x(), corner.y(), *FLOATING), screens()))
        window.closed.connect(lambda: self.move(name, self.home[name]))
        window.installEventFilter(self)
        self.windows[name] = window
        self.used = name
        self.changed.emit()

    def toggle_floating(self) -> None:
        """Let the panel used last float, or put it back where it came from."""
        if self.used in self.windows:
            self.move(self.used, self.home[self.used])
        else:
            self.float(self.used)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel whose window is worked in is the one used last."""
        if event.type() == QEvent.Type.WindowActivate and isinstance(watched, FloatingPanel):
            self._note_use(watched.pane.name)
        return super().eventFilter(watched, event)

    def _take_out(self, name: str) -> None:
        place, window = self.place_of(name), self.windows.pop(name, None)
        if place is not None:
            self.places[place].removeTab(self.places[place].indexOf(self.panes[name]))
        if window is not None:
            self.panes[name].setParent(self.places[self.home[name]])
            window.hide()
            window.deleteLater()

    def _ask_for_menu(self, pane: Pane, at: QPoint) -> None:
        self._note_use(pane.name)
        self.menu_wanted.emit(at)

    def _note_focus(self, _: object, focused: QWidget | None) -> None:
        for name, pane in self.panes.items():
            if focused is not None and pane.isAncestorOf(focused):
                self._note_use(name)

    def _note_use(self, name: str) -> None:
        if name != self.used:
            self.used = name
            self.changed.emit()
