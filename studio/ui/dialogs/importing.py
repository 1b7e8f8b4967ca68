"""A network of another program is taken in beside the window: how far it is, what was found, and whether to keep it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.compiler.importing.errors import OpenShapeError
from studio.errors import told_by
from studio.project.import_asked import AskedError, shape_of
from studio.project.import_findings import Finding
from studio.project.importing import PYTHON, Code, Shapes
from studio.text import tr
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.progress import Progress
from studio.ui.dialogs.import_code import CodePage
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message

if TYPE_CHECKING:
    from studio.compiler.importing.onnx_import import Imported

SIZE, SIZE_WITH_CODE = QSize(560, 360), QSize(840, 640)
LOOK = 100
"""Milliseconds from one look at how far it is to the next."""

WORDS = (
    tr("Beginning…"),
    tr("Reading the file…"),
    tr("Making layers of operations…"),
    tr("Giving them their weights…"),
    tr("Comparing both on chance numbers…"),
)
WORDS_OF_CODE = tr("The code makes the network…")


class ImportDialog(Dialog):
    """Accepted with what was `found`, when a person wants to keep that; closing it gives the work up."""

    def __init__(self, source: Path, pool: Pool, parent: QWidget | None = None) -> None:
        """An ONNX file is read at once; Python code only after a person has allowed that. Raises NetworkImportError."""
        super().__init__(parent)
        self.setWindowTitle(tr("Take in a network"))
        self._source = source
        self.found: Imported | None = None
        self._progress = Progress()
        self.page = CodePage(source) if source.suffix.lower() == PYTHON else None
        self.message = Message()
        self.shape = QLineEdit()
        self.shape.setAccessibleName(tr("Shape of a sample"))
        self.shape.setPlaceholderText("3, 224, 224")
        self.step = label("", 12, tone="muted")
        self.busy = QProgressBar(textVisible=False)
        self.found_rows = QFormLayout()
        self.cancel_button, self.go_button = QPushButton(tr("Cancel")), QPushButton()
        self._assemble()
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._show_progress)
        self._channel = Channel(pool, "import", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(self._fail)
        if self.page is None:
            self._begin(None, {})
        else:
            self._wait_for_person()

    def done(self, result: int) -> None:
        """Give up what is not done yet."""
        self._progress.give_up()
        self._channel.withdraw()
        self._timer.stop()
        super().done(result)

    def go(self) -> None:
        """Keep what was found; before that, begin with what a person has allowed or said."""
        if self.found is not None:
            self.accept()
            return
        try:
            code, shapes = self.page.asked if self.page is not None else (None, dict([shape_of(self.shape.text())]))
        except AskedError as error:
            self.message.tell(error.message, error.remedy)
            return
        self._begin(code, shapes)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(tr("Take in “{name}”", name=self._source.name), 16, 600, wrap=True))
        if self.page is not None:
            column.addWidget(self.page, 1)
        self.found_rows.setHorizontalSpacing(16)
        self.found_rows.setVerticalSpacing(6)
        column.addLayout(self.found_rows)
        for widget in (self.message, self.shape, self.step, self.busy):
            column.addWidget(widget)
        self.shape.hide()
        if self.page is None:
            column.addStretch(1)
        column.addLayout(self._buttons())
        self.resize(SIZE if self.page is None else SIZE_WITH_CODE)

    def _buttons(self) -> QHBoxLayout:
        self.go_button.setProperty("kind", "primary")
        self.cancel_button.clicked.connect(self.reject)
        self.go_button.clicked.connect(self.go)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.cancel_button, self.go_button):
            button.setAutoDefault(False)  # Enter alone allows nothing
            row.addWidget(button)
        return row

    def _wait_for_person(self) -> None:
        """Nothing is under way: what is there may be changed, and begun again."""
        self._timer.stop()
        self.busy.hide()
        self.step.hide()
        self.go_button.setText(tr("Allow and take in") if self.page is not None else tr("Try again"))
        self.go_button.setEnabled(True)
        if self.page is not None:
            self.page.setEnabled(True)

    def _begin(self, code: Code | None, shapes: Shapes) -> None:
        self._progress = Progress()
        self.message.hide()
        self.shape.hide()
        self.go_button.setText(tr("Save as project…"))
        self.go_button.setEnabled(False)
        if self.page is not None:
            self.page.setEnabled(False)
        self.busy.show()
        self.step.show()
        self._show_progress()
        self._timer.start()
        self._channel.ask(partial(_taken_in, self._source, shapes, code, self._progress))

    def _show_progress(self) -> None:
        done = min(self._progress.done, len(WORDS) - 1)
        of_code = self.page is not None and not done
        self.step.setText(WORDS_OF_CODE if of_code else WORDS[done])
        self.busy.setRange(0, 0 if of_code else len(WORDS))
        self.busy.setValue(done)

    def _show(self, answer: tuple[Imported, list[Finding]]) -> None:
        self.found, rows = answer
        self._timer.stop()
        for each in (self.busy, self.step, *([self.page] if self.page is not None else [])):
            each.hide()
        for row in rows:
            title = label(row.title, tone="muted")
            title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self.found_rows.addRow(title, label(row.words, wrap=True))
        self.go_button.setEnabled(True)
        self.go_button.setFocus()

    def _fail(self, error: Exception) -> None:
        self._wait_for_person()
        self.message.tell(*told_by(error, tr("The file cannot be taken in: {reason}.", reason=error)))
        leaves_open = isinstance(error, OpenShapeError)
        self.shape.setVisible(leaves_open and self.page is None)
        self.go_button.setVisible(leaves_open or self.page is not None)
        if leaves_open and self.page is None:
            self.shape.setFocus()


def _taken_in(source: Path, shapes: Shapes, code: Code | None, progress: Progress) -> tuple[Imported, list[Finding]]:
    from studio.project.import_findings import findings
    from studio.project.importing import read_network

    found = read_network(source, shapes, code, progress.check, progress.count)
    return found, findings(found)
