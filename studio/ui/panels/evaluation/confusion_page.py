"""The confusion matrix with a choice of what its cells tell."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.text import in_language, tr
from studio.ui.background.evaluation_figures import Figures
from studio.ui.panels.evaluation.matrix import ConfusionMatrix
from studio.ui.panels.evaluation.matrix_painter import By, Confusion
from studio.ui.widgets.scrolled import scrolled
from studio.ui.widgets.segmented import Segmented

WORDS: dict[By, str] = {"counts": tr("Counts"), "rows": tr("By row"), "columns": tr("By column")}


class ConfusionPage(QWidget):
    """A click on a cell is told by its `matrix`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_field = Segmented([in_language(word) for word in WORDS.values()])
        self.by_field.setAccessibleName(tr("What cells tell"))
        self.by_field.set_value(in_language(WORDS["counts"]))
        self.by_field.edited.connect(self._choose)
        self.matrix = ConfusionMatrix()
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 0, 12, 0)
        bar.setSpacing(12)
        bar.addWidget(self.by_field)
        bar.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(bar)
        column.addWidget(scrolled(self.matrix), 1)

    def show_figures(self, figures: Figures) -> None:
        """Show the matrix of these predictions, if they have one."""
        counts = figures.confusion
        self.matrix.show_confusion(None if counts is None else Confusion(counts, figures.classes))

    def _choose(self, word: object) -> None:
        (by,) = [by for by, title in WORDS.items() if in_language(title) == word]
        self.matrix.show_by(by)
