"""Asks which variations of a project to train: settings with their values, how they are chosen, and seeds."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.errors import told_by
from studio.project import Project
from studio.project.settable import settable
from studio.project.sweeps.amount import Amount
from studio.text import half_width, in_language, ntr, paragraph, tr
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.sweep_job import Variations, unfinished_sets_of
from studio.ui.dialogs.unfinished_sets import UnfinishedSets
from studio.ui.plain_text import tooltip
from studio.ui.widgets.choice import Parameters
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart

FIRST = "training.optimizer.lr"
VALUES = tr("Values, such as {values}", values="0.01, 0.1")


class Setting(QWidget):
    """The name of a setting, and its values between commas."""

    changed = Signal()
    removed = Signal()

    def __init__(self, names: list[str], name: str = "") -> None:
        super().__init__()
        self.name, self.values = QLineEdit(name), QLineEdit()
        self.name.setPlaceholderText(tr("Setting, such as {name}", name=FIRST))
        self.show_example(ranges=False)
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

    def show_example(self, *, ranges: bool) -> None:
        """Say what may be typed: values, or ranges too that values are drawn from."""
        example = tr("Values or a range, such as {values}", values="0.001..0.1") if ranges else VALUES
        self.values.setPlaceholderText(in_language(example))

    @property
    def written(self) -> str:
        """As the command line has it; "" while nothing is typed."""
        name, values = self.name.text().strip(), half_width(self.values.text()).strip()
        return f"{name}={values}" if name or values else ""


class VariationsDialog(Dialog):
    """Says how many runs it comes to, or what is wrong; offers to go on with sets that lack some."""

    def __init__(self, project: Project, path: Path | None, pool: Pool, parent: QWidget | None = None) -> None:
        """`path` is the project's file."""
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self._project = project
        self._names = list(settable(project))
        self.settings: list[Setting] = []
        self._amount = Amount()
        self._is_untouched = True
        self.unfinished = UnfinishedSets()
        self.choices = Parameters(self._amount, ("method",))
        self.count = Parameters(self._amount, ("count",))
        self.amount = Parameters(self._amount, ("seeds", "jobs"))
        self.add_button = QPushButton(theme.icon("plus"), tr("Vary another setting"))
        self.add_button.setProperty("kind", "plain")
        self.told = label("", 12, tone="muted", wrap=True)
        self.wrong = label("", 12, tone="error", wrap=True)
        self.train_button, self.cancel_button = QPushButton(tr("Train them")), QPushButton(tr("Cancel"))
        self.train_button.setProperty("kind", "primary")
        for button in (self.add_button, self.train_button, self.cancel_button):
            button.setAutoDefault(False)  # the Enter key ends typing in a field
        self._rows = QVBoxLayout()
        self._assemble()
        self._connect(pool)
        self.add(FIRST).values.setFocus()
        self._sets.ask(partial(unfinished_sets_of, project, path))

    @property
    def wanted(self) -> Variations:
        """What is asked for."""
        written = tuple(filter(None, (setting.written for setting in self.settings)))
        return Variations(written, self._amount)

    @property
    def to_go_on(self) -> Path | None:
        """The folder of the set to go on with, in place of a new one."""
        return self.unfinished.wanted

    def add(self, name: str = "") -> Setting:
        """Have a row for another setting."""
        setting = Setting(self._names, name)
        self.settings.append(setting)
        self._rows.addWidget(setting)
        setting.changed.connect(self._touch)
        setting.removed.connect(lambda: self._remove(setting))
        setting.name.setFocus()
        self._count()
        return setting

    def _touch(self) -> None:
        """A person has begun to say what is wanted."""
        self._is_untouched = False
        self._count()

    def _remove(self, setting: Setting) -> None:
        self.settings.remove(setting)
        setting.deleteLater()
        self._count()

    def _assemble(self) -> None:
        about = tr("Each choice of values is trained with each seed. The runs stand in the list of runs.")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(tr("Train variations"), 16, 600))
        column.addWidget(label(about, 12, tone="muted", wrap=True))
        column.addWidget(self.unfinished)
        column.addSpacing(4)
        column.addLayout(self._rows)
        column.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        for part in (self.choices, self.count, self.amount, self.told, self.wrong):
            column.addWidget(part)
        column.addSpacing(8)
        column.addLayout(apart(None, self.cancel_button, self.train_button))
        self.setMinimumWidth(560)
        self.count.hide()

    def _connect(self, pool: Pool) -> None:
        self._sets = Channel(pool, "unfinished-sets", self)
        self._sets.answered.connect(self.unfinished.show_sets)
        self._counting = Channel(pool, "variations", self)
        self._counting.answered.connect(self._show_count)
        self._counting.failed.connect(self._refuse)
        self.train_button.clicked.connect(self.accept)
        self.unfinished.chosen.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        self.add_button.clicked.connect(lambda: self.add())
        for parameters in (self.choices, self.count, self.amount):
            parameters.edited.connect(self._change_amount)

    def _change_amount(self, step: str, amount: Amount, going_on: bool) -> None:
        self._amount = amount
        for parameters in (self.choices, self.count, self.amount):
            parameters.show_value(amount)
        self.count.setVisible(amount.method != "grid")
        for setting in self.settings:
            setting.show_example(ranges=amount.method != "grid")
        self._touch()

    def _count(self) -> None:
        """Find out how many runs there will be; nothing is trained while a setting cannot be."""
        self.train_button.setEnabled(False)
        self._counting.ask(partial(self.wanted.count, self._project))

    def _show_count(self, count: int) -> None:
        wanted = self.wanted
        told = ntr("{count} run", "{count} runs", count)
        if wanted.amount.method == "optuna":
            told = ntr(
                "At most {count} run, chosen by the losses of those before; hopeless ones are given up early.",
                "At most {count} runs, chosen by the losses of those before; hopeless ones are given up early.",
                count,
            )
        self._tell(told, "")
        self.train_button.setEnabled(bool(wanted.settings) or wanted.amount.seeds > 1)

    def _refuse(self, error: Exception) -> None:
        told = paragraph(*told_by(error))
        if self._is_untouched:
            self._tell(tr("Say which values to try."), "")  # nothing is wrong yet
        else:
            self._tell("", told)

    def _tell(self, told: str, wrong: str) -> None:
        for line, words in ((self.told, told), (self.wrong, wrong)):
            line.setText(words)
            line.setVisible(bool(words))
