"""The truth table of a logic gate, with what the network says to each of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from studio.text import tr
from studio.ui.widgets.label import label


class TruthTable(QWidget):
    """Rows of inputs, each with the answer and how sure it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._cells: list[QLabel] = []

    @property
    def answers(self) -> list[str]:
        """What the network says, row by row."""
        return [cell.text() for cell in self._cells if cell.objectName()]

    def show_rows(self, rows: Sequence[Sequence[float]], entries: Sequence[dict[str, Any]]) -> None:
        """Show inputs with their answers."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells = []
        inputs = [f"x{at}" for at in range(1, 1 + len(rows[0]))]
        for column, heading in enumerate((*inputs, tr("answer"), tr("how sure"))):
            self._put(0, column, label(heading, 12, tone="muted"))
        for line, (row, entry) in enumerate(zip(rows, entries, strict=True), start=1):
            for column, value in enumerate(row):
                self._put(line, column, label(f"{value:g}", 14))
            answer = label(str(entry.get("prediction", "–")), 14, 600)
            answer.setObjectName(f"answer-{line}")
            self._put(line, len(row), answer)
            chances = entry.get("probabilities", {})
            sure = f"{max(chances.values()):.1%}" if chances else ""
            self._put(line, len(row) + 1, label(sure, 12, tone="muted"))
        self._grid.setRowStretch(len(rows) + 1, 1)
        self._grid.setColumnStretch(len(rows[0]) + 2, 1)

    def _put(self, line: int, column: int, cell: QLabel) -> None:
        self._grid.addWidget(cell, line, column, Qt.AlignmentFlag.AlignLeft)
        self._cells.append(cell)
