"""The lines of the outline for a tree view: worked out when they are drawn, so that thousands cost nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from studio.project.cards import alarm
from studio.project.level import Level, still_there
from studio.project.outline import Line, Outline, Path, read_out
from studio.ui import theme
from studio.ui.panels.outline.columns import COLUMNS, NAME, PARAMETERS, PROBLEMS, titles
from studio.ui.plain_text import tooltip

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class OutlineModel(QAbstractItemModel):
    """The nodes of a network, those inside a block below it. Only names can be edited, which is then asked for."""

    rename_wanted = Signal(object, str)  # path of a node, its new name

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outline: Outline | None = None
        self._levels: dict[Level, tuple[Path, ...]] = {}
        self._rows: dict[Path, int] = {}
        self._lines: dict[Path, Line] = {}
        self._kept: dict[Path, Path] = {}

    def show(self, outline: Outline) -> None:
        """Take another outline; lines that stand where they stood stay, with their places in the view."""
        stays = self._outline is not None and all(
            self._has_level(outline, level) and outline.names(level) == tuple(path[-1] for path in paths)
            for level, paths in self._levels.items()
        )
        if stays:
            self._outline = outline
            self._lines.clear()
            for paths in self._levels.values():
                if paths:
                    self.dataChanged.emit(self.index_of(paths[0]), self.index_of(paths[-1], len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._outline = outline
        for known in (self._levels, self._rows, self._lines):
            known.clear()
        self.endResetModel()

    @property
    def worked_out(self) -> int:
        """How many lines have been looked at so far."""
        return len(self._lines)

    def line(self, index: Index) -> Line:
        """The line of a cell."""
        return self._line(self.path(index))

    def path(self, index: Index) -> Path:
        """The path of the node in a cell's line."""
        path: Path = index.internalPointer()
        return path

    def index_of(self, path: Path, column: int = NAME) -> QModelIndex:
        """A cell of a node's line; not valid where the node is not there."""
        if not path or path not in self._children(path[:-1]):
            return QModelIndex()
        return self.createIndex(self._rows[path], column, self._kept.setdefault(path, path))

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self._children(self._level(parent))
        if 0 <= row < len(children) and 0 <= column < len(COLUMNS):
            return self.createIndex(row, column, self._kept.setdefault(children[row], children[row]))
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        return self.index_of(self.path(index)[:-1]) if index.isValid() else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._children(self._level(parent))) if self.hasChildren(parent) else 0

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        if self._outline is None or not parent.isValid():
            return self._outline is not None and bool(self._outline.graph)
        return parent.column() == NAME and self._outline.is_block(self.path(parent))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return titles()[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() == NAME else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        self.rename_wanted.emit(self.path(index), str(value).strip())
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.line(index), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return COLUMNS[column].say(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(COLUMNS[column].say(line))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == NAME:
            return read_out(line)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == PARAMETERS:
            return RIGHT
        return self._look(line, column, role)

    def _look(self, line: Line, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return theme.icon(f"family-{line.family}")
        if role == Qt.ItemDataRole.ForegroundRole and column not in (NAME, PROBLEMS):
            return QColor(theme.current().muted)
        severity = alarm(line.problems)
        if role == Qt.ItemDataRole.ForegroundRole and severity is not None:
            return QColor(getattr(theme.current(), severity))
        return None

    def _line(self, path: Path) -> Line:
        assert self._outline is not None
        if path not in self._lines:
            self._lines[path] = self._outline.line(path)
        return self._lines[path]

    def _level(self, parent: Index) -> Level:
        return self.path(parent) if parent.isValid() else ()

    def _children(self, level: Level) -> tuple[Path, ...]:
        if level not in self._levels:
            if self._outline is None or not self._has_level(self._outline, level):
                return ()
            self._levels[level] = paths = tuple((*level, name) for name in self._outline.names(level))
            self._rows |= {path: row for row, path in enumerate(paths)}
        return self._levels[level]

    def _has_level(self, outline: Outline, level: Level) -> bool:
        return still_there(outline.graph, level) == level
