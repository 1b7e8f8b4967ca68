"""Colours Python code: keywords, texts (also over several lines), numbers and comments."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from studio.ui import theme

_TOKENS = re.compile(
    r"(?P<comment>#.*)"
    r"|(?<!\w)[rbfuRBFU]{0,2}(?P<opening>'''|\"\"\")"
    r"|(?P<text>(?<!\w)[rbfuRBFU]{0,2}(?:\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?))"
    r"|(?P<number>\b\d[\w.]*)"
    rf"|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
)

_OPEN = {1: "'''", 2: '"""'}
"""What a line ends inside of, by the state of its block."""

_WAITING = 9
"""The state of a block that is coloured when it comes into sight."""

_LONG = 400
"""Lines of a text that is coloured at once."""

_CLOSING = {state: re.compile(rf"(?:\\.|[^\\])*?{quotes}") for state, quotes in _OPEN.items()}


class CodeColours(QSyntaxHighlighter):
    """Colours a document line by line, in the colours of the mode."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._in_sight = range(0)
        theme.notifier().changed.connect(self.rehighlight)

    def look_at(self, blocks: range) -> None:
        """Colour these blocks, as they have come into sight; of a long text the others wait until they do."""
        self._in_sight = blocks
        for number in blocks:
            block = self.document().findBlockByNumber(number)
            if block.isValid() and block.userState() == _WAITING:
                self.rehighlightBlock(block)

    def highlightBlock(self, text: str) -> None:
        block = self.currentBlock()
        if self.document().blockCount() > _LONG and block.blockNumber() not in self._in_sight:
            self.setCurrentBlockState(_WAITING)
            return
        self.setCurrentBlockState(0)
        place = self._rest_of_text(text, 0, 0, self.previousBlockState())
        while found := _TOKENS.search(text, place):
            place = found.end()
            if quotes := found["opening"]:
                state = next(each for each, opening in _OPEN.items() if opening == quotes)
                place = self._rest_of_text(text, found.start(), place, state)
            else:
                self._paint(found.start(), place, found.lastgroup or "text")

    def _rest_of_text(self, text: str, start: int, inside: int, state: int) -> int:
        """Colour from `start` to where a text open at `inside` ends; gives the place behind it."""
        if state not in _OPEN:
            return inside
        closed = _CLOSING[state].match(text, inside)
        if closed is None:
            self.setCurrentBlockState(state)
        end = closed.end() if closed else len(text)
        self._paint(start, end, "text")
        return end

    def _paint(self, start: int, end: int, kind: str) -> None:
        colours = theme.current()
        tints = {
            "comment": colours.muted,
            "text": colours.success,
            "number": colours.warning,
            "keyword": colours.accent,
        }
        shown = QTextCharFormat()
        shown.setForeground(QColor(tints[kind]))
        self.setFormat(start, end - start, shown)
