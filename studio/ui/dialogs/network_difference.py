"""The open network beside another: what was added, removed and changed, and what that costs; the canvas shows where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.errors import told_by
from studio.formatting.numbers import exact, storage
from studio.project import Project
from studio.text import tr
from studio.training.runs import values
from studio.training.runs.differences import shown
from studio.ui import theme
from studio.ui.background.pool import Channel
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.dropdown import Dropdown
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.reading_table import reading_table

if TYPE_CHECKING:
    from studio.project.difference import Difference
    from studio.training.runs.description import Description

SIZE = QSize(720, 520)
TITLES = (tr("Node"), tr("What"), tr("Parameters"), tr("MACs"), tr("Memory"))
EARLIER = {"saved": tr("As it was saved"), "step": tr("Before the last step"), "opened": tr("As it was opened")}
FILE = tr("Another file…")
KINDS = tr("Projects and networks (*.nns *.onnx)")
STATES = {"added": tr("new"), "removed": tr("gone"), "changed": tr("changed")}
TONES = {"added": "success", "removed": "error", "changed": "warning"}
FIGURES = {"parameters": tr("Parameters"), "macs": tr("MACs"), "activation_bytes": tr("Memory of a sample")}
NODE = Qt.ItemDataRole.UserRole


class Row(NamedTuple):
    """A node that differs, as the table has it."""

    name: str
    state: str
    what: str
    costs: tuple[str, ...]


class NetworkDifferenceDialog(Dialog):
    """Follows the open document; stands beside the window, which goes on working."""

    compared = Signal(object)  # the Difference; None when this is over
    node_wanted = Signal(str)  # path of a node

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Compare the network"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._others: list[Project | Path] = []
        self.found: Difference | None = None
        self.choice, self.table, self.message = Dropdown(), _table(), Message()
        self.choice.setAccessibleName(tr("Compare with"))
        self.told = label("", wrap=True)
        self.figures = label("", tone="muted", wrap=True)
        self.busy = busy_bar()
        self._assemble()
        self._fill_choice()
        self._channel = Channel(session.pool, "network-difference", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(self._fail)
        self.choice.activated.connect(self._choose)
        self.table.cellActivated.connect(self._lead)
        self.table.cellClicked.connect(self._lead)
        session.project_changed.connect(self._look)
        self._look()

    def compare_with(self, other: Path) -> None:
        """Compare with the network of a file, or of a run's folder."""
        self._offer(other.name, other)
        self.choice.setCurrentIndex(len(self._others) - 1)
        self._look()

    def done(self, result: int) -> None:
        """The canvas is as it was before."""
        self._channel.withdraw()
        self.compared.emit(None)
        super().done(result)

    def _assemble(self) -> None:
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(tr("The open network beside")))
        top.addWidget(self.choice, 1)
        bottom.addStretch(1)
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addLayout(top)
        for widget in (self.busy, self.message, self.told):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.figures)
        column.addLayout(bottom)
        self.resize(SIZE)

    def _fill_choice(self) -> None:
        for name, project in self._session.earlier.items():
            self._offer(EARLIER[name], project)
        for run in self._session.runs.runs:
            self._offer(tr("Run “{run}”", run=run.title), run.path)
        self.choice.addItem(FILE)

    def _offer(self, title: str, other: Project | Path) -> None:
        self.choice.insertItem(len(self._others), title)
        self._others.append(other)

    def _choose(self, place: int) -> None:
        if place < len(self._others):
            self._look()
            return
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Compare with"), "", KINDS)
        if chosen:
            self.compare_with(Path(chosen))

    def _look(self) -> None:
        place = self.choice.currentIndex()
        has_other = place < len(self._others)
        self.busy.setVisible(has_other)
        if has_other:
            session = self._session
            self._channel.ask(partial(_difference, self._others[place], session.project, tuple(session.runs.runs)))
        else:
            self.told.setText(tr("Choose what to compare with."))

    def _show(self, found: Difference) -> None:
        self.found = found
        self.busy.hide()
        self.message.hide()
        rows = list(_rows(found))
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate((row.name, row.what, *row.costs)):
                self.table.setItem(number, column, _item(text, row, column))
        same = tr("Both are the same network.") if not rows else ""
        self.told.setText("\n".join(filter(None, [same, *found.settings])))
        self.told.setVisible(bool(self.told.text()))
        self.figures.setText("\n".join(filter(None, (" · ".join(_figures(found)), " · ".join(_results(found))))))
        self.compared.emit(found)

    def _fail(self, error: Exception) -> None:
        self.busy.hide()
        self.table.setRowCount(0)
        self.compared.emit(None)
        self.message.tell(*told_by(error, tr("They cannot be compared: {reason}.", reason=error)))

    def _lead(self, row: int, _: int) -> None:
        item = self.table.item(row, 0)
        if item is not None and self.found is not None and item.data(NODE) not in self.found.removed:
            self.node_wanted.emit(item.data(NODE))


