"""What F1 is about: what the person is at, wherever the focus is in the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from studio.training.early_stopping import EarlyStopping
from studio.ui.explaining import NODE, TRAINING
from studio.ui.panels.data.panel import DataPanel
from studio.ui.panels.palette.palette import PalettePanel
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.problems.rows import ENTRY
from studio.ui.panels.summary.rows_model import ROW
from studio.ui.panels.summary.table import SummaryTable
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.session import Session
from studio.ui.widgets.form_row import FormRow


class Topic(NamedTuple):
    """A page of the help panel, empty for that of what is selected, and the parameter there to begin at."""

    page: str = ""
    parameter: str = ""


@dataclass(frozen=True)
class HelpTopics:
    """The layer chosen in the palette, the row of the table or of the problems, the setting of training or data; else
    what is selected.
    """

    session: Session
    palette: PalettePanel
    training: TrainingPanel
    table: SummaryTable
    problems: ProblemsPanel
    data: DataPanel
    guides: Mapping[str, QWidget]
    """Panels by the names of the pages that tell of them."""

    def of(self, focused: QWidget | None) -> Topic:
        """What is explained while this widget has the focus."""
        if focused is None:
            return Topic()
        parameter = _parameter(focused)
        if self.palette.isAncestorOf(focused):
            return Topic(self.palette.layers.current_kind())
        if self.training.isAncestorOf(focused):
            return Topic(self._of_training(focused), parameter)
        if self.data.isAncestorOf(focused):
            return Topic(TRAINING, parameter)
        if self.table.isAncestorOf(focused):
            row = self.table.tree.currentIndex().siblingAtColumn(0).data(ROW)
            return Topic(f"{NODE}{row.path}" if row is not None else "")
        if self.problems.isAncestorOf(focused):
            return Topic(self._of_problem())
        guide = next((name for name, panel in self.guides.items() if panel.isAncestorOf(focused)), "")
        return Topic(guide) if guide else Topic(parameter=parameter)

    def _of_problem(self) -> str:
        """The node with the problem chosen in the list; of what is wrong with no node, the training."""
        entry = self.problems.list.currentIndex().data(ENTRY)
        if entry is None:
            return ""
        node = entry.problems[0].node
        return TRAINING if node is None else f"{NODE}{node}"

    def _of_training(self, focused: QWidget) -> str:
        training = self.session.project.training
        panel = self.training
        explained = (
            (panel.loss, training.loss), (panel.optimizer, training.optimizer), (panel.schedule, training.schedule),
            (panel.average, training.average_weights),
            (panel.early_stopping, training.early_stopping or EarlyStopping()),
        )  # fmt: skip
        for choice, chosen in explained:
            if choice.isAncestorOf(focused):
                return chosen.kind
        return panel.metrics.list.word_of(focused) or TRAINING


def _parameter(focused: QWidget) -> str:
    """The parameter whose row has the focus."""
    widget: QWidget | None = focused
    while widget is not None and not isinstance(widget, FormRow):
        widget = widget.parentWidget()
    return widget.spec.name if isinstance(widget, FormRow) else ""
