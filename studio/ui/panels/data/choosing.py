"""What stands where there are no data to look at: why, and the data that can be chosen at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from studio.data import data_kinds
from studio.data.config import Kept
from studio.text import in_language, tr
from studio.ui.plain_text import tooltip
from studio.ui.widgets.elided_button import ElidedButton
from studio.ui.widgets.empty import EmptyState

COLUMNS = 2


class NoData(QScrollArea):
    """A sentence, and a button for each kind of data that is always at hand."""

    chosen = Signal(object)  # name of a kind of data
    choice_wanted = Signal()

    def __init__(self, icon: str, title: str, sentence: str = "", *, tint: str = "muted") -> None:
        super().__init__()
        self.state = EmptyState(icon, title, sentence, tr("Choose…"), tint=tint)
        self.state.pressed.connect(self.choice_wanted)
        grid = QGridLayout()
        grid.setSpacing(8)
        at_hand = [(name, kind) for name, kind in data_kinds.items() if not issubclass(kind, Kept)]
        for place, (name, kind) in enumerate(at_hand):
            button = ElidedButton(in_language(kind.title))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(tooltip(kind.help()))
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        inner = QWidget()
        inner.setProperty("surface", "clear")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 0, 24, 16)
        column.addWidget(self.state)
        column.addLayout(grid)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