def _rows(found: Difference) -> Iterator[Row]:
    for state, nodes in (("removed", found.removed), ("added", found.added)):
        for name, layer in nodes.items():
            yield Row(name, state, f"{STATES[state]}: {layer}", _costs(found, name))
    for name, changes in found.changed.items():
        said = tr(", ").join(f"{what} {_value(old)} → {_value(new)}" for what, (old, new) in changes.items())
        yield Row(name, "changed", said, _costs(found, name))
    for name in found.resized:
        yield Row(name, "changed", tr("takes another size"), _costs(found, name))
    for name, apart in found.reweighted.items():
        yield Row(
            name, "changed", tr("other weights, at most {apart} apart", apart=f"{apart:.3g}"), _costs(found, name)
        )


def _value(value: object) -> str:
    """What was set, or what leads in."""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return tr(", ").join(value)
    return shown(value)


def _costs(found: Difference, name: str) -> tuple[str, ...]:
    costs: Mapping[str, tuple[int | None, int | None]] = found.costs.get(name, {})
    return tuple(_delta(costs.get(figure, (0, 0)), figure) for figure in FIGURES)


def _delta(pair: tuple[int | None, int | None], figure: str) -> str:
    old, new = pair
    if old is None or new is None:
        return tr("unknown")
    said = _said(abs(new - old), figure)
    return "" if new == old else f"+{said}" if new > old else f"−{said}"


def _said(count: int, figure: str) -> str:
    return storage(count) if figure == "activation_bytes" else exact(count)


def _figures(found: Difference) -> Iterator[str]:
    """The sums of both, and their difference."""
    for figure, (old, new) in found.figures.items():
        if old is None or new is None or old == new:
            continue
        told = {"old": _said(old, figure), "new": _said(new, figure), "delta": _delta((old, new), figure)}
        yield tr("{what} {old} → {new} ({delta})", what=FIGURES[figure], **told)


def _results(found: Difference) -> Iterator[str]:
    """The metrics of the runs of both networks."""
    for name, (old, new) in found.results.items():
        yield tr(
            "{what} {old} → {new}", what=values.label(name), old=values.words(name, old), new=values.words(name, new)
        )


def _item(text: str, row: Row, column: int) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(tooltip(text))
    item.setData(NODE, row.name)
    if column == 0:
        item.setForeground(QColor(getattr(theme.current(), TONES[row.state])))
    if column > 1:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _table() -> QTableWidget:
    table = reading_table(tr("Differences"), TITLES)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setWordWrap(False)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    for column in range(len(TITLES)):
        side = Qt.AlignmentFlag.AlignRight if column > 1 else Qt.AlignmentFlag.AlignLeft
        heading = table.horizontalHeaderItem(column)
        assert heading is not None
        heading.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return table


def _difference(other: Project | Path, project: Project, runs: Sequence[Description]) -> Difference:
    from studio.project.difference import between, results_beside, side

    found = between(side(other) if isinstance(other, Path) else other, project)
    return replace(found, results=results_beside(other, project, runs))
