"""What is looked at: which run, which of its checkpoints, which split, and what it is compared with."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from studio.formatting.moments import ago
from studio.formatting.numbers import exact
from studio.text import in_language, tr
from studio.training.runs.checkpoint_index import choices
from studio.training.runs.description import Description
from studio.ui.background.evaluation_look import Laid, Subject
from studio.ui.widgets.dropdown import Dropdown
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.text import WordField

SPLITS = {"test": tr("Test"), "validation": tr("Validation"), "train": tr("Training")}


class SubjectBar(QWidget):
    """Tells what a person chooses; shows what is laid open."""

    chosen = Signal(object)  # Subject
    other_chosen = Signal(object)  # Path of a run to compare with, None for none
    evaluate_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[Description, ...] = ()
        self._subject: Subject | None = None
        self._other: Path | None = None
        self._can_compare = False
        self.run_field, self.other_field = Dropdown(), Dropdown()
        self.checkpoint_field, self.split_field = WordField({}), WordField({})
        self.evaluate_button = QPushButton(tr("Evaluate"))
        self.evaluate_button.setProperty("kind", "primary")
        self.save_button = icon_button("export", tr("Save tables and plots"))
        self._assemble()
        self.run_field.activated.connect(self._choose_run)
        self.other_field.activated.connect(self._choose_other)
        self.checkpoint_field.edited.connect(lambda _: self._choose())
        self.split_field.edited.connect(lambda _: self._choose())
        self.evaluate_button.clicked.connect(self.evaluate_wanted)

    def show_runs(self, runs: Sequence[Description], subject: Subject | None) -> None:
        """Offer these runs; that of the subject is the one chosen."""
        self._runs, self._subject = tuple(runs), subject
        now = time.time()
        words = [f"{run.title} · {ago(run.began, now)}" for run in runs]
        for field, first in ((self.run_field, []), (self.other_field, [tr("Compare with…")])):
            field.clear()
            field.addItems([*first, *words])
        paths = [run.path for run in runs]
        self.run_field.setCurrentIndex(paths.index(subject.folder) if subject and subject.folder in paths else -1)
        self.other_field.setCurrentIndex(1 + paths.index(self._other) if self._other in paths else 0)
        self._show_other_field()

    def show_laid(self, laid: Laid | None, *, can_compare: bool) -> None:
        """Offer the checkpoints and splits of what is laid open."""
        self._subject = self._subject if laid is None else laid.subject
        offer = None if laid is None else laid.offer
        epochs = {} if offer is None else dict(offer.epochs)
        self.checkpoint_field.offer({words: which for which, words in choices(epochs).items()})
        counts = {} if offer is None else offer.splits
        self.split_field.offer({f"{in_language(SPLITS[name])} ({exact(n)})": name for name, n in counts.items()})
        # Of a run that is not in the list; and nothing is empty while it is not known yet.
        self.run_field.setPlaceholderText(tr("Reading …") if offer is None else offer.title)
        if laid is not None:
            self.checkpoint_field.set_value(laid.subject.which)
            self.split_field.set_value(laid.subject.split)
        for field in (self.checkpoint_field, self.split_field):
            field.setEnabled(laid is not None)
            if laid is None:
                field.setPlaceholderText("…")
        self._can_compare = can_compare
        self._show_other_field()

    def _show_other_field(self) -> None:
        self.other_field.setVisible(self._can_compare and len(self._runs) > 1)

    def show_other(self, path: Path | None) -> None:
        """This run is compared with from now on; None for none."""
        self._other = path
        paths = [run.path for run in self._runs]
        self.other_field.setCurrentIndex(1 + paths.index(path) if path in paths else 0)

    def _assemble(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 4)
        row.setSpacing(8)
        named = ((self.run_field, tr("Run"), 4, 320), (self.checkpoint_field, tr("Checkpoint"), 2, 160),
                 (self.split_field, tr("Split of the data"), 2, 150),
                 (self.other_field, tr("Compare with"), 2, 200))  # fmt: skip
        for field, name, stretch, widest in named:
            field.setAccessibleName(name)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(6)
            field.setMaximumWidth(widest)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(field, stretch)
        row.addStretch(1)
        row.addWidget(self.evaluate_button)
        row.addWidget(self.save_button)

    def _choose_run(self, at: int) -> None:
        self.chosen.emit(Subject(self._runs[at].path))

    def _choose_other(self, at: int) -> None:
        self.other_chosen.emit(None if at == 0 else self._runs[at - 1].path)

    def _choose(self) -> None:
        if self._subject is not None:
            which, split = str(self.checkpoint_field.value()), str(self.split_field.value())
            self.chosen.emit(Subject(self._subject.folder, which, split))
