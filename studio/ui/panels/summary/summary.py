"""The network's totals, always in sight: one line of figures and whether it is ready to train."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from studio.formatting import numbers
from studio.graph import Severity
from studio.project import Project
from studio.project.diagnostics.entries import tally
from studio.project.readiness import Step, next_step
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.pill import Pill
from studio.ui.widgets.readout import UNKNOWN

if TYPE_CHECKING:
    pass

HEIGHT = 36
GAP = 20


class SummaryBar(QWidget):
    """Figures of the latest analysis. Where room is short, the less important figures step back."""

    problems_requested = Signal()
    step_requested = Signal()  # what lies before the training

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.parameters = Figure(tr("Parameters"))
        self.macs = Figure(tr("MACs"))
        self.memory = Figure(tr("Activations"))
        self.layers = Figure(tr("Layers"))
        self.trainable = Figure(tr("Trainable"))
        self._by_importance = (self.parameters, self.macs, self.memory, self.layers, self.trainable)
        self.state = Pill(tr("Looking …"), icon="clock", pressable=True)
        self.state.clicked.connect(self._lead_on)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 0, 12, 0)
        self._line.setSpacing(GAP)
        self._line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for figure in (self.layers, self.parameters, self.trainable, self.macs, self.memory):
            self._line.addWidget(figure)
        self._line.addStretch(1)
        self._line.addWidget(self.state)
        session.examined.connect(self._show)
        session.project_changed.connect(self._follow)
        self._show_layers(session.project)
        if session.analysis is not None:
            self._show()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _follow(self, before: Project, now: Project) -> None:
        self._show_layers(now)
        if now.data is not before.data:
            self._show_problems()

    def _show_layers(self, now: Project) -> None:
        self.layers.show_value(numbers.exact(len(now.graph)), tr("Layers, with inputs and outputs"))

    def _show(self) -> None:
        analysis = self._session.analysis
        if analysis is None:
            for figure in (self.parameters, self.trainable, self.macs, self.memory):
                figure.show_value(UNKNOWN, "")
            self._show_problems()
            return
        total = analysis.total
        self.parameters.show_value(
            numbers.compact(total.parameters), tr("{count} parameters", count=numbers.exact(total.parameters))
        )
        self.trainable.show_value(
            numbers.compact(total.trainable_parameters),
            tr("{count} parameters that training changes", count=numbers.exact(total.trainable_parameters)),
        )
        self.macs.show_value(
            numbers.compact(total.macs),
            tr("{count} multiply-accumulates for one sample", count=numbers.exact(total.macs)),
        )
        self.memory.show_value(
            numbers.storage(total.activation_bytes),
            tr(
                "{count} bytes for what the layers hand on, for one sample", count=numbers.exact(total.activation_bytes)
            ),
        )
        self._show_problems()

    def _show_problems(self) -> None:
        found = Counter(map(attrgetter("severity"), self._session.problems))
        self._show_state(found)
        self._fit()

    @property
    def _step(self) -> Step | None:
        return next_step(self._session.project, self._session.problems)

    def _lead_on(self) -> None:
        """To what lies before the training, or else to the problems."""
        (self.step_requested if self._step is not None else self.problems_requested).emit()

    def _show_state(self, found: Counter[Severity]) -> None:
        step = self._step
        if self._session.analysis is None:
            self.state.show_text(tr("Looking …"), "neutral", "clock")
        elif step is not None:
            self.state.show_text(step.words, "info", "folder" if step.chooses == "folder" else "data")
        elif not self._session.project.graph:
            self.state.show_text(tr("Empty network"), "neutral", "info")
        elif found["error"]:
            self.state.show_text(tally("error", found["error"]), "error", "error")
        elif found["warning"]:
            self.state.show_text(tally("warning", found["warning"]), "warning", "warning")
        else:
            self.state.show_text(tr("Ready to train"), "success", "success")

    def _fit(self) -> None:
        room = self.width() - 28 - self.state.sizeHint().width() - GAP
        for figure in self._by_importance:
            room -= figure.sizeHint().width() + GAP
            figure.setVisible(room >= -GAP)


class Figure(QWidget):
    """A number after its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.text = UNKNOWN
        self._shown = self.text, ""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_value(self, text: str, detail: str) -> None:
        """Show a number; `detail` is told on pointing at it."""
        if (text, detail) == self._shown:
            return
        self._shown, self.text = (text, detail), text
        self.setToolTip(tooltip(detail))
        self.setAccessibleName(f"{self._name}: {text}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            self._name_width() + 6 + QFontMetrics(theme.font(13, 600)).horizontalAdvance(self.text) + 1, HEIGHT
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(colours.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._name)
        painter.setFont(theme.font(13, 600))
        painter.setPen(QColor(colours.text))
        box = self.rect().adjusted(self._name_width() + 6, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text)

    def _name_width(self) -> int:
        return QFontMetrics(theme.font(12)).horizontalAdvance(self._name)
