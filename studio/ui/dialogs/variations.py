"""Asks which variations of a project to train: settings with their values, and seeds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.project import Project
from studio.project.settable import settable
from studio.text import ntr, tr
from studio.training.errors import TrainingError
from studio.ui import theme
from studio.ui.background.sweep_job import Variations, counted
from studio.ui.plain_text import tooltip
from studio.ui.widgets.label import label

FIRST = "training.optimizer.lr"
MOST_SEEDS, MOST_JOBS = 1000, 256


class Setting(QWidget):
    """The name of a setting, and its values between commas."""

    changed = Signal()
    removed = Signal()

    def __init__(self, names: list[str], name: str = "") -> None:
        super().__init__()
        self.name, self.values = QLineEdit(name), QLineEdit()
        self.name.setPlaceholderText(tr("Setting, such as {name}", name=FIRST))
        self.values.setPlaceholderText(tr("Values, such as {values}", values="0.01, 0.1"))
        self.name.setAccessibleName(tr("Setting"))
        self.values.setAccessibleName(tr("Values between commas"))
        completer = QCompleter(names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.name.setCompleter(completer)
        self.remove_button = QToolButton()
        self.remove_button.setIcon(theme.icon("minus"))
        self.remove_button.setToolTip(tooltip(tr("Leave this setting as it is")))
        self.remove_button.setAccessibleName(tr("Leave this setting as it is"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 3)
        row.addWidget(self.values, 2)
        row.addWidget(self.remove_button)
        self.name.textChanged.connect(lambda _: self.changed.emit())
        self.values.textChanged.connect(lambda _: self.changed.emit())
        self.remove_button.clicked.connect(self.removed)

    @property
    def written(self) -> str:
        """As the command line has it; "" while nothing is typed."""
        name, values = self.name.text().strip(), self.values.text().strip()
        return f"{name}={values}" if name or values else ""


class VariationsDialog(QDialog):
    """Says at once how many runs it comes to, or what is wrong."""

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self._project = project
        self._names = list(settable(project))
        self.settings: list[Setting] = []
        self.seeds = QSpinBox(minimum=1, maximum=MOST_SEEDS)
        self.jobs = QSpinBox(minimum=1, maximum=MOST_JOBS)
        self.add_button = QPushButton(theme.icon("plus"), tr("Vary another setting"))
        self.add_button.setProperty("kind", "plain")
        self.told = label("", 12, tone="muted", wrap=True)
        keys = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(keys.Ok | keys.Cancel)
        self.train_button = buttons.button(keys.Ok)
        self.train_button.setText(tr("Train them"))
        self.train_button.setProperty("kind", "primary")
        buttons.button(keys.Cancel).setText(tr("Cancel"))
        self._rows = QVBoxLayout()
        self._assemble(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.add_button.clicked.connect(lambda: self.add())
        self.seeds.valueChanged.connect(lambda _: self._count())
        self.add(FIRST).values.setFocus()

    @property
    def wanted(self) -> Variations:
        """What is asked for."""
        written = tuple(filter(None, (setting.written for setting in self.settings)))
        return Variations(written, self.seeds.value(), self.jobs.value())

    def add(self, name: str = "") -> Setting:
        """Have a row for another setting."""
        setting = Setting(self._names, name)
        self.settings.append(setting)
        self._rows.addWidget(setting)
        setting.changed.connect(self._count)
        setting.removed.connect(lambda: self._remove(setting))
        setting.name.setFocus()
        self._count()
        return setting

    def _remove(self, setting: Setting) -> None:
        self.settings.remove(setting)
        setting.deleteLater()
        self._count()

    def _assemble(self, buttons: QDialogButtonBox) -> None:
        about = tr("Every combination of the values is trained with each seed. The runs stand in the list of runs.")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(tr("Train variations"), 16, 600))
        column.addWidget(label(about, 12, tone="muted", wrap=True))
        column.addSpacing(4)
        column.addLayout(self._rows)
        column.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        form = QFormLayout()
        form.addRow(tr("Seeds of each"), self.seeds)
        form.addRow(tr("Runs at once"), self.jobs)
        column.addLayout(form)
        column.addWidget(self.told)
        column.addSpacing(8)
        column.addWidget(buttons)
        self.setMinimumWidth(560)

    def _count(self) -> None:
        """Say how many runs there will be; nothing is trained while a setting cannot be."""
        wanted = self.wanted
        try:
            count = counted(self._project, wanted.settings, wanted.seeds)
        except TrainingError as error:
            self.told.setText(str(error))
            self.train_button.setEnabled(False)
            return
        self.told.setText(ntr("{count} run", "{count} runs", count))
        self.train_button.setEnabled(bool(wanted.settings) or wanted.seeds > 1)
