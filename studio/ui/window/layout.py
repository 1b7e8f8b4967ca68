"""Where panels stand, as it is kept from one start to the next; a layout that is damaged does no harm."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.ui.actions.window_panels import PANELS, PLACES, PlaceName


class PlaceLayout(BaseModel):
    """The panels of a place in the order of their tabs, which is in front, and how much room it has."""

    model_config = ConfigDict(frozen=True)

    panels: tuple[str, ...] = ()
    front: str = ""
    is_folded: bool = False
    extent: int = 0


class Area(NamedTuple):
    """A window on the screen."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, window: QWidget) -> Area:
        """Where a window is now."""
        area = window.geometry()
        return cls(area.left(), area.top(), area.width(), area.height())


class FloatingLayout(BaseModel):
    """A panel that floats, and the place it goes back to."""

    model_config = ConfigDict(frozen=True)

    area: Area
    home: PlaceName


class Layout(BaseModel):
    """All panels: those of each place, and those that float."""

    model_config = ConfigDict(frozen=True)

    places: dict[PlaceName, PlaceLayout] = {}
    floating: dict[str, FloatingLayout] = {}
    is_beside_folded: bool = False

    @classmethod
    def first(cls) -> Layout:
        """Where panels stand until a person moves them: what is watched now and then is folded."""
        standing: dict[PlaceName, list[str]] = {place: [] for place in PLACES}
        for name, panel in PANELS.items():
            standing[panel.place].append(name)
        return cls(places={place: PlaceLayout(panels=tuple(names), is_folded=place == "below")
                           for place, names in standing.items()})  # fmt: skip

    @classmethod
    def read(cls, kept: str) -> Layout:
        """What was kept, made whole: each panel once, new ones where they stand at first."""
        try:
            found = cls.model_validate_json(kept)
        except ValidationError:
            return cls.first()
        return found.whole()

    def whole(self) -> Layout:
        """The same with every panel there is exactly once, and no other."""
        left = dict.fromkeys(PANELS)
        floating = {name: each for name, each in self.floating.items() if name in left}
        for name in floating:
            del left[name]
        places: dict[PlaceName, PlaceLayout] = {}
        for place in PLACES:
            found = self.places.get(place) or Layout.first().places[place]
            names = [name for name in dict.fromkeys(found.panels) if name in left]
            for name in names:
                del left[name]
            places[place] = found.model_copy(update={"panels": tuple(names)})
        for name in left:
            home = PANELS[name].place
            places[home] = places[home].model_copy(update={"panels": (*places[home].panels, name)})
        return Layout(places=places, floating=floating, is_beside_folded=self.is_beside_folded)


def screens() -> list[QRect]:
    """The room of each screen there is now, the main one first."""
    first = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not first]
    return [screen.availableGeometry() for screen in (first, *others)]
