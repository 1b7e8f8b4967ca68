"""Changes that were tried for a budget, each with a button that takes it over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.dialogs.profile.roofline import HEIGHT
from studio.ui.widgets.label import label

if TYPE_CHECKING:
    from studio.project.budgets import Change

NOTHING = tr("Give a budget, and what would have the network keep it is measured or worked out here.")


class ChangeList(QScrollArea):
    """A row for each change, those that keep the budget first."""

    wanted = Signal(object)  # settings

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("Changes that would keep the budget"))
        self.buttons: list[QPushButton] = []
        self.show_changes(())

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Put these in place of those before."""
        page, self.buttons = QWidget(), []
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        if not changes:
            column.addWidget(label(NOTHING, 12, tone="muted", wrap=True))
        for change in changes:
            row = QHBoxLayout()
            row.addWidget(label(change.told, 12, tone="" if change.meets else "muted", wrap=True), 1)
            button = QPushButton(tr("Apply"))
            button.setProperty("kind", "plain")
            button.setAutoDefault(False)
            button.setAccessibleDescription(change.told)
            button.clicked.connect(partial(self.wanted.emit, change.settings))
            self.buttons.append(button)
            row.addWidget(button)
            column.addLayout(row)
        column.addStretch(1)
        self.setWidget(page)
