"""Takes away what is seen of data: the class balance as a table, the samples in sight as a picture."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from studio import paths
from studio.files import replace_file
from studio.text import tr
from studio.ui.actions import make
from studio.ui.background.data_look import DataLook
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.files import ask_where_to_write
from studio.ui.panels.data.samples import SamplesView
from studio.ui.widgets.pictures import cannot_be_written, png_bytes

if TYPE_CHECKING:
    from studio.data.overview import Overview


class DataSaver(QObject):
    """Asks where to write, and writes off the UI thread."""

    saved = Signal(str)  # where, as a sentence
    failed = Signal(str, str)  # what went wrong, and what to do

    def __init__(self, owner: QWidget, look: DataLook, samples: SamplesView, pool: Pool) -> None:
        super().__init__(owner)
        self._owner, self._look, self._samples = owner, look, samples
        self._folder = paths.documents()
        self._channel = Channel(pool, "picture", self)
        self._channel.answered.connect(lambda path: self.saved.emit(tr("Saved as {path}.", path=path)))
        self._channel.failed.connect(lambda error: self.failed.emit(error.message, error.remedy))
        self.menu = QMenu(owner)
        self.balance_action = make("data.save_balance", self.menu, self.save_balance)
        self.samples_action = make("data.save_samples", self.menu, self.save_samples)

    def offer(self, at: QWidget) -> None:
        """Show the ways to save below a button."""
        laid = self._look.laid
        self.balance_action.setEnabled(laid is not None and bool(laid.overview.class_counts))
        self.samples_action.setEnabled(self._samples.page is not None)
        self.menu.popup(at.mapToGlobal(QPoint(0, at.height())))

    def save_balance(self) -> None:
        """Write how many samples each class has in each split as CSV."""
        laid = self._look.laid
        path = self._where(tr("Class balance"), ".csv", tr("Tables (*{suffix})", suffix=".csv"))
        if path is not None and laid is not None:
            self.write(path, balance_table(laid.overview).encode())

    def save_samples(self) -> None:
        """Write the samples in sight as PNG."""
        path = self._where(tr("Samples"), ".png", tr("Pictures (*{suffix})", suffix=".png"))
        if path is not None:
            self.write(path, png_bytes(self._samples.view.grab().toImage()))

    def write(self, path: Path, content: bytes) -> None:
        """Write a file."""
        self._channel.ask(partial(_write, path, content))

    def _where(self, name: str, suffix: str, kinds: str) -> Path | None:
        path = ask_where_to_write(self._owner, tr("Save what is seen"), self._folder / f"{name}{suffix}", kinds)
        if path is not None:
            self._folder = path.parent
        return path


def balance_table(overview: Overview) -> str:
    """A line for each class, a column for each split."""
    counts, written = overview.class_counts, io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(["class", *counts])
    for name in overview.classes:
        table.writerow([name, *(found[name] for found in counts.values())])
    return written.getvalue()


def _write(path: Path, content: bytes) -> Path:
    """Raises PictureError."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise cannot_be_written(path, error) from None
    return path
