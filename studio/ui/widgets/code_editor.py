"""Edits Python code: line numbers, colours, indentation, mistakes at their line. Runs nothing but at a press of Run."""

from __future__ import annotations

import keyword
import re

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from studio.layers import consent
from studio.layers.code import CodeError, outline
from studio.ui import theme
from studio.ui.widgets.label import label
from studio.ui.widgets.value import MIXED, Value, mark_wrong

INDENT = "    "
HEIGHT = 220

_WORDS = re.compile(
    r"(?P<comment>#.*)|(?P<text>\"[^\"\n]*\"|'[^'\n]*')|(?P<number>\b\d[\w.]*)"
    rf"|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
)


class _Colours(QSyntaxHighlighter):
    """Colours keywords, texts, numbers and comments line by line."""

    def highlightBlock(self, text: str) -> None:
        colours = theme.current()
        tints = {
            "comment": colours.muted,
            "text": colours.success,
            "number": colours.warning,
            "keyword": colours.accent,
        }
        for found in _WORDS.finditer(text):
            shown = QTextCharFormat()
            shown.setForeground(QColor(tints[found.lastgroup or "comment"]))
            self.setFormat(found.start(), found.end() - found.start(), shown)


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
        self._colours = _Colours(self.document())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(lambda *_: self._numbers.update())
        theme.notifier().changed.connect(self._colours.rehighlight)
        self._make_room()

    def mark_error(self, line: int) -> None:
        """Mark a line, counted from 1, or none with 0."""
        self.error_line = line
        marks = []
        block = self.document().findBlockByNumber(line - 1)
        if line and block.isValid():
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(QColor(theme.current().error_fill))
            mark.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
            mark.cursor = self.textCursor()
            mark.cursor.setPosition(block.position())
            marks.append(mark)
        self.setExtraSelections(marks)
        self._numbers.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab indents, Enter keeps the indentation, Ctrl+Enter runs."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.run.emit()
                return
            line = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
            deeper = INDENT if line.rstrip().endswith(":") else ""
            self.insertPlainText("\n" + line[: len(line) - len(line.lstrip())] + deeper)
        elif event.key() == Qt.Key.Key_Tab:
            self.insertPlainText(INDENT)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        width = self.fontMetrics().horizontalAdvance("0") * max(2, len(str(self.blockCount()))) + 16
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), width, inside.height())


class CodeField(QWidget):
    """A code editor as the editor of a parameter. What is typed is given, and allowed, by Run alone."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Value = ""
        self.code = CodeEditor(self)
        self.code.setFixedHeight(HEIGHT)
        self.mistake = label("", 12, tone="error", wrap=True)
        self.mistake.hide()
        self.run = QPushButton("Allow and run", self)
        self.run.setToolTip("Let exactly this code run on your machine (Ctrl+Enter)")
        self.run.clicked.connect(self._run)
        self.code.run.connect(self._run)
        self.code.textChanged.connect(self._judge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.code)
        column.addWidget(self.mistake)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.run)
        column.addLayout(row)
        self.setFocusProxy(self.code)

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT + 40)

    def value(self) -> Value:
        """The code last set or given."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show a code that is so already."""
        self._value = value
        self.code.setPlaceholderText("mixed" if value is MIXED else "")
        self.code.setPlainText(value if isinstance(value, str) else "")
        self._judge()

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        mark_wrong(self.code, wrong)

    def _judge(self) -> None:
        """Say what keeps the text from being a layer, by reading it only."""
        text = self.code.toPlainText()
        found = outline(text) if text.strip() else None
        wrong = isinstance(found, CodeError)
        self.mistake.setText(str(found).capitalize() + "." if wrong else "")
        self.mistake.setVisible(wrong)
        self.code.mark_error(found.line if isinstance(found, CodeError) else 0)
        self.run.setEnabled(bool(text.strip()) and not wrong and (text != self._value or not consent.is_allowed(text)))

    def _run(self) -> None:
        if not self.run.isEnabled():
            return
        text = self.code.toPlainText()
        consent.allow([text])
        if text != self._value:
            self._value = text
            self.edited.emit(text)
        self._judge()
