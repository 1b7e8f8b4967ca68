"""The table of all read-outs: sorted by any column, filtered, copied and exported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.compiler.table import Row, markdown, rows, separated
from studio.file_names import proposed
from studio.files import reason, replace_file
from studio.formatting import numbers
from studio.paths import documents
from studio.text import tr
from studio.ui.actions import make
from studio.ui.panels.summary.rows_model import RowsModel, ranges
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.label import label
from studio.ui.widgets.search import SearchField
from studio.ui.widgets.tree import Tree

if TYPE_CHECKING:
    from studio.compiler.report import Totals

WIDTHS = (132, 128, 124, 92, 84, 64, 104, 108, 124)

NO_LAYERS = tr("Drag one from the palette, or start from a template: what each layer does and costs will stand here.")
NOTHING_FOUND = tr("No node, layer or number is like that. Clear the filter to see all.")


@dataclass(frozen=True)
class _Remembered:
    """Of a table: paths of the rows that are open, of those chosen, and of the current one."""

    opened: Sequence[str] = ()
    chosen: Sequence[str] = ()
    current: str = ""


class SummaryTable(QWidget):
    """A row for each node, blocks with what is inside them. It is filled only while it is in sight."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stale = True
        self._following = False
        self._remembered = _Remembered()
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.filter = SearchField(tr("Filter by name or layer"))
        self.copy_button = QPushButton(tr("Copy as Markdown"))
        self.export_button = QPushButton(tr("Export CSV…"))
        self.totals = label("", 12, 600)
        self.empty = EmptyState("grid", tr("No layers yet"), NO_LAYERS)
        self.nothing = EmptyState("search", tr("Nothing found"), NOTHING_FOUND)
        self._model = RowsModel(self)
        self.tree = _tree(self._model)
        self.copy = make("table.copy", self.tree, self.copy_rows)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._assemble()
        self._connect()

    def rows(self) -> tuple[Row, ...]:
        """The rows selected, or all that the filter lets through, in the order shown."""
        chosen = set(self._chosen())
        return tuple(row for row in self._model.shown() if not chosen or row.path in chosen)

    def copy_rows(self) -> None:
        """Put the rows on the clipboard, for a spreadsheet."""
        QGuiApplication.clipboard().setText(separated(self.rows(), "\t"))

    def copy_markdown(self) -> None:
        """Put the rows on the clipboard as a Markdown table."""
        QGuiApplication.clipboard().setText(markdown(self.rows()))

    def export(self, path: Path) -> None:
        """Write all rows as CSV, or tell why that cannot be done."""
        try:
            replace_file(path, separated(self.all_rows()).encode())
        except OSError as error:
            message = tr("“{name}” could not be written. {reason}", name=path.name, reason=reason(path, error))
            self._session.refused.emit(message, tr("Choose another place."))

    def all_rows(self) -> tuple[Row, ...]:
        """Every row in the document's order."""
        return rows(self._session.analysis) if self._session.analysis is not None else ()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._fill()

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(self.filter, 1)
        head.addWidget(self.copy_button)
        head.addWidget(self.export_button)
        self.totals.setContentsMargins(16, 8, 16, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        for shown in (self.tree, self.empty, self.nothing):
            column.addWidget(shown, 1)
        self._show_rows_or_why_none()
        column.addWidget(self.totals)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter)
        self.copy_button.clicked.connect(self.copy_markdown)
        self.export_button.clicked.connect(self._ask_where_to_export)
        self._session.analysis_changed.connect(self._renew)
        self._session.examined.connect(self._empty)
        self._session.selection_changed.connect(self._follow_selection)
        self.tree.selectionModel().selectionChanged.connect(self._select_nodes)
        self._model.modelAboutToBeReset.connect(self._remember)
        self._model.modelReset.connect(self._restore)

    def _filter(self, text: str) -> None:
        self._model.set_filter(text)
        self._show_rows_or_why_none()

    def _show_rows_or_why_none(self) -> None:
        """The table or, where it has no row, why."""
        layers, filled = bool(self._session.project.graph), self._model.is_filled
        filtered_out = filled and self._model.rowCount() == 0
        self.tree.setVisible(layers and not filtered_out)
        self.empty.setVisible(not layers)
        self.nothing.setVisible(layers and filtered_out)
        self.totals.setVisible(filled)
        for button in (self.copy_button, self.export_button):
            button.setEnabled(filled)

    def _renew(self) -> None:
        self._stale = True
        if self.isVisible():
            self._fill()

    def _empty(self) -> None:
        """Nothing is known of a project that has just been opened."""
        if self._session.analysis is None:
            self._renew()

    def _fill(self) -> None:
        """Put in the rows of the latest analysis, keeping open what was open."""
        analysis = self._session.analysis
        self._stale = False
        self._following = True
        self.tree.clearSelection()
        self._model.show_rows(self.all_rows())
        if analysis is not None:
            self._show_totals(analysis.total)
        self._show_rows_or_why_none()
        self._follow_selection()

    def _show_totals(self, total: Totals) -> None:
        parts = (
            tr("{count} parameters", count=numbers.exact(total.parameters)),
            tr("{count} trainable", count=numbers.exact(total.trainable_parameters)),
            tr("{count} connections", count=numbers.exact(total.connections)),
            tr("{count} MACs", count=numbers.exact(total.macs)),
            tr("{storage} of activations", storage=numbers.storage(total.activation_bytes)),
        )
        self.totals.setText(f"{tr('Total')}   {'   ·   '.join(parts)}")

    def _remember(self) -> None:
        """Before the rows are other ones or stand in another order: what is open, chosen, and where the keys are."""
        self._following = True
        current = self.tree.currentIndex()
        self._remembered = _Remembered(
            [path for path in self._model.blocks() if self.tree.isExpanded(self._model.index_of(path))],
            self._chosen(),
            self._model.row_of(current).path if current.isValid() else "",
        )

    def _restore(self) -> None:
        """Afterwards: the same as far as it is still there."""
        for path in self._remembered.opened:
            self.tree.setExpanded(self._model.index_of(path), True)
        flags = QItemSelectionModel.SelectionFlag
        self.tree.selectionModel().setCurrentIndex(self._model.index_of(self._remembered.current), flags.NoUpdate)
        self._choose(self._remembered.chosen)

    def _chosen(self) -> list[str]:
        """The paths of the rows that are selected."""
        return [row.path for row in self._model.rows_in(self.tree.selectionModel().selection())]

    def _choose(self, paths: Iterable[str]) -> None:
        """Select these rows and bring the first into sight; the canvas stays as it is."""
        chosen = self._model.selection_of(paths)
        flags = QItemSelectionModel.SelectionFlag
        self._following = True
        self.tree.selectionModel().select(chosen, flags.ClearAndSelect)
        if not chosen.isEmpty():
            self.tree.scrollTo(ranges(chosen)[0].topLeft())
        self._following = False

    def _select_nodes(self) -> None:
        """Select on the canvas what is selected here, as far as it is of the level shown there."""
        if self._following:
            return
        prefix = self._session.place.prefix
        paths = self._chosen()
        self._following = True
        self._session.select(path.removeprefix(prefix) for path in paths if path.startswith(prefix))
        self._following = False

    def _follow_selection(self) -> None:
        if self._following or self._stale or not self.isVisible():
            return
        prefix = self._session.place.prefix
        self._choose(prefix + name for name in self._session.selection)

    def _ask_where_to_export(self) -> None:
        folder = self._session.path.parent if self._session.path else documents()
        suggestion = folder / f"{proposed(self._session.project.name, tr('Summary table'))}.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Export the table"), str(suggestion), f"{tr('CSV files')} (*.csv)"
        )
        if chosen:
            self.export(Path(chosen))


def _tree(model: RowsModel) -> Tree:
    tree = Tree()
    tree.setModel(model)
    tree.setAccessibleName(tr("Summary table"))
    tree.setUniformRowHeights(True)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    tree.setSortingEnabled(True)
    # Qt would look at every row for each heading to draw it as chosen.
    tree.header().setSelectionModel(QItemSelectionModel(model, tree.header()))
    tree.header().setSortIndicatorClearable(True)
    tree.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    tree.header().setStretchLastSection(True)
    for column, width in enumerate(WIDTHS):
        tree.setColumnWidth(column, width)
    return tree
