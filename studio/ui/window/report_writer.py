"""Writes the report of a run off the UI thread: reads it, draws its network, and writes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio import paths
from studio.errors import told_by
from studio.file_names import proposed
from studio.text import tr
from studio.training.runs.notes import title_of
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.files import ask_where_to_write
from studio.ui.widgets.figure_paper import Paper
from studio.ui.widgets.report_paper import pdf


class ReportWriter(QObject):
    """One report at a time; a newer one takes the place of one that is not written yet."""

    written = Signal(str)  # where, as a sentence
    failed = Signal(str, str)  # what went wrong, and what to do

    def __init__(self, pool: Pool, over: QWidget) -> None:
        """`over` is what the dialog stands over."""
        super().__init__(over)
        self._over, self._folder = over, paths.documents()
        self._writing = Channel(pool, "report", self)
        self._writing.answered.connect(lambda path: self.written.emit(tr("The report is in {path}.", path=path)))
        self._writing.failed.connect(self._tell)

    def ask(self, run: Path) -> None:
        """Ask where to write the report of the run in a folder, and write it there."""
        name = proposed(title_of(run), tr("Report"))
        kinds = tr("Web pages (*.html);;PDF files (*.pdf)")
        path = ask_where_to_write(self._over, tr("Write the report"), self._folder / f"{name}.html", kinds)
        if path is not None:
            self._folder = path.parent
            self.write(run, path)

    def write(self, run: Path, path: Path) -> None:
        """Write the report of the run in a folder to this place; what is there is replaced."""
        self._writing.ask(partial(_write, run, path))

    def _tell(self, error: Exception) -> None:
        self.failed.emit(*told_by(error))


def _write(run: Path, path: Path) -> Path:
    """Raises TrainingError or ProjectError. Qt draws, lays texts out and prints on any thread."""
    from studio.project.report import Content, picture, report_of
    from studio.project.report.writing import write
    from studio.training.device import use_one_core

    content = Content.of(run)
    try:
        write(report_of(content, picture(content, Paper())), path, pdf)
    finally:
        use_one_core()  # this thread is not that of a training
    return path
