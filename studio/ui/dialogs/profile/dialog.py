"""The dialog in which a network is measured, layer by layer, and held against a budget."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from studio.errors import StudioError
from studio.project import Project
from studio.text import paragraph, tr
from studio.ui.background.profile_trial import ProfileTrial
from studio.ui.dialogs.profile.changes import ChangeList
from studio.ui.dialogs.profile.roofline import Roofline
from studio.ui.dialogs.profile.table import ProfileTable
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.dropdown import Dropdown
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.number_box import NumberBox

SIZE = QSize(980, 640)
DEVICES = {"auto": tr("Fastest"), "cpu": tr("Processor"), "cuda": tr("NVIDIA card"), "mps": tr("Apple GPU")}
HEAT = {"": tr("Nothing"), "latency": tr("Time in use"), "step": tr("Time in training"), "memory": tr("Memory")}


class ProfileDialog(Dialog):
    """Measures on request, beside the window; what was found colours the cards while the dialog is open."""

    heat_changed = Signal(str, object)  # figure, "" for none, and the figure of each node by its path
    changes_wanted = Signal(object)  # settings to take over

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Profile"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.project = project
        self.trial = ProfileTrial(self)
        self.batch, self.device, self.heat = NumberBox(), _choice(DEVICES), _choice(HEAT)
        self.budget, self.measure_button = QLineEdit(), QPushButton(tr("Measure"))
        self.table, self.roofline, self.changes = ProfileTable(), Roofline(), ChangeList()
        self.message, self.told, self.busy = Message(), label("", tone="muted", wrap=True), busy_bar()
        self._assemble()
        self._connect()
        self.roofline.show_instead(tr("What the layers reach stands here once they are measured."))
        self.resize(SIZE)

    def offer_devices(self, kinds: Collection[str]) -> None:
        """Let only these devices be chosen, and the one that the project asks for."""
        for value in DEVICES:
            if value not in ("auto", self.project.training.device, *kinds):
                self.device.removeItem(self.device.findData(value))

    def stop(self) -> None:
        """Measure no longer, as when a training begins."""
        self.trial.stop()

    def done(self, result: int) -> None:
        """Give up what is not done yet, and leave the cards as they were."""
        self.trial.close()
        self.heat_changed.emit("", {})
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.trial.close()
        super().closeEvent(event)

    def _assemble(self) -> None:
        self.batch.setRange(1, 1_000_000)
        self.batch.setValue(self.project.training.batch_size)
        self.device.setCurrentIndex(self.device.findData(self.project.training.device))
        self.heat.setCurrentIndex(1)
        self.budget.setPlaceholderText(tr("5 ms or 8 GB"))
        self.measure_button.setProperty("kind", "primary")
        self.measure_button.setDefault(True)
        self.busy.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Profile"), 16, 600))
        column.addLayout(self._head())
        column.addWidget(self.busy)
        column.addWidget(self.message)
        column.addWidget(self.table, 3)
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(12)
        drawn = QVBoxLayout()
        drawn.setSpacing(4)
        about = tr(
            "Billions of operations a second over operations for each byte; the line is what the device could do."
        )
        drawn.addWidget(label(about, 12, tone="muted", wrap=True))
        drawn.addWidget(self.roofline, 1)
        row.addLayout(drawn, 1)
        row.addWidget(self.changes, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row, 4)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        fields = ((tr("Batch"), self.batch), (tr("Device"), self.device), (tr("Budget"), self.budget),
                  (tr("On the cards"), self.heat))  # fmt: skip
        for words, field in fields:
            name = QLabel(words)
            name.setBuddy(field)
            field.setAccessibleName(words)
            row.addWidget(name)
            row.addWidget(field)
        row.addStretch(1)
        row.addWidget(self.measure_button)
        return row

    def _connect(self) -> None:
        self.measure_button.clicked.connect(self.measure)
        self.heat.currentIndexChanged.connect(self._tell_heat)
        self.table.layer_chosen.connect(self.roofline.choose)
        self.changes.wanted.connect(self.changes_wanted)
        self.trial.grown.connect(self._show)
        self.trial.ended.connect(self._end)

    def measure(self) -> None:
        """Begin, or end what is going on."""
        from studio.project.budgets import Budget

        if self.trial.is_active:
            self.trial.stop()
            return
        written = self.budget.text().strip()
        try:
            budget = Budget.read(written) if written else None
        except StudioError as error:
            self.message.tell(error.message, error.remedy)
            self.budget.setFocus()
            return
        self.message.hide()
        self.changes.show_changes(())
        self.busy.show()
        self.measure_button.setText(tr("Stop"))
        self.trial.start(self.project, self.batch.value(), self.device.currentData(), budget)

    def _show(self) -> None:
        from studio.project.budgets import milliseconds

        profile, verdict = self.trial.profile, self.trial.verdict
        if profile is None:
            return
        if verdict is None:
            self.table.show_profile(profile, milliseconds)
            self.roofline.show_profile(profile)
            self._tell_heat()
            step = "–" if profile.step is None else milliseconds(profile.step.median)
            told = tr("A batch of {batch} on {device}: {forward} forward, {step} a step of training.",
                      batch=profile.batch, device=profile.device_name, forward=milliseconds(profile.forward.median),
                      step=step)  # fmt: skip
            self.told.setText(paragraph(told, *profile.notes))
            return
        kept = tr("{budget} is kept.", budget=verdict.budget.written)
        lost = tr("{budget} is not kept.", budget=verdict.budget.written)
        self.message.tell(
            kept if verdict.meets else lost, verdict.told, severity="success" if verdict.meets else "warning"
        )
        self.changes.show_changes(verdict.changes)

    def _end(self) -> None:
        self.busy.hide()
        self.measure_button.setText(tr("Measure"))
        if self.trial.failure is not None:
            self.message.tell(self.trial.failure.message, self.trial.failure.remedy)

    def _tell_heat(self) -> None:
        figure, profile = self.heat.currentData(), self.trial.profile
        self.heat_changed.emit(figure if profile else "", profile.heat(figure) if profile and figure else {})


def _choice(entries: Mapping[str, str]) -> Dropdown:
    choice = Dropdown()
    for value, title in entries.items():
        choice.addItem(str(title), value)
    return choice
