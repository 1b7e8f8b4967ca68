"""Edits Python code: line numbers, colours, indentation, a mistake at its line. Knows nothing of running it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from studio.ui import theme
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
    """A text of Python with line numbers. `run` tells of Ctrl+Enter."""

    run = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.error_line = 0
        self.setFont(theme.font(12, mono=True))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self._numbers = _Numbers(self)
        self._colours = CodeColours(self.document())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(lambda *_: self._numbers.update())
        theme.notifier().changed.connect(self._mark)
        self._make_room()

    def mark_error(self, line: int) -> None:
        """Mark a line, counted from 1, or none with 0."""
        if line != self.error_line:
            self.error_line = line
            self._mark()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where there is nothing of ours to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_spent(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab indents, Enter keeps the indentation, Ctrl+/ makes comments, Ctrl+Enter runs."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and control:
            self.run.emit()
        elif self._is_spent(event):
            event.ignore()
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
        elif key == Qt.Key.Key_Tab and not control:
            code_keys.indent(cursor)
        elif key == Qt.Key.Key_Backtab:
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
        marks = []
        block = self.document().findBlockByNumber(self.error_line - 1)
        if self.error_line and block.isValid():
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(QColor(theme.current().error_fill))
            mark.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
            mark.cursor = self.textCursor()
            mark.cursor.setPosition(block.position())
            marks.append(mark)
        self.setExtraSelections(marks)
        self._numbers.update()

    def _make_room(self) -> None:
        width = self.fontMetrics().horizontalAdvance("0") * max(2, len(str(self.blockCount()))) + 16
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), width, inside.height())
