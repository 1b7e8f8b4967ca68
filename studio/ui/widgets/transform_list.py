"""The list of transforms of a data choice: add, remove, put in another order, switch on and off, change settings."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from studio.data.config import Data
from studio.data.config.transforms import Transform, transforms
from studio.data.config.transforms.listing import scales
from studio.data.words import sample_word
from studio.layers import ParameterError
from studio.text import tr
from studio.ui.plain_text import caption, tooltip
from studio.ui.widgets.label import label
from studio.ui.widgets.refusal import Refusal
from studio.ui.widgets.transform_row import TransformRow

Chosen = tuple[Transform, ...]


class TransformList(QWidget):
    """Edits `transforms` of data. A list that excludes itself is refused with a sentence, and stays as it was.

    It keeps no document: whoever listens applies the data and shows them.
    """

    edited = Signal(str, object, bool)  # label of the step, the new Data, whether it goes on with the last step

    def __init__(self, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._editing: tuple[int, str] | None = None
        self._opened: int | None = None
        self.rows: list[TransformRow] = []
        self.add = QPushButton(caption(tr("Add transform")))
        self.add.setMenu(QMenu(self))
        self.add.menu().setToolTipsVisible(True)
        self.add.menu().aboutToShow.connect(self._offer)
        self._empty = label(tr("Samples are taken as they are."), 12, tone="muted", wrap=True)
        self._refusal = Refusal(self)
        self._inner = QVBoxLayout()
        self._inner.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._empty)
        column.addLayout(self._inner)
        column.addWidget(self.add, alignment=Qt.AlignmentFlag.AlignLeft)
        self.show_value(data)

    @property
    def error(self) -> str:
        """Why the last edit was refused; empty where it was not."""
        return self._refusal.text()

    def show_value(self, data: Data) -> None:
        """Show the list of other data, or another list."""
        self._data = data
        self._refuse("")
        chosen = data.transforms
        if [type(row.shown) for row in self.rows] != [type(each) for each in chosen]:
            self._rebuild(chosen)
        for number, (row, each) in enumerate(zip(self.rows, chosen, strict=True)):
            row.show_value(each)
            row.place(number, len(chosen))
        self._empty.setVisible(not chosen)

    def add_kind(self, kind: str) -> None:
        """Put a transform with its usual settings at the end, before what scales values where it has to stand there."""
        made, chosen = transforms[kind].create({}), self._data.transforms
        scaling = (place for place, each in enumerate(chosen) if scales(each) and each.enabled)
        place = len(chosen) if made.of_any_scale or scales(made) else next(scaling, len(chosen))
        self._opened = place
        self._apply(tr("Add {transform}", transform=made.title), (*chosen[:place], made, *chosen[place:]))

    def _offer(self) -> None:
        """Fill the menu with the transforms that samples of these data can be given."""
        menu, word = self.add.menu(), sample_word(self._data)
        menu.clear()
        for kind, declared in transforms.items():
            if word in declared.samples:
                action = menu.addAction(caption(declared.title))
                action.setToolTip(tooltip(declared.summary()))
                action.triggered.connect(partial(self.add_kind, kind))

    def _rebuild(self, chosen: Chosen) -> None:
        for row in self.rows:
            self._inner.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(number, each) for number, each in enumerate(chosen)]
        for number, row in enumerate(self.rows):
            self._inner.addWidget(row)
            if number == self._opened:
                row.open(True)
        self._editing = None

    def _row(self, number: int, shown: Transform) -> TransformRow:
        row = TransformRow(shown)
        row.changed.connect(partial(self._change, number))
        row.settled.connect(self._settle)
        row.switched.connect(partial(self._switch, number))
        row.moved.connect(partial(self._move, number))
        row.removed.connect(partial(self._remove, number))
        row.opened.connect(partial(self._remember, number))
        return row

    def _remember(self, number: int, opened: bool) -> None:
        """Keep one row open where the list is made anew."""
        if opened:
            self._opened = number
        elif self._opened == number:
            self._opened = None

    def _change(self, number: int, name: str, value: Any) -> None:
        going_on = self._editing == (number, name)
        self._editing = (number, name)
        chosen = list(self._data.transforms)
        chosen[number] = chosen[number].changed(**{name: value})
        self._apply(tr("Change {transform}", transform=chosen[number].title), tuple(chosen), going_on)

    def _settle(self) -> None:
        self._editing = None

    def _switch(self, number: int, is_on: bool) -> None:
        chosen = list(self._data.transforms)
        chosen[number] = chosen[number].changed(enabled=is_on)
        title = chosen[number].title
        words = tr("Switch {transform} on", transform=title) if is_on else tr("Switch {transform} off", transform=title)
        self._apply(words, tuple(chosen))

    def _move(self, number: int, by: int) -> None:
        chosen = list(self._data.transforms)
        chosen.insert(number + by, chosen.pop(number))
        if self._opened in (number, number + by):
            self._opened = number + by if self._opened == number else number
        self._apply(tr("Move {transform}", transform=chosen[number + by].title), tuple(chosen))

    def _remove(self, number: int) -> None:
        chosen = list(self._data.transforms)
        gone = chosen.pop(number)
        self._opened = None
        self._apply(tr("Remove {transform}", transform=gone.title), tuple(chosen))

    def _apply(self, step: str, chosen: Chosen, going_on: bool = False) -> None:
        try:
            data = self._data.changed(transforms=chosen)
        except ParameterError as error:
            self.show_value(self._data)
            self._refuse(str(error))
            return
        self._refuse("")
        self.edited.emit(step, data, going_on)

    def _refuse(self, sentence: str) -> None:
        self._refusal.say(sentence)
