"""Edits Python code: line numbers, colours, indentation, a mistake at its line. Knows nothing of running it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.actions.shortcuts import native
from studio.ui.widgets import code_keys
from studio.ui.widgets.code_colours import CodeColours


class _Numbers(QWidget):
    """The margin with the number of each line."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def paintEvent(self, event: QPaintEvent) -> None:
        editor, colours = self._editor, theme.current()
        painter = QPainter(self)
        painter.setFont(editor.font())
        block = editor.firstVisibleBlock()
        while block.isValid():
            place = editor.blockBoundingGeometry(block).translated(editor.contentOffset())
            if place.top() > self.height():
                break
            wrong = block.blockNumber() + 1 == editor.error_line
            painter.setPen(QColor(colours.error if wrong else colours.faint))
            line = QRect(0, round(place.top()), self.width() - 8, editor.fontMetrics().height())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()


class CodeEditor(QPlainTextEdit):
    """A text of Python with line numbers. `run` tells of Ctrl+Enter.

    Ctrl+Shift+M lets Tab leave the text, and indent again.
    """

    run = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.error_line = 0
        self._lines: tuple[int, ...] = ()
        self.setFont(theme.font(12, mono=True))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        keys = native("Ctrl+Shift+M")
        self.setAccessibleDescription(tr("Tab indents; {keys} lets Tab leave the text, and indent again.", keys=keys))
        self._numbers = _Numbers(self)
        self._colours = CodeColours(self.document())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._refresh)
        theme.notifier().changed.connect(self._mark)
        self._make_room()

    def mark_error(self, line: int) -> None:
        """Mark a line, counted from 1, or none with 0."""
        if line != self.error_line:
            self.error_line = line
            self._mark()

    def mark_lines(self, lines: Iterable[int]) -> None:
        """Mark lines, counted from 1, as those of what is selected."""
        if (chosen := tuple(lines)) != self._lines:
            self._lines = chosen
            self._mark()

    def show_line(self, line: int) -> None:
        """Scroll as far as needed for a line, counted from 1, to be in sight."""
        bar, shown = self.verticalScrollBar(), self.in_sight
        if line - 1 not in shown[:-1]:
            bar.setValue(max(0, line - 1 - len(shown) // 3))

    @property
    def in_sight(self) -> range:
        """The blocks that are in sight."""
        first = self.firstVisibleBlock().blockNumber()
        return range(first, first + self.viewport().height() // max(1, self.fontMetrics().lineSpacing()) + 2)

    def replace_parts(self, parts: Sequence[tuple[int, int, Sequence[str]]]) -> None:
        """Put lines in place of those from the first number (from 0) to before the second, part by part in order."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for part in reversed(parts):
            self._replace(*part)
        cursor.endEditBlock()

    def _replace(self, first: int, last: int, lines: Sequence[str]) -> None:
        document, cursor = self.document(), QTextCursor(self.document())
        keep = QTextCursor.MoveMode.KeepAnchor
        if last < document.blockCount():
            cursor.setPosition(document.findBlockByNumber(first).position())
            cursor.setPosition(document.findBlockByNumber(last).position(), keep)
            cursor.insertText("".join(f"{line}\n" for line in lines))
            return
        cursor.setPosition(max(0, document.findBlockByNumber(first).position() - 1) if first else 0)
        cursor.movePosition(QTextCursor.MoveOperation.End, keep)
        cursor.insertText("\n" * bool(first) + "\n".join(lines))

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where there is nothing of ours to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_spent(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _turns_tab(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab indents, Enter keeps the indentation, Ctrl+/ makes comments, Ctrl+Enter runs."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and control:
            self.run.emit()
        elif self._is_spent(event):
            event.ignore()
        elif _turns_tab(event):
            self.setTabChangesFocus(not self.tabChangesFocus())
        elif self.isReadOnly() or not self._edit(key, control=control, enter=enter):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _edit(self, key: int, *, control: bool, enter: bool) -> bool:
        """What a key does that means more in code than in other texts; whether it is one."""
        cursor = self.textCursor()
        if enter:
            code_keys.new_line(cursor)
        elif key == Qt.Key.Key_Tab and not control and not self.tabChangesFocus():
            code_keys.indent(cursor)
        elif key == Qt.Key.Key_Backtab and not self.tabChangesFocus():
            code_keys.dedent(cursor)
        elif key == Qt.Key.Key_Slash and control:
            code_keys.toggle_comment(cursor)
        elif key != Qt.Key.Key_Backspace or control or not code_keys.delete_back(cursor):
            return False
        self.ensureCursorVisible()
        return True

    def _is_spent(self, event: QKeyEvent) -> bool:
        standard = QKeySequence.StandardKey
        undo = event.matches(standard.Undo) and not self.document().isUndoAvailable()
        return undo or (event.matches(standard.Redo) and not self.document().isRedoAvailable())

    def _mark(self) -> None:
        marks = [self._line_mark(line, theme.current().selected) for line in self._lines]
        if self.error_line:
            marks.append(self._line_mark(self.error_line, theme.current().error_fill))
        self.setExtraSelections([mark for mark in marks if not mark.cursor.isNull()])
        self._numbers.update()

    def _line_mark(self, line: int, colour: str) -> QTextEdit.ExtraSelection:
        """A line in a colour; without a place where there is no such line."""
        mark = QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            mark.format.setBackground(QColor(colour))
            mark.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
            mark.cursor = self.textCursor()
            mark.cursor.setPosition(block.position())
        return mark

    def _refresh(self) -> None:
        self._numbers.update()
        self._colours.look_at(self.in_sight)

    def _make_room(self) -> None:
        width = self.fontMetrics().horizontalAdvance("0") * max(2, len(str(self.blockCount()))) + 16
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), width, inside.height())


def _turns_tab(event: QKeyEvent) -> bool:
    """Whether keys ask for Tab to mean something else from now on."""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_M and event.modifiers() == both
