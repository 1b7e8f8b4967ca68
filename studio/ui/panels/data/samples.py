"""Pages of samples: pictures side by side, rows in a table, points in their plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.background.data_look import DataLook, Order, TiledPage
from studio.ui.panels.data.grid import SIDE, SampleGrid
from studio.ui.panels.data.rows import RowsTable
from studio.ui.panels.data.scatter import Scatter
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.data.inspection.odd import Place

PAGE = 120
POINTS = 2_000
"""Samples on a page: of points so many, as they are seen together."""

SPLIT_WIDTH = 176

SPLITS = {"train": tr("Training"), "validation": tr("Validation"), "test": tr("Test")}
"""The splits, as people read them."""


class SamplesView(QWidget):
    """Asks for a page when it comes into sight, and for another when a person turns to it."""

    turned = Signal()  # another page is shown

    def __init__(self, look: DataLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._split, self._first, self._seed = "train", 0, 0
        self._revealed: int | None = None
        self.page: TiledPage | None = None
        self.split_field = WordField({})
        self.split_field.setAccessibleName(tr("Split of the data"))
        self.split_field.setMinimumWidth(SPLIT_WIDTH)
        self.random_button = icon_button("shuffle", tr("Show samples in random order; again for the order of the data"))
        self.random_button.setCheckable(True)
        self.back_button = icon_button("chevron-left", tr("The samples before"))
        self.on_button = icon_button("chevron-right", tr("More samples"))
        self.range = label("", 12, tone="muted")
        self.grid, self.table, self.points = SampleGrid(), RowsTable(), Scatter()
        self._views = QStackedWidget()
        for view in (self.grid, self.table, self.points):
            self._views.addWidget(view)
        self._assemble()
        self.split_field.edited.connect(self._choose_split)
        self.random_button.toggled.connect(self._shuffle)
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.on_button.clicked.connect(lambda: self.turn(1))
        look.changed.connect(self._follow)
        look.paged.connect(self._show)

    @property
    def view(self) -> QWidget:
        """The grid, the table or the plane that is shown."""
        shown = self._views.currentWidget()
        assert shown is not None
        return shown

    @property
    def size_of_page(self) -> int:
        """Samples on a page."""
        return POINTS if self._word == "point" else PAGE

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.page is None:
            self._ask()

    def turn(self, by: int) -> None:
        """Show the next page, or the one before with −1."""
        first = self._first + by * self.size_of_page
        if 0 <= first < self._count:
            self._first = first
            self._ask()

    def reveal(self, place: Place) -> None:
        """Show the page that has a sample, and select it."""
        from studio.data.inspection.page import first_with

        laid = self._look.laid
        if laid is not None:
            self._split, self._revealed = place.split, place.place
            self._first = first_with(laid.opened, place.split, place.place, self.size_of_page, self._order_seed)
            self.split_field.set_value(place.split)
            self._ask()

    @property
    def _word(self) -> str:
        return self._look.laid.opened.preparation.sample if self._look.laid is not None else ""

    @property
    def _count(self) -> int:
        laid = self._look.laid
        return len(laid.opened.parts[self._split]) if laid is not None else 0

    @property
    def _order_seed(self) -> int | None:
        return self._seed if self.random_button.isChecked() else None

    def _assemble(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 12, 6)
        bar.setSpacing(6)
        bar.addWidget(self.split_field)
        bar.addWidget(self.random_button)
        bar.addStretch(1)
        for widget in (self.range, self.back_button, self.on_button):
            bar.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._views, 1)

    def _follow(self) -> None:
        """Show the first page of data that have been opened anew."""
        laid = self._look.laid
        if laid is None:
            self.page = None
            return
        if self.page is None:
            counts = {name: len(part) for name, part in laid.opened.parts.items()}
            self.split_field.offer({f"{in_language(SPLITS[name])} ({exact(n)})": name for name, n in counts.items()})
            self._split = self._split if counts.get(self._split) else "train"
            self.split_field.set_value(self._split)
            self._first = 0
            if self.isVisible():
                self._ask()

    def _choose_split(self, split: str) -> None:
        self._split, self._first = split, 0
        self._ask()

    def _shuffle(self, is_random: bool) -> None:
        """Each time in another order, which the pages keep."""
        self._seed += int(is_random)
        self._first = 0
        self._ask()

    def _ask(self) -> None:
        colours = theme.current().runs
        side = round(SIDE * self.devicePixelRatioF())
        self._look.ask_for(Order(self._split, self._first, self.size_of_page, self._order_seed, side, colours))

    def _show(self, shown: TiledPage) -> None:
        laid = self._look.laid
        if laid is None:
            return
        self.page = shown
        page, plan = shown.page, laid.opened.preparation
        if plan.sample in ("picture", "recording"):
            self.grid.shown.show(page, shown.tiles, self.devicePixelRatioF())
            self._views.setCurrentWidget(self.grid)
        elif plan.sample == "point" and plan.fitted == (2,):
            self.points.show_page(page, plan.classes)
            self._views.setCurrentWidget(self.points)
        else:
            from studio.data.inspection.names import number_names

            self.table.show_page(page, number_names(plan), are_tokens=bool(plan.vocabulary))
            self._views.setCurrentWidget(self.table)
        self._show_range()
        if self._revealed is not None and isinstance(self.view, SampleGrid | RowsTable):
            self.view.select(self._revealed)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._revealed = None
        self.turned.emit()

    def _show_range(self) -> None:
        assert self.page is not None
        page = self.page.page
        told = {"first": exact(page.first + 1), "last": exact(page.last), "count": exact(page.count)}
        self.range.setText(tr("{first}–{last} of {count}", **told) if page.count else tr("no samples"))
        self.back_button.setEnabled(page.first > 0)
        self.on_button.setEnabled(page.last < page.count)
