"""Fields for words: free text, a folder, one of many words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from studio.paths import documents
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.widgets.dropdown import Dropdown
from studio.ui.widgets.value import MIXED, Value, mark_wrong

LONGEST = 30_000
"""Letters of a text that can be edited; Qt would cut off what is beyond some more."""


class TextField(QLineEdit):
    """Edits a text. Of a longer one than can be edited its start is shown, which may be replaced."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Value = ""
        self._shown = ""
        self.textEdited.connect(self.trying.emit)
        self.editingFinished.connect(self._commit)

    def value(self) -> Value:
        """The value last set or committed."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        self._value = value
        self.setPlaceholderText(tr("mixed") if value is MIXED else "")
        text = value if isinstance(value, str) else ""
        self.setText(text if len(text) <= LONGEST else tr("{start} …", start=text[:100]))
        self._shown = self.text()
        self.setCursorPosition(0)
        self.set_wrong(False)

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        mark_wrong(self, wrong)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._commit()
        super().focusOutEvent(event)

    def _commit(self) -> None:
        text = self.text()
        if text != self._shown and (text or self._value is not MIXED):
            self._value = self._shown = text
            self.edited.emit(text)


class PathField(QWidget):
    """Edits the path of a folder, or of a file with one of some endings: typed, or picked in a dialog."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, endings: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._endings = tuple(endings)
        words = tr("Choose a file") if endings else tr("Choose a folder")
        self._empty = words
        self._text = TextField(self)
        self._text.setPlaceholderText(words)
        self._text.trying.connect(self.trying)
        self._text.edited.connect(self.edited)
        self._button = QToolButton(self)
        self._button.setIcon(theme.icon("folder", "muted"))
        self._button.setIconSize(QSize(16, 16))
        self._button.setFixedSize(28, 28)
        self._button.setToolTip(tooltip(tr("{words}…", words=words)))
        self._button.setAccessibleName(words)
        self._button.clicked.connect(self.pick)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self.setFocusProxy(self._text)

    def value(self) -> Value:
        """The value last set or committed."""
        return self._text.value()

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        self._text.set_value(value)
        self._text.setToolTip(tooltip(str(value)))
        if not value:
            self._text.setPlaceholderText(self._empty)

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        self._text.set_wrong(wrong)

    def pick(self) -> None:
        """Ask for a folder or file in a dialog."""
        start = self._text.text() or str(documents())
        if self._endings:
            kinds = " ".join(f"*.{ending}" for ending in self._endings)
            filters = f"{tr('Data')} ({kinds});;{tr('All files')} (*)"
            chosen = QFileDialog.getOpenFileName(self.window(), self._empty, start, filters)[0]
        else:
            chosen = QFileDialog.getExistingDirectory(self.window(), self._empty, start)
        if chosen:
            self.set_value(chosen)
            self.edited.emit(chosen)


class WordField(Dropdown):
    """Edits a choice among many, each known by a word."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, choices: Mapping[str, Value], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = tuple(choices.values())
        self.addItems(list(choices))
        self._tell_undecided()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda index: self.edited.emit(self._values[index]))

    def offer(self, choices: Mapping[str, Value]) -> None:
        """Have other words to choose from; what was chosen stays so where it is among them."""
        chosen = self.value()
        self._values = tuple(choices.values())
        self.clear()
        self.addItems(list(choices))
        self._tell_undecided()
        self.set_value(chosen)

    def value(self) -> Value:
        """What is chosen."""
        return MIXED if self.currentIndex() < 0 else self._values[self.currentIndex()]

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def _tell_undecided(self) -> None:
        """Without anything to choose from, nothing is mixed."""
        self.setPlaceholderText(tr("mixed") if self._values else "")

    def choose(self, word: str) -> None:
        """Choose by its word, as a person does."""
        self.setCurrentText(word)
        self.edited.emit(self.value())

    def set_wrong(self, wrong: bool) -> None:
        """Show whether the word chosen is refused; all that are offered may be chosen."""
        mark_wrong(self, wrong)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel; it does not change what a person happens to point at."""
        event.ignore()
