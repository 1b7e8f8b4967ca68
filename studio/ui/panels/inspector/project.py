"""The inspector's page while nothing is selected: the project's name, the network's totals, its data and training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.formatting import numbers
from studio.graph import EditError
from studio.layers import Declaration, fields, format_value
from studio.project import Project
from studio.text import tr
from studio.training.choices import OPTIONAL
from studio.ui.panels.inspector.header import Header
from studio.ui.panels.inspector.node_readouts import CostReadouts
from studio.ui.session import Session
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.readout import UNKNOWN, Readout
from studio.ui.widgets.section import Section
from studio.ui.widgets.tile import APP

if TYPE_CHECKING:
    from studio.training.footprint import Footprint

LONGEST_NAME = 120


class ProjectPage(QWidget):
    """Edits the project's name; the rest is to read."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._project: Project | None = None
        self.header = Header(_check_name)
        self.header.renamed.connect(self._rename)
        self.layers = Readout(tr("Layers"))
        self.links = Readout(tr("Links"))
        self.costs = CostReadouts(shares=False)
        self._memory = _Lines()
        self._data = _Lines()
        self._training = _Lines()
        network = QWidget()
        lines = QVBoxLayout(network)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for line in (self.layers, self.links, self.costs):
            lines.addWidget(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Section(tr("Network"), network))
        column.addWidget(Section(tr("Memory for training"), self._memory))
        column.addWidget(Section(tr("Data"), self._data))
        column.addWidget(Section(tr("Training"), self._training))
        column.addStretch(1)

    def refresh(self) -> None:
        """Show the present project."""
        project = self._session.project
        if project is not self._project:
            self._project = project
            self.header.show_name(project.name, tr("Project"), APP)
            links = sum(map(len, project.graph.consumers.values()))
            self.layers.show_value(numbers.exact(len(project.graph)))
            self.links.show_value(numbers.exact(links))
            self._data.show_lines(_data_lines(project))
            self._training.show_lines(_training_lines(project))
        self.refresh_readouts()

    def refresh_readouts(self) -> None:
        """Show the latest totals."""
        analysis = self._session.analysis
        self.costs.show_costs(analysis.total if analysis is not None else None, None)
        self._memory.show_lines(_memory_lines(self._session.further.known.footprint))

    def focus_name(self) -> None:
        """Put the cursor into the name."""
        self.header.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.name.selectAll()

    def _rename(self, name: str) -> None:
        self._session.apply(
            tr("Name the project {name}", name=name.strip()), replace(self._session.project, name=name.strip())
        )


class _Lines(QWidget):
    """Read-outs one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, str]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: list[tuple[str, str]]) -> None:
        if lines == self._shown:
            return
        self._shown = lines
        clear(self._column)
        for name, text in lines:
            line = Readout(name)
            line.show_value(text, text)
            self._column.addWidget(line)


def _memory_lines(needed: Footprint | None) -> list[tuple[str, str]]:
    if needed is None:
        return [(tr("Needed"), UNKNOWN)]
    parts, batch = needed.memory, needed.batch_size
    lines = [
        (tr("Needed for batches of {batch}", batch=batch), needed.training_bytes),
        (tr("Weights"), parts.weights),
        (tr("Gradients"), parts.gradients),
        (tr("Optimizer state"), parts.optimizer_state),
        (tr("Saved activations"), batch * parts.saved_bytes),
        (tr("Working activations"), batch * parts.working_bytes),
    ]
    told: list[tuple[str, str]] = [(name, numbers.storage(size)) for name, size in lines]
    if needed.largest_batch is not None:
        told.append((tr("Largest batch on {device}", device=needed.device), numbers.exact(needed.largest_batch)))
    return told


def _data_lines(project: Project) -> list[tuple[str, str]]:
    return [(tr("Source"), project.data.title), *_parameter_lines(project.data)]


def _training_lines(project: Project) -> list[tuple[str, str]]:
    training = project.training
    return [
        (tr("Loss"), training.loss.title),
        (tr("Optimizer"), training.optimizer.title),
        (tr("Schedule"), training.schedule.title),
        (tr("Average"), training.average_weights.title),
        *((each.title, _switched(getattr(training, name))) for name, each in OPTIONAL.items()),
        *_parameter_lines(training, without=(*OPTIONAL, "steps" if training.steps is None else "epochs")),
    ]


def _switched(chosen: Declaration | None) -> str:
    """What a setting is that is on or off with parameters of its own."""
    return format_value(False) if chosen is None else chosen.label()


def _parameter_lines(declaration: Declaration, without: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Label and value of each parameter that is not a declaration itself, nor told otherwise."""
    return [
        (spec.label, format_value(value) or tr("not chosen"))
        for spec in fields(type(declaration))
        if spec.name not in without
        if not isinstance(value := getattr(declaration, spec.name), Declaration)
    ]


def _check_name(name: str) -> None:
    if not name.strip():
        raise EditError(tr("A project needs a name."), tr("Type one, such as LeNet-5."))
    if len(name.strip()) > LONGEST_NAME:
        raise EditError(
            tr("The name is longer than {most} characters.", most=LONGEST_NAME),
            tr("Choose a shorter one."),
        )
