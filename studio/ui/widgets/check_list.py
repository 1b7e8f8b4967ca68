"""Several of the words of a list, each with a check mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import caption, tooltip
from studio.ui.widgets.value import MIXED, Value


class Offer(NamedTuple):
    """A word as people read it, and what it means."""

    title: str
    meaning: str = ""


class CheckList(QWidget):
    """Edits a tuple of words. Nothing at all stands for the usual word, where there is one; it then has the mark."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, words: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: Mapping[str, Offer] = {word: Offer(word) for word in words}
        self._names: Mapping[str, Offer] = dict(self._offered)
        self._usual = ""
        self._value: tuple[str, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 3, 0, 3)
        self._column.setSpacing(0)
        self._show()

    def offer(self, words: Mapping[str, Offer], usual: str, others: Mapping[str, Offer]) -> None:
        """Offer these words; `others` are those that are not for this, and are shown only where they are chosen."""
        if (words, usual) != (self._offered, self._usual):
            self._offered, self._usual, self._names = words, usual, {**others, **words}
            self._show()

    @property
    def shown(self) -> tuple[str, ...]:
        """The words with a mark, in the order in which they were chosen."""
        return self._value or ((self._usual,) if self._usual else ())

    def word_of(self, box: QWidget) -> str:
        """The word that a check mark is for; empty for any other widget."""
        return next((word for word, each in self.boxes.items() if each is box), "")

    def value(self) -> Value:
        """The words chosen."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show words that are chosen already."""
        self._value = () if value is MIXED else tuple(value)
        self._show()

    def set_wrong(self, wrong: bool) -> None:
        """What is wrong stands below, with its word among those that can be taken away."""

    def _show(self) -> None:
        wanted = [*self._offered, *(word for word in self._value if word not in self._offered)]
        if list(self.boxes) != wanted:
            self._build(wanted)
        for word, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(word in self.shown)
            box.setText(caption(self._title(word)))
            # Without any mark the usual word has one.
            box.setEnabled(self.shown != (word,) or word != self._usual)

    def _title(self, word: str) -> str:
        title = self._names[word].title if word in self._names else word
        if len(self.shown) > 1 and word == self.shown[0]:
            return tr("{metric} (told first)", metric=title)
        return title

    def _build(self, words: list[str]) -> None:
        for old in self.boxes.values():
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.boxes = {word: self._box(word) for word in words}

    def _box(self, word: str) -> QCheckBox:
        box = QCheckBox(self)
        box.setFont(theme.font(12))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setToolTip(tooltip(self._names[word].meaning if word in self._names else ""))
        box.toggled.connect(lambda checked: self._mark(word, checked))
        self._column.addWidget(box)
        return box

    def _mark(self, word: str, checked: bool) -> None:
        marked = tuple(each for each in self.shown if each != word)
        if checked:
            marked = (*marked, word)
        self._value = () if marked == (self._usual,) else marked
        self._show()
        self.edited.emit(self._value)
