"""The table of a profile: what each layer takes, beside what it would take at best."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from studio.formatting.numbers import compact, storage
from studio.formatting.quantities import percent
from studio.text import tr
from studio.ui.plain_text import tooltip

if TYPE_CHECKING:
    from studio.insight.profiling.profile import LayerProfile, Profile

NUMBER = Qt.ItemDataRole.UserRole

COLUMNS = (
    (tr("Layer"), tr("The node")),
    (tr("Forward"), tr("Time in use, the median of several passes")),
    (tr("Spread"), tr("Between the quartiles of these times")),
    (tr("Share"), tr("Of the time of all layers")),
    (tr("At best"), tr("The time in which the device could do its operations, or move its bytes")),
    (tr("Backward"), tr("Time of its derivatives in training")),
    (tr("Memory"), tr("The most that it holds at once in a step of training")),
    (tr("MACs"), tr("Multiply-accumulates of the batch")),
    (tr("Bytes"), tr("Bytes of its input, its output and its weights")),
)


class _Cell(QTableWidgetItem):
    """Sorted by its number, not by its words."""

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return bool(self.data(NUMBER) < other.data(NUMBER))


class ProfileTable(QTableWidget):
    """Rows in the order of computing until a person sorts them."""

    layer_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        for column, (title, about) in enumerate(COLUMNS):
            item = QTableWidgetItem(str(title))
            item.setToolTip(tooltip(about))
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, item)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(tr("What each layer takes"))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(64)
        self.currentCellChanged.connect(self._choose)

    def show_profile(self, profile: Profile, milliseconds: Callable[[float], str]) -> None:
        """A row for each layer."""
        whole = sum(each.forward.median for each in profile.layers) or 1.0
        self.setSortingEnabled(False)
        self.setRowCount(len(profile.layers))
        for row, each in enumerate(profile.layers):
            for column, (words, number) in enumerate(_cells(each, row, whole, milliseconds)):
                item = _Cell(words)
                item.setData(NUMBER, number)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _choose(self, row: int) -> None:
        item = self.item(row, 0)
        self.layer_chosen.emit("" if item is None else item.text())


def _cells(
    each: LayerProfile, place: int, whole: float, milliseconds: Callable[[float], str]
) -> tuple[tuple[str, float], ...]:
    low, high = each.forward.low, each.forward.high
    backward = each.backward.median if each.backward is not None else None
    return (
        (each.name, place),
        (milliseconds(each.forward.median), each.forward.median),
        (tr("±{value}", value=milliseconds((high - low) / 2)), high - low),
        (percent(each.forward.median / whole, 0), each.forward.median),
        (milliseconds(each.least), each.least),
        ("–" if backward is None else milliseconds(backward), backward or 0.0),
        (storage(each.memory.peak), each.memory.peak),
        (compact(each.macs), each.macs),
        (storage(each.moved), each.moved),
    )
