"""Back-propagation held against numeric gradients, parameter by parameter, while the window goes on working."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.formatting.numbers import exact
from studio.project import Project
from studio.text import tr
from studio.ui.background.pool import Pool
from studio.ui.background.progress import Progress
from studio.ui.dialogs.answer import AnswerDialog
from studio.ui.widgets.reading_table import reading_table

if TYPE_CHECKING:
    from studio.project.gradient_checking import GradientReport

SIZE = QSize(640, 520)
TITLES = (tr("Parameter"), tr("Checked"), tr("Of"), tr("Relative error"))


class GradientCheckDialog(AnswerDialog):
    """Begins at once."""

    def __init__(self, project: Project, pool: Pool, parent: QWidget | None = None) -> None:
        """The project has its data where they lie."""
        self.report: GradientReport | None = None
        self.table = _table()
        about = tr("Each parameter is moved a little, and what that does to the loss is compared with its gradient.")
        super().__init__(tr("Check gradients"), about, self.table, SIZE, parent)
        self.ask(pool, "gradients", partial(_checked, project))

    def show_answer(self, report: GradientReport) -> None:
        """A row for each parameter."""
        self.report = report
        found = report.found
        self.table.setRowCount(len(found.parameters))
        for row, each in enumerate(found.parameters):
            cells = (each.name, exact(each.entries), exact(each.numbers), f"{each.relative_error:.1e}")
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_side(column))
                self.table.setItem(row, column, item)
        told = {"numeric": f"{found.numeric_seconds:.3g}", "backprop": f"{found.backprop_seconds:.3g}"}
        took = tr("Numeric differences took {numeric} s, back-propagation {backprop} s for all parameters.", **told)
        self.told.setText("\n".join([str(took), *report.notes]))


def _table() -> QTableWidget:
    table = reading_table(tr("Gradients"), TITLES)
    for column in range(len(TITLES)):
        title = table.horizontalHeaderItem(column)
        assert title is not None
        title.setTextAlignment(_side(column))
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table


def _side(column: int) -> Qt.AlignmentFlag:
    """Names begin at the left, numbers end at the right, and so do the titles above them."""
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _checked(project: Project, progress: Progress) -> GradientReport:
    from studio.project.export import outlined
    from studio.project.gradient_checking import gradient_check

    return gradient_check(outlined(project), check=progress.check)
