"""What F1 is about: what the person is at, wherever the focus is in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from studio.ui.explaining import NODE, TRAINING
from studio.ui.panels.problems.rows import ENTRY
from studio.ui.panels.summary.table import ROW
from studio.ui.widgets.form_row import FormRow

if TYPE_CHECKING:
    from studio.ui.window.main_window import MainWindow


class Topic(NamedTuple):
    """A page of the help panel, empty for that of what is selected, and the parameter there to begin at."""

    page: str = ""
    parameter: str = ""


def topic_of(window: MainWindow) -> Topic:
    """The layer chosen in the palette, the row of the table or of the problems, the setting of the training; else what
    is selected.
    """
    focused = window.focusWidget()
    if focused is None:
        return Topic()
    parameter = _parameter(focused)
    if window.layers.isAncestorOf(focused):
        return Topic(window.layers.layers.current_kind())
    if window.training.isAncestorOf(focused):
        return Topic(_of_training(window, focused), parameter)
    if window.table.isAncestorOf(focused):
        row = window.table.tree.currentIndex().siblingAtColumn(0).data(ROW)
        return Topic(f"{NODE}{row.path}" if row is not None else "")
    if window.problems.isAncestorOf(focused):
        return Topic(_of_problem(window))
    return Topic(parameter=parameter)


def _of_problem(window: MainWindow) -> str:
    """The node with the problem chosen in the list; of what is wrong with no node, the training."""
    entry = window.problems.list.currentIndex().data(ENTRY)
    if entry is None:
        return ""
    node = entry.problems[0].node
    return TRAINING if node is None else f"{NODE}{node}"


def _of_training(window: MainWindow, focused: QWidget) -> str:
    training = window.session.project.training
    for choice, chosen in ((window.training.loss, training.loss), (window.training.optimizer, training.optimizer)):
        if choice.isAncestorOf(focused):
            return chosen.kind
    return TRAINING


def _parameter(focused: QWidget) -> str:
    """The parameter whose row has the focus."""
    widget: QWidget | None = focused
    while widget is not None and not isinstance(widget, FormRow):
        widget = widget.parentWidget()
    return widget.spec.name if isinstance(widget, FormRow) else ""
