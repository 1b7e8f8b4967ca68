"""The room around the canvas: what of the panels is in sight, folded, or out of the way of the canvas alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from studio.ui.actions.window_panels import PlaceName
from studio.ui.window.docking import Docking
from studio.ui.window.extents import LOWER_SHARE, Extents
from studio.ui.window.layout import Area, FloatingLayout, Layout, PlaceLayout
from studio.ui.window.places import Pane, Place

BESIDE: tuple[PlaceName, ...] = ("left", "right", "lower_right")


class Workspace(QSplitter):
    """Canvas in the middle, places for panels around it."""

    changed = Signal()  # something else is in sight, or stands elsewhere
    room_needed = Signal()  # a panel was asked for while the canvas is alone

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent, childrenCollapsible=False, handleWidth=1)
        left, self._middle, self._right = Place("left", self), _column(self), _column(self)
        self.center = QWidget(self._middle)
        below, right, lower = Place("below", self._middle), Place("right", self._right), Place("lower", self._right)
        self.places: dict[PlaceName, Place] = {"left": left, "right": right, "lower_right": lower, "below": below}
        self.docking = Docking(self.places, self)
        for splitter, parts in ((self._middle, (self.center, below)), (self._right, (right, lower)),
                                (self, (left, self._middle, self._right))):  # fmt: skip
            for part in parts:
                splitter.addWidget(part)
        self._extents = Extents(self, self._middle, self._right)
        self._extents.changed.connect(self.changed)
        self._is_beside_folded = self._is_bare = self._is_below_unasked = False
        for name, place in self.places.items():
            place.fold_wanted.connect(lambda name=name: self._fold_by_hand(name))
        self.docking.changed.connect(self._settle)
        self.docking.moved.connect(self._show_place_of)

    def fill(self, panels: dict[str, QWidget]) -> None:
        """Take the panels, each made in its room, and put them where they stand at first."""
        for name, panel in panels.items():
            self.docking.panes[name].take(panel)
        self.restore(Layout.first())

    def reveal(self, panel: QWidget, share: float = LOWER_SHARE, *, asked: bool = True) -> None:
        """Bring a panel into sight, wherever it stands. Below the canvas it has at least its share of the height,
        unless a person chose another. What nobody asked for leaves a canvas alone that is, and goes with its
        document."""
        name = self.docking.pane_of(panel).name
        place = self.docking.place_of(name)
        if place == "below":
            self._is_below_unasked = not asked and (self._is_below_unasked or not self.is_open("below"))
            self._extents.want_below(max(share, self._extents.below_share if self.is_open("below") else 0))
        self.put_in_front(panel)
        if asked:
            self.docking.used = name
        self._show_place_of(name)
        if asked and self._is_bare:
            self.room_needed.emit()
        floating = self.docking.windows.get(name)
        if asked and floating is not None:
            floating.raise_()
            floating.activateWindow()

    def put_in_front(self, panel: QWidget) -> None:
        """Let a panel be the one that is seen of its place, whether that is folded or not."""
        pane = self.docking.pane_of(panel)
        place = self.docking.place_of(pane.name)
        if place is not None:
            self.places[place].setCurrentWidget(pane)

    def is_open(self, part: str) -> bool:
        """Whether anything is seen `beside` or `below` the canvas."""
        return any(not self.places[place].isHidden() for place in (BESIDE if part == "beside" else ("below",)))

    def set_open(self, part: str, is_open: bool) -> None:
        """Show or fold all that stands `beside` or `below` the canvas."""
        if is_open == self.is_open(part):
            return
        filled = [self.places[place] for place in BESIDE if self.places[place].count()]
        if part == "below":
            self._is_below_unasked = False
            self.places["below"].is_folded = not is_open
        else:
            self._is_beside_folded = not is_open
            if all(place.is_folded for place in filled):
                for place in filled:
                    place.is_folded = False
        self._settle()

    def fold_what_nobody_asked_for(self) -> None:
        """Another document is open: what came into sight by itself has nothing more to say."""
        if self._is_below_unasked:
            self.set_open("below", False)

    def set_bare(self, is_bare: bool) -> None:
        """Show the canvas alone, or all panels again as they were."""
        self._is_bare = is_bare
        self._settle()

    def layout_now(self) -> Layout:
        """Where everything stands, and what of it is folded."""
        places = {
            name: PlaceLayout(panels=tuple(pane.name for pane in place.panes()), front=_front(place),
                              is_folded=place.is_folded, extent=self._extents.chosen.get(name, 0))
            for name, place in self.places.items()
        }  # fmt: skip
        floating = {
            name: FloatingLayout(area=Area.of(window), home=self.docking.home[name])
            for name, window in self.docking.windows.items()
        }
        return Layout(places=places, floating=floating, is_beside_folded=self._is_beside_folded)

    def restore(self, layout: Layout) -> None:
        """Put every panel where a whole layout has it."""
        self._extents.chosen = {place: each.extent for place, each in layout.places.items() if each.extent > 0}
        self._is_beside_folded = layout.is_beside_folded
        for place, each in layout.places.items():
            for name in each.panels:
                self.docking.put(name, place)
            if each.front in each.panels:
                self.places[place].setCurrentWidget(self.docking.panes[each.front])
            self.places[place].is_folded = each.is_folded
        for name, floating in layout.floating.items():
            self.docking.put(name, floating.home)
            self.docking.float(name, QRect(*floating.area))
        self._settle()

    # Qt's events.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()

    def hideEvent(self, event: QHideEvent) -> None:
        """Panels that float belong to the canvas: they are not seen beside the start page."""
        super().hideEvent(event)
        self._show_floating()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._extents.give()

    def _show_place_of(self, name: str) -> None:
        place = self.docking.place_of(name)
        if place is not None:
            self.places[place].is_folded = False
        if place in BESIDE:
            self._is_beside_folded = False
        self._settle()

    def _fold_by_hand(self, name: PlaceName) -> None:
        focused = QApplication.focusWidget()
        self.places[name].is_folded = True
        self._settle()
        if focused is not None and self.places[name].isAncestorOf(focused):
            self.center.setFocus()

    def _settle(self) -> None:
        """Let each place be seen, or not, and have its room."""
        for name, place in self.places.items():
            place.follow(is_away=self._is_bare or (name in BESIDE and self._is_beside_folded))
        is_right_empty = all(self.places[place].isHidden() for place in ("right", "lower_right"))
        self._right.setHidden(is_right_empty)
        self._show_floating()
        self._extents.give()
        self.changed.emit()

    def _show_floating(self) -> None:
        for window in self.docking.windows.values():
            window.setVisible(self.isVisible() and not self._is_bare)


def _column(parent: QWidget) -> QSplitter:
    return QSplitter(Qt.Orientation.Vertical, parent, childrenCollapsible=False, handleWidth=1)


def _front(place: Place) -> str:
    pane = place.currentWidget()
    return pane.name if isinstance(pane, Pane) else ""
