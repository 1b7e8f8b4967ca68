"""Writes the report of a run: reads and writes off the UI thread, and draws the network on it, where it has to be."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio import paths
from studio.errors import told_by
from studio.text import tr
from studio.training.runs.notes import title_of
from studio.ui.background.pool import Channel, Pool
from studio.ui.canvas.drawing import save_picture
from studio.ui.dialogs.files import ask_where_to_write
from studio.ui.widgets.report_paper import pdf

if TYPE_CHECKING:
    from studio.project.report import Content


class ReportWriter(QObject):
    """One report at a time; a newer one takes the place of one that is not written yet."""

    written = Signal(str)  # where, as a sentence
    failed = Signal(str, str)  # what went wrong, and what to do

    def __init__(self, pool: Pool, over: QWidget) -> None:
        """`over` is what the dialog stands over."""
        super().__init__(over)
        self._over, self._folder = over, paths.documents()
        self._reading, self._writing = Channel(pool, "report-read", self), Channel(pool, "report-write", self)
        self._writing.answered.connect(lambda path: self.written.emit(tr("The report is in {path}.", path=path)))
        self._reading.answered.connect(self._draw)
        for channel in (self._reading, self._writing):
            channel.failed.connect(self._tell)
        self._path = Path()

    def ask(self, run: Path) -> None:
        """Ask where to write the report of the run in a folder, and write it there."""
        name = re.sub(r"[^\w .()-]", "", title_of(run)).strip(" .") or tr("Report")
        kinds = tr("Web pages (*.html);;PDF files (*.pdf)")
        path = ask_where_to_write(self._over, tr("Write the report"), self._folder / f"{name}.html", kinds)
        if path is not None:
            self._folder = path.parent
            self.write(run, path)

    def write(self, run: Path, path: Path) -> None:
        """Write the report of the run in a folder to this place; what is there is replaced."""
        self._path = path
        self._reading.ask(partial(_read, run))

    def _draw(self, content: Content) -> None:
        from studio.project.report import drawing_of

        try:
            drawing = drawing_of(content, save_picture)
        except Exception as error:
            self._tell(error)
            return
        self._writing.ask(partial(_write, content, drawing, self._path))

    def _tell(self, error: Exception) -> None:
        self.failed.emit(*told_by(error))


def _read(run: Path) -> Content:
    """What there is to tell, with the network examined. Raises TrainingError."""
    from studio.project.report import Content

    content = Content.of(run)
    _ = content.analysis  # worked out here and kept
    return content


def _write(content: Content, drawing: str, path: Path) -> Path:
    """Raises ProjectError. Qt lays texts out and prints on any thread."""
    from studio.project.report import read_picture, report_of
    from studio.project.report.writing import write
    from studio.training.device import use_one_core

    try:
        write(report_of(content, read_picture(drawing)), path, pdf)
    finally:
        use_one_core()  # this thread is not that of a training
    return path
