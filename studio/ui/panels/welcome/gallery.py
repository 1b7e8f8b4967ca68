"""The gallery of the start page: every template as a card, in groups, to search through."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from studio.project.templates import Template, templates
from studio.text import tr
from studio.ui.panels.welcome.template_card import TemplateCard
from studio.ui.widgets.label import label
from studio.ui.widgets.search import SearchField

CARD_WIDTH = 232
GAP = 16
SEARCH_WIDTH = 220


class Gallery(QWidget):
    """Cards of the templates. `chosen` gives the name of the one pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[TemplateCard] = []
        self.search = SearchField(tr("Search templates"))
        self.search.setFixedWidth(SEARCH_WIDTH)
        self.search.textChanged.connect(self._filter)
        self.search.chosen.connect(self._choose_first)
        self.search.stepped.connect(lambda _: self._focus_first())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addLayout(self._head())
        self._groups = [
            _Group(title, [self._card(each) for each in found])
            for title, found in groupby(templates(), key=lambda template: template.group)
        ]
        for group in self._groups:
            column.addWidget(group)
        self._nothing = label(tone="muted", wrap=True)
        self._nothing.hide()
        column.addWidget(self._nothing)

    def arrange(self, width: int) -> None:
        """Put as many cards in a row as fit into this width, at most three."""
        for group in self._groups:
            group.arrange(max(1, min(3, (width + GAP) // (CARD_WIDTH + GAP))))

    def _head(self) -> QLayout:
        line = QHBoxLayout()
        line.addWidget(label(tr("Start from a template"), 15, 600), 1)
        line.addWidget(self.search)
        return line

    def _card(self, template: Template) -> TemplateCard:
        card = TemplateCard(template)
        card.clicked.connect(lambda: self.chosen.emit(template.name))
        self.cards.append(card)
        return card

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for group in self._groups:
            group.show_matching(words)
        self._nothing.setText(
            tr(
                "No template speaks of “{text}”. Try a name such as ResNet, data such as digits, or a word such as "
                "pooling.",
                text=text,
            )
        )
        self._nothing.setVisible(not self._matching())

    def _matching(self) -> list[TemplateCard]:
        return [card for group in self._groups for card in group.matching]

    def _choose_first(self) -> None:
        if self.search.text() and self._matching():
            self._matching()[0].click()

    def _focus_first(self) -> None:
        if self._matching():
            self._matching()[0].setFocus(Qt.FocusReason.TabFocusReason)


class _Group(QWidget):
    """A title with its cards below."""

    def __init__(self, title: str, cards: list[TemplateCard]) -> None:
        super().__init__()
        self._cards = cards
        self.matching = cards
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(title, 13, 600, tone="muted"))
        column.addLayout(self._grid)

    def arrange(self, columns: int) -> None:
        if columns != self._columns:
            for column in range(max(columns, self._columns)):
                self._grid.setColumnStretch(column, int(column < columns))
            self._columns = columns
            self._place()

    def show_matching(self, words: list[str]) -> None:
        self.matching = [card for card in self._cards if all(word in card.words for word in words)]
        for card in self._cards:
            card.setVisible(card in self.matching)
        self.setVisible(bool(self.matching))
        self._place()

    def _place(self) -> None:
        if not self._columns:
            return
        for index, card in enumerate(self.matching):
            self._grid.addWidget(card, index // self._columns, index % self._columns)
