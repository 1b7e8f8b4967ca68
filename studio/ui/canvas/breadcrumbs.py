"""The way into the blocks entered, over the upper edge of the canvas; each step leads back to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QToolButton, QWidget

from studio.formatting.shortened import shortened
from studio.layers.block import Block
from studio.project.cards import arguments
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import caption, tooltip
from studio.ui.session import Session
from studio.ui.widgets.layouts import clear

MARGIN = 12
LONGEST = 28


class Breadcrumbs(QFrame):
    """Project › layer1 › first. Out of sight while the whole network is shown."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("breadcrumbs")
        self.setAccessibleName(tr("Block shown"))
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(6, 4, 10, 4)
        self._line.setSpacing(0)
        self._line.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.steps: list[QToolButton] = []
        self._shown: tuple[tuple[str, ...], str] = ((), "")
        self.move(MARGIN, MARGIN)
        session.level_changed.connect(self.refresh)
        session.project_changed.connect(self.refresh)
        theme.notifier().changed.connect(self._dress)
        self._dress()
        self.refresh()

    def refresh(self) -> None:
        """Show the level of the moment."""
        level, block = self._session.level, self._session.place.block
        shown = ((self._session.project.name, *level), _said(block) if block is not None else "")
        self.setVisible(bool(level))
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._line)
        self.steps = []
        texts, said = shown
        for depth, text in enumerate(texts):
            if depth:
                self._add(QLabel("›"))
            self._add(self._step(text, level[:depth], here=depth == len(level)))
        if said:
            self._line.addSpacing(8)
            self._add(QLabel(said, textFormat=Qt.TextFormat.PlainText))
        self._line.activate()

    def _add(self, widget: QWidget) -> None:
        self._line.addWidget(widget)
        widget.show()

    def _step(self, text: str, level: tuple[str, ...], *, here: bool) -> QToolButton:
        button = QToolButton()
        button.setText(caption(shortened(text, LONGEST)))
        button.setAutoRaise(True)
        button.setFont(theme.font(12, 600 if here else 400))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setEnabled(not here)
        button.setToolTip(tooltip("" if here else tr("Show {block} (Esc leaves one block)", block=text)))
        button.clicked.connect(partial(self._session.show_level, level))
        self.steps.append(button)
        return button

    def _dress(self) -> None:
        colours = theme.current()
        self.setStyleSheet(
            f"#breadcrumbs {{ background: {colours.raised}; border: 1px solid {colours.border}; border-radius: 8px; }}"
            f"#breadcrumbs QLabel {{ color: {colours.muted}; background: transparent; }}"
            f"#breadcrumbs QToolButton {{ color: {colours.accent}; background: transparent; border: none;"
            " padding: 2px 6px; }"
            f"#breadcrumbs QToolButton:disabled {{ color: {colours.text}; }}"
            "#breadcrumbs QToolButton:hover { text-decoration: underline; }"
        )


def _said(block: Block) -> str:
    """The definition shown, and with which values."""
    copies = [tr("first of {count} copies", count=block.repeat)] if block.repeat > 1 and not block.shared else []
    return " · ".join([block.definition.name, *arguments(block), *copies])
