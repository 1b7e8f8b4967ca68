"""What playgrounds over a surface share: which surface it is, and a mark on it that a person moves."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.insight.playgrounds.surfaces import SURFACES, Surface
from studio.text import tr
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting
from studio.ui.widgets.label import label
from studio.ui.widgets.plane import Place, Plane
from studio.ui.widgets.text import WordField

FINE = 181
"""Places along each side that a surface is coloured by."""


class OnSurface(PlaygroundView):
    """Clicking the plane, or the arrow keys, move the mark."""

    def __init__(self, setting: Setting, name: str, surface: str, parent: QWidget | None = None) -> None:
        """`name` says what the picture shows, `surface` which of them is first."""
        self.plane = Plane(name)
        super().__init__(setting, self.plane, parent)
        self.surface = WordField({each.title: key for key, each in SURFACES.items()})
        self.surface.set_value(surface)
        self.surface.edited.connect(self._go_to_start)
        self.add(self.surface, tr("Surface"))
        self.formula = label("", 12, tone="muted")
        self.add_part(self.formula)
        self.plane.moved.connect(lambda *_: self.ask())
        self._go_to_start()

    @property
    def chosen(self) -> Surface:
        """The surface shown."""
        return SURFACES[str(self.surface.value())]

    @property
    def mark(self) -> Place:
        """Where the mark stands."""
        assert self.plane.mark is not None
        return self.plane.mark

    def _go_to_start(self, _: object = None) -> None:
        self.formula.setText(self.chosen.formula)
        self.plane.show_part(self.chosen.x, self.chosen.y)
        self.plane.show_over(mark=self.chosen.start)
