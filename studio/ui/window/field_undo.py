"""Undo and redo are the document's, wherever the cursor is; a field first takes back what it has not given yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

from studio.ui.session import Session
from studio.ui.widgets.search import SearchField
from studio.ui.widgets.value import is_wrong

_KEYS = QKeySequence.StandardKey
Field = QLineEdit | QAbstractSpinBox | QPlainTextEdit


class FieldUndo(QObject):
    """Watches the field that has the focus. Qt's fields take these keys even where they have nothing to take back."""

    typed = Signal(bool)  # whether something is typed in it that has not been given yet

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._field: Field | None = None
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._follow)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What takes steps back and does them again, by the ids of their actions."""
        return {"edit.undo": self.undo, "edit.redo": self._session.redo}

    def undo(self) -> None:
        """Take back what is typed in the field and not given yet, or else the last step of the document."""
        if self._field is not None and _can(self._field, _KEYS.Undo):
            _take_back(self._field)
        else:
            self._session.undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not isinstance(watched, Field):
            return False
        key = next((key for key in (_KEYS.Undo, _KEYS.Redo) if event.matches(key)), None)
        if key is None:
            return False
        if event.type() is QEvent.Type.ShortcutOverride and not _can(watched, key):
            event.ignore()  # so that it is the window's
            return True
        if event.type() is QEvent.Type.KeyPress and key is _KEYS.Undo:
            _take_back(watched)
            return True
        return False

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """What stands in a field as it gets the focus is not its own to take back."""
        if self._field is not None:
            self._field.removeEventFilter(self)
            self._field.destroyed.disconnect(self._forget)
            if (line := _line(self._field)) is not None:
                line.returnPressed.disconnect(self._settle)
                line.textEdited.disconnect(self._tell)
            self.typed.emit(False)
        self._field = now if isinstance(now, Field) and self._is_ours(now) else None
        if self._field is None:
            return
        self._field.installEventFilter(self)
        self._field.destroyed.connect(self._forget)
        self._settle()
        if (line := _line(self._field)) is not None:
            line.returnPressed.connect(self._settle)
            line.textEdited.connect(self._tell)

    def _is_ours(self, field: Field) -> bool:
        """Whether a field is in the window or in a panel that floats before it; dialogs have a history of their own."""
        if isinstance(field.window(), QDialog):
            return False
        above: QWidget | None = field
        while above is not None and above is not self._window:
            above = above.parentWidget()
        return above is not None

    def _forget(self) -> None:
        self._field = None
        self.typed.emit(False)

    def _tell(self) -> None:
        """Searches are for nobody but who types them."""
        line = _line(self._field)
        self.typed.emit(line is not None and line.isUndoAvailable() and not isinstance(line, SearchField))

    def _settle(self) -> None:
        """What stands in the field was given, and is the document's to take back."""
        line = _line(self._field)
        if line is not None and line.isUndoAvailable() and not is_wrong(line):
            place, blocked = line.cursorPosition(), QSignalBlocker(line)
            line.setText(line.text())
            line.setCursorPosition(place)
            blocked.unblock()
        self._tell()


def _line(field: Field | None) -> QLineEdit | None:
    return field.lineEdit() if isinstance(field, QAbstractSpinBox) else field if isinstance(field, QLineEdit) else None


def _can(field: Field, key: QKeySequence.StandardKey) -> bool:
    """Whether a field has something of its own to take back, or to do again."""
    line = _line(field)
    if line is not None:
        return line.isUndoAvailable() if key is _KEYS.Undo else line.isRedoAvailable()
    document = cast(QPlainTextEdit, field).document()
    return document.isUndoAvailable() if key is _KEYS.Undo else document.isRedoAvailable()


def _take_back(field: Field) -> None:
    """All that was typed into a line, or the last step of a longer text."""
    line = _line(field)
    if line is None:
        cast(QPlainTextEdit, field).undo()
        return
    while line.isUndoAvailable():
        line.undo()
