"""Back-propagation held against numeric gradients, parameter by parameter, while the window goes on working."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.formatting.numbers import exact
from studio.project import Project
from studio.text import tr
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.progress import Progress
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message

if TYPE_CHECKING:
    from studio.project.gradient_checking import GradientReport

SIZE = QSize(640, 520)
TITLES = (tr("Parameter"), tr("Checked"), tr("Of"), tr("Relative error"))


class GradientCheckDialog(QDialog):
    """Begins at once; closing it gives the work up."""

    def __init__(self, project: Project, pool: Pool, parent: QWidget | None = None) -> None:
        """The project has its data where they lie."""
        super().__init__(parent)
        self.setWindowTitle(tr("Check gradients"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._progress = Progress()
        self.report: GradientReport | None = None
        self.told = label(tr("Each parameter is moved a little, and what that does to the loss is compared with its "
                             "gradient."), tone="muted", wrap=True)  # fmt: skip
        self.message = Message()
        self.table = _table()
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(tr("Check gradients"), 16, 600))
        for widget in (self.told, self.message, self.busy):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        self.resize(SIZE)
        self._channel = Channel(pool, "gradients", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(self._fail)
        self._channel.ask(partial(_checked, project, self._progress))

    def done(self, result: int) -> None:
        """Give up what is not done yet."""
        self._progress.give_up()
        self._channel.withdraw()
        super().done(result)

    def _show(self, report: GradientReport) -> None:
        self.report = report
        self.busy.hide()
        found = report.found
        self.table.setRowCount(len(found.parameters))
        for row, each in enumerate(found.parameters):
            cells = (each.name, exact(each.entries), exact(each.numbers), f"{each.relative_error:.1e}")
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        told = {"numeric": f"{found.numeric_seconds:.3g}", "backprop": f"{found.backprop_seconds:.3g}"}
        took = tr("Numeric differences took {numeric} s, back-propagation {backprop} s for all parameters.", **told)
        self.told.setText("\n".join([str(took), *report.notes]))

    def _fail(self, error: Exception) -> None:
        self.busy.hide()
        self.message.tell(getattr(error, "message", "") or str(error), getattr(error, "remedy", ""))


def _table() -> QTableWidget:
    table = QTableWidget(0, len(TITLES))
    table.setHorizontalHeaderLabels(list(map(str, TITLES)))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table


def _checked(project: Project, progress: Progress) -> GradientReport:
    from studio.project.export import outlined
    from studio.project.gradient_checking import gradient_check

    return gradient_check(outlined(project), check=progress.check)
