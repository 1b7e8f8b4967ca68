"""Markdown that people and files bring, as a document that is safe to show: no HTML is taken, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor, QTextDocument, QTextFragment

MOST = 8_000
"""Characters that are laid out; what is longer ends with “…”."""

_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class LinkInText(NamedTuple):
    """The words of a link, and where it leads to."""

    words: str
    address: str


class MarkdownDocument(QTextDocument):
    """Laid out in a column of so many units, with links in a colour."""

    def __init__(self, text: str, width: float, font: QFont, link: QColor) -> None:
        super().__init__()
        self.setUndoRedoEnabled(False)
        self.setDefaultFont(font)
        self.setDocumentMargin(0)
        self.setMarkdown(text if len(text) <= MOST else f"{text[:MOST]}…", _DIALECT)
        self.setTextWidth(width)
        self._colour_links(link)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing: pictures that a text names, on this machine or elsewhere, are not looked at."""
        return None

    def links(self) -> list[LinkInText]:
        """The links in the order of the text, each address once."""
        found: dict[str, str] = {}
        for fragment in self._linked():
            address = fragment.charFormat().anchorHref()
            found[address] = found.get(address, "") + fragment.text()
        return [LinkInText(words, address) for address, words in found.items()]

    def first_line(self) -> str:
        """The first words, without their marks."""
        return next((line for line in self.toPlainText().splitlines() if line.strip()), "")

    def _linked(self) -> Iterator[QTextFragment]:
        block = self.begin()
        while block.isValid():
            fragments = block.begin()
            while not fragments.atEnd():
                if fragments.fragment().charFormat().isAnchor():
                    yield fragments.fragment()
                fragments += 1
            block = block.next()

    def _colour_links(self, colour: QColor) -> None:
        shown = QTextCharFormat()
        shown.setForeground(colour)
        cursor = QTextCursor(self)
        for start, length in [(each.position(), each.length()) for each in self._linked()]:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(shown)
