"""The palette: every layer of the catalogue, to search, read about, and drag or send to the canvas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from studio.layers import Layer
from studio.text import tr
from studio.ui.panels.palette.list import PaletteList
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.search import SearchField

MARGIN = 12


class PalettePanel(QWidget):
    """A search field above the layers by family. Emits what a person wants to add; it changes nothing itself."""

    add_requested = Signal(str)  # kind of layer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(200)
        self.search = SearchField(tr("Search layers"), "edit.search_layers")
        self.layers = PaletteList()
        self._nothing = EmptyState("search", tr("No layer found"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, MARGIN, 0, 0)
        column.setSpacing(8)
        field = QVBoxLayout()
        field.setContentsMargins(MARGIN, 0, MARGIN, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.layers)
        self._pages.addWidget(self._nothing)
        column.addLayout(self._pages, 1)
        self.search.textChanged.connect(self._search)
        self.search.stepped.connect(self.layers.step)
        self.search.chosen.connect(self._add_current)
        self.layers.chosen.connect(self.add_requested)

    def focus_search(self) -> None:
        """Put the cursor into the search field, ready to type over what stands there."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def refresh(self) -> None:
        """Show what the catalogue has now, as when a plug-in has joined it."""
        self._search(self.search.text())

    def show_blocks(self, blocks: Sequence[type[Layer]]) -> None:
        """Offer these blocks above the layers."""
        self.layers.set_blocks(blocks)
        self._search(self.search.text())

    def _search(self, text: str) -> None:
        found = self.layers.show_found(text)
        if not found:
            self._nothing.set_sentence(
                tr(
                    "Nothing in the catalogue is called or does “{text}”. Try another word, such as “convolution”.",
                    text=text.strip(),
                )
            )
        self._pages.setCurrentIndex(0 if found else 1)

    def _add_current(self) -> None:
        kind = self.layers.current_kind()
        if kind:
            self.add_requested.emit(kind)
