"""Takes the network away: format, place, weights, and then the result of the check."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.formatting.numbers import storage
from studio.paths import documents
from studio.project import Project
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.question import Answer, ask
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from studio.project.export import Exported, Fit

FORMATS = {
    "ONNX": (".onnx", "Runs anywhere ONNX does; checked with onnxruntime against PyTorch before it is written."),
    "PyTorch": (".py", "A readable Python module with one class. Its state_dict has the keys of the trained weights."),
}

WEIGHTS = {
    "none": ("warning", "Untrained weights", "This network has not been trained yet: the file will guess."),
    "same": ("success", "Trained weights", "Those of the best epoch of the last training."),
    "changed": ("warning", "Trained weights", "The network was changed after that training: better train again."),
    "unfit": ("warning", "Untrained weights", "The network was changed after its training: the weights do not fit."),
}  # fmt: skip
"""What is said about the weights: severity, message, remedy."""


class ExportDialog(QDialog):
    """Exports the project as it is when the dialog opens; stays open until a running export has ended."""

    def __init__(
        self,
        project: Project,
        pool: Pool,
        run: Path | None = None,
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`run` is the folder of the last training; `folder` is where to write by default."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._project = project
        self._run = run
        self._trained = False
        self._agreed: Path | None = None  # a file that may be replaced
        self._channel = Channel(pool, "export", self)
        self._channel.answered.connect(self._end)
        self._channel.failed.connect(self._fail)
        self._tell: Callable[[Any], None] = self._tell_weights
        self.exported: Exported | None = None
        self.format = Segmented(tuple(FORMATS))
        self.path = QLineEdit(str((folder or documents()) / f"{_file_name(project.name)}.onnx"))
        self.weights = Message()
        self.outcome = Message()
        self.export_button = QPushButton("Export")
        self.close_button = QPushButton("Cancel")
        self.folder_button = QPushButton(theme.icon("folder"), "Show folder")
        self._about = label(size=12, tone="muted", wrap=True)
        self._busy = QProgressBar()
        self._assemble()
        self._connect()
        self._choose("ONNX")
        self._show_busy(False)
        self.export_button.setFocus()
        self._judge_weights()

    def reject(self) -> None:
        """Close, unless something is under way."""
        if not self._channel.is_waiting:
            super().reject()

    def export(self) -> None:
        """Write the file off the UI thread."""
        path = Path(self.path.text()).expanduser()
        if path.exists() and path != self._agreed and not self._agrees_to_replace(path):
            return
        self._agreed = path
        self.outcome.hide()
        self._begin(partial(_export, self._project, path, self._run if self._trained else None), self._show_result)

    def show_folder(self) -> None:
        """Open the folder of the written file."""
        if self.exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.exported.path.parent)))

    def _assemble(self) -> None:
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self.export_button.setProperty("kind", "primary")
        self.export_button.setDefault(True)
        self.folder_button.hide()
        for button in (self.close_button, self.folder_button):
            button.setAutoDefault(False)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(label(f"Export “{self._project.name}”", 16, 600))
        layout.addLayout(self._fields())
        layout.addWidget(self.weights)
        layout.addWidget(self.outcome)
        layout.addWidget(self._busy)
        layout.addStretch(1)
        layout.addLayout(self._buttons())
        self.setMinimumWidth(560)

    def _fields(self) -> QGridLayout:
        browse = QToolButton()
        browse.setIcon(theme.icon("folder"))
        browse.setToolTip("Choose where to write…")
        browse.clicked.connect(self._browse)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label("Format", 12, tone="muted"), 0, 0)
        grid.addWidget(self.format, 0, 1, 1, 2)
        grid.addWidget(self._about, 1, 1, 1, 2)
        grid.addWidget(label("File", 12, tone="muted"), 2, 0)
        grid.addWidget(self.path, 2, 1)
        grid.addWidget(browse, 2, 2)
        return grid

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.export_button)
        return row

    def _connect(self) -> None:
        self.format.edited.connect(self._choose)
        self.path.textEdited.connect(self._follow_suffix)
        self.path.textEdited.connect(self.export_button.show)
        self.export_button.clicked.connect(self.export)
        self.close_button.clicked.connect(self.reject)
        self.folder_button.clicked.connect(self.show_folder)

    def _choose(self, name: str) -> None:
        suffix, about = FORMATS[name]
        self.format.set_value(name)
        self._about.setText(about)
        self.weights.setVisible(suffix == ".onnx" and bool(self.weights.property("known")))
        path = Path(self.path.text())
        self.export_button.show()
        if path.suffix != suffix and path.name:
            self.path.setText(str(path.with_suffix(suffix) if _is_ours(path.suffix) else f"{path}{suffix}"))

    def _follow_suffix(self, text: str) -> None:
        for name, (suffix, _) in FORMATS.items():
            if text.endswith(suffix):
                self._choose(name)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export", self.path.text(), "ONNX (*.onnx);;PyTorch source (*.py)"
        )
        if chosen:
            self._agreed = Path(chosen)  # the file dialog has asked
            self.path.setText(chosen)
            self._follow_suffix(chosen)

    def _agrees_to_replace(self, path: Path) -> bool:
        text = f"There is a file of that name in “{path.parent}”. Its content will be lost."
        answers = (Answer("replace", "Replace", "primary"), Answer("keep", "Cancel"))
        return ask(self, f"Replace “{path.name}”?", text, answers) == "replace"

    def _judge_weights(self) -> None:
        if self._run is None:
            self._tell_weights("none")
        else:
            self._begin(partial(_fit, self._project, self._run), self._tell_weights)

    def _tell_weights(self, fit: Fit | str) -> None:
        severity, message, remedy = WEIGHTS[fit]
        self._trained = fit in ("same", "changed")
        self.weights.tell(message, remedy, severity)  # type: ignore[arg-type]
        self.weights.setProperty("known", True)
        self._choose(str(self.format.value()))

    def _begin(self, work: Callable[[], object], tell: Callable[[Any], None]) -> None:
        self._tell = tell
        self._channel.ask(work)
        self._show_busy(True)

    def _end(self, found: object) -> None:
        self._show_busy(False)
        self._tell(found)

    def _fail(self, error: Exception) -> None:
        self._show_busy(False)
        self._tell_failure(error)

    def _show_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for widget in (self.export_button, self.close_button, self.format, self.path):
            widget.setEnabled(not busy)

    def _tell_failure(self, error: Exception) -> None:
        message = getattr(error, "message", f"The export failed inside NN Studio: {type(error).__name__}: {error}")
        self.outcome.tell(message, getattr(error, "remedy", "The network is intact; try the other format."))
        self._fit_height()

    def _show_result(self, exported: Exported) -> None:
        self.exported = exported
        self.outcome.tell(
            f"“{exported.path.name}” is written: {storage(exported.bytes)}", check_words(exported), "success"
        )
        self.export_button.hide()
        self.close_button.setText("Close")
        self.close_button.setFocus()
        self.folder_button.show()
        self._fit_height()

    def _fit_height(self) -> None:
        """Make room for what has appeared."""
        column = self._column
        column.activate()
        self.resize(self.width(), max(self.height(), column.totalHeightForWidth(self.width())))


def check_words(exported: Exported) -> str:
    """How the written file was checked, in a sentence."""
    report = exported.report
    if report is None:
        return "Its class loads the weights of a run from the run's checkpoints folder."
    *first, last = map(str, report.batches)
    samples = "on random samples, as the data are not at hand" if exported.on_noise else "on test samples"
    return (
        f"Checked with onnxruntime at batch {', '.join(first)} and {last} {samples}: "
        f"largest difference {report.max_abs_diff:.1e}."
    )


def _export(project: Project, path: Path, run: Path | None) -> Exported:
    from studio.project.export import export
    from studio.training.runs import Run

    return export(project, path, None if run is None else Run.open(run))


def _fit(project: Project, run: Path) -> Fit:
    from studio.project.export import fit_of
    from studio.training.runs import Run

    return fit_of(project, Run(run))


def _is_ours(suffix: str) -> bool:
    return suffix in (ours for ours, _ in FORMATS.values())


def _file_name(name: str) -> str:
    return re.sub(r"[^\w .-]+", "", name).strip(" .") or "network"
