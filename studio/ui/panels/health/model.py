"""The nodes of a training with their figures, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from studio.project.heat import heat
from studio.text import tr
from studio.training.health.figures import FIGURES
from studio.ui import theme
from studio.ui.plain_text import tooltip

Index = QModelIndex | QPersistentModelIndex
COLUMNS = tuple(FIGURES.values())
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STRONGEST = 150
"""Opacity (0 … 255) of the hottest cell."""


class HealthModel(QAbstractTableModel):
    """A row for each node, in the order in which they compute; cells are the warmer, the larger their figure is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: Mapping[str, Mapping[str, float]] = {}
        self._paths: tuple[str, ...] = ()
        self._heat: dict[str, dict[str, float]] = {}

    def show_nodes(self, nodes: Mapping[str, Mapping[str, float]]) -> None:
        """Take other figures; rows stay where they are as long as the nodes are the same."""
        paths = tuple(nodes)
        is_other = paths != self._paths
        if is_other:
            self.beginResetModel()
        self._nodes, self._paths = nodes, paths
        self._heat = {figure.name: heat(figure.name, nodes, paths) for figure in COLUMNS}
        if is_other:
            self.endResetModel()
        elif paths:
            self.dataChanged.emit(self.index(0, 0), self.index(len(paths) - 1, len(COLUMNS)))

    def path(self, index: Index) -> str:
        """The node of a row; "" for none."""
        return self._paths[index.row()] if index.isValid() else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._paths)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS) + 1

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008  Qt's own signature
        return not parent.isValid() and bool(self._paths)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("Node") if section == 0 else COLUMNS[section - 1].title
        if role == Qt.ItemDataRole.ToolTipRole and section:
            return tooltip(COLUMNS[section - 1].about)
        return (_RIGHT if section else _LEFT) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        path = self.path(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() else _LEFT
        if index.column() == 0:
            return path if role == Qt.ItemDataRole.DisplayRole else None
        figure = COLUMNS[index.column() - 1]
        value = self._nodes[path].get(figure.name)
        if value is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{100 * value:.0f} %" if figure.is_share else f"{value:.3g}"
        if role == Qt.ItemDataRole.BackgroundRole:
            return _ground(self._heat[figure.name].get(path, 0.0), is_share=figure.is_share)
        return None


def _ground(warmth: float, *, is_share: bool) -> QColor:
    """Of shares, which are better small, a warning's colour; of others the accent's."""
    colour = QColor(theme.current().warning if is_share else theme.current().accent)
    colour.setAlpha(round(_STRONGEST * warmth))
    return colour
