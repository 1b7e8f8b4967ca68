"""Takes results away: what is seen as a picture, its numbers as a table, the predictions of all samples as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSizeF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from studio import paths
from studio.file_names import proposed
from studio.files import replace_file
from studio.formatting import tables
from studio.text import tr
from studio.ui.actions import make
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.files import ask_where_to_write
from studio.ui.widgets.pictures import cannot_be_written, save_painting

SCALE = 2.0
"""Pixels of a PNG to one of the picture's own."""


@dataclass(frozen=True)
class Savable:
    """What can be taken away: `name` of the file, a table, and a painting where there is one of it."""

    name: str
    table: Callable[[], Sequence[Sequence[Any]]] | None = None
    paint: Callable[[QPainter], None] | None = None
    size: QSizeF | None = None


class ResultsSaver(QObject):
    """Asks where to write, and writes off the UI thread."""

    saved = Signal(str)  # where, as a sentence
    failed = Signal(str, str)  # what went wrong, and what to do

    def __init__(self, owner: QWidget, pool: Pool) -> None:
        super().__init__(owner)
        self._owner = owner
        self._folder = paths.documents()
        self._seen = Savable("")
        self._channel = Channel(pool, "results", self)
        self._channel.answered.connect(lambda path: self.saved.emit(tr("Saved as {path}.", path=path)))
        self._channel.failed.connect(lambda error: self.failed.emit(error.message, error.remedy))
        self.menu = QMenu(owner)
        self.table_action = make("results.csv", self.menu, self.save_table)
        self.svg_action = make("results.svg", self.menu, partial(self.save_picture, ".svg"))
        self.png_action = make("results.png", self.menu, partial(self.save_picture, ".png"))

    def offer(self, at: QWidget, seen: Savable) -> None:
        """Show below a button the ways to take away what is seen."""
        self._seen = seen
        self.table_action.setEnabled(seen.table is not None)
        for action in (self.svg_action, self.png_action):
            action.setEnabled(seen.paint is not None)
        self.menu.popup(at.mapToGlobal(QPoint(0, at.height())))

    def save_table(self) -> None:
        """Write the numbers of what is seen as CSV."""
        path = self._where(".csv", tr("Tables (*{suffix})", suffix=".csv"))
        if path is not None:
            self.write_table(path, self._seen)

    def write_table(self, path: Path, seen: Savable) -> None:
        """The same, to this place."""
        if seen.table is not None:
            self._channel.ask(partial(_write_table, path, seen.table()))

    def save_picture(self, suffix: str) -> None:
        """Write what is seen as a picture, on white."""
        path = self._where(suffix, tr("Pictures (*{suffix})", suffix=suffix))
        if path is not None:
            self.write_picture(path, self._seen)

    def write_picture(self, path: Path, seen: Savable) -> None:
        """The same, to this place."""
        if seen.paint is not None and seen.size is not None:
            self._channel.ask(partial(_write_picture, path, seen.paint, seen.size))

    def _where(self, suffix: str, kinds: str) -> Path | None:
        name = proposed(self._seen.name, tr("Results"))
        path = ask_where_to_write(self._owner, tr("Save results"), self._folder / f"{name}{suffix}", kinds)
        if path is not None:
            self._folder = path.parent
        return path


def _write_table(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """Raises PictureError where the place refuses it."""
    head, *body = rows
    content = tables.separated(map(str, head), (map(str, row) for row in body))
    try:
        replace_file(path, content.encode())
    except OSError as error:
        raise cannot_be_written(path, error) from None
    return path


def _write_picture(path: Path, paint: Callable[[QPainter], None], size: QSizeF) -> Path:
    """Raises PictureError. Qt paints images and drawings on any thread."""
    save_painting(path, paint, size, SCALE)
    return path
