"""Takes curves away: as a table of all values, as pictures, as TensorBoard event files. Imports numpy and pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from studio import paths
from studio.file_names import proposed
from studio.files import replace_file
from studio.text import tr
from studio.training.curves.run_curves import RunCurves
from studio.training.curves.table import csv
from studio.ui.actions import make
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.files import ask_for_folder, ask_where_to_write
from studio.ui.panels.charts.chart import Chart
from studio.ui.panels.charts.picture import ChartPicture, paint, size_of
from studio.ui.panels.charts.shown import ShownRun
from studio.ui.widgets.pictures import cannot_be_written, save_painting

SCALES = (1, 2, 4)
"""Pixels of a PNG to one of the screen's at 100 %."""


class CurveSaver(QObject):
    """Asks where to write, writes what takes long off the UI thread, and tells how it went."""

    saved = Signal(str)  # where, as a sentence
    failed = Signal(str, str)  # what went wrong, and what to do

    def __init__(self, pool: Pool, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._folder = paths.documents()
        self._channel = Channel(pool, "curves", self)
        self._channel.answered.connect(self._tell_saved)
        self._channel.failed.connect(lambda error: self.failed.emit(error.message, error.remedy))

    def menu(self, menu: QMenu, charts: Sequence[Chart], runs: Sequence[ShownRun], folders: Sequence[Path]) -> None:
        """Fill a menu with the ways to take these charts away, and the runs in these folders.

        With several charts the table has all that is known of the runs, also what has no chart of its own.
        """
        menu.clear()
        known = dict.fromkeys(name for run in runs for name in run.curves.known)
        figures = tuple(known) if len(charts) > 1 else tuple(chart.figure.name for chart in charts)
        make("curves.csv", menu, partial(self.save_table, charts, runs, figures))
        make("curves.svg", menu, partial(self.save_picture, charts, ".svg", 1.0))
        for scale in SCALES:
            make(f"curves.png_{scale}", menu, partial(self.save_picture, charts, ".png", float(scale)))
        menu.addSeparator()
        make("curves.tensorboard", menu, partial(self.save_tensorboard, folders)).setEnabled(bool(folders))

    def save_table(self, charts: Sequence[Chart], runs: Sequence[ShownRun], figures: Sequence[str]) -> None:
        """Write every value of these figures as CSV."""
        path = self._where(charts, runs, ".csv", tr("Tables (*{suffix})", suffix=".csv"))
        if path is not None:
            self.write_table(path, runs, figures)

    def write_table(self, path: Path, runs: Sequence[ShownRun], figures: Sequence[str]) -> None:
        """The same, to this place."""
        taken = [(run.name, run.curves.snapshot()) for run in runs]
        self._channel.ask(partial(_write_table, path, taken, tuple(figures)))

    def save_picture(self, charts: Sequence[Chart], suffix: str, scale: float) -> None:
        """Draw these charts into one picture, as they are seen, on white."""
        path = self._where(charts, charts[0].runs, suffix, tr("Pictures (*{suffix})", suffix=suffix))
        if path is not None:
            self.write_picture(path, charts, scale)

    def write_picture(self, path: Path, charts: Sequence[Chart], scale: float) -> None:
        """The same, to this place."""
        self._channel.ask(partial(_write_picture, path, [chart.picture() for chart in charts], scale))

    def save_tensorboard(self, folders: Sequence[Path]) -> None:
        """Write the curves of the runs in these folders for TensorBoard."""
        chosen = ask_for_folder(self._owner, tr("Folder for TensorBoard"), self._folder)
        if chosen is not None:
            self._folder = chosen
            self.write_tensorboard(chosen, folders)

    def write_tensorboard(self, target: Path, folders: Sequence[Path]) -> None:
        """The same, to this folder."""
        self._channel.ask(partial(_write_events, tuple(folders), target))

    def _where(self, charts: Sequence[Chart], runs: Sequence[ShownRun], suffix: str, kinds: str) -> Path | None:
        what = charts[0].figure.label if len(charts) == 1 else tr("Curves")
        whose = runs[0].name if len(runs) == 1 else ""
        name = proposed(f"{whose} {what}", tr("Curves"))
        path = ask_where_to_write(self._owner, tr("Save curves"), self._folder / f"{name}{suffix}", kinds)
        if path is not None:
            self._folder = path.parent
        return path

    def _tell_saved(self, path: object) -> None:
        self.saved.emit(tr("Saved as {path}.", path=path))


def _write_table(path: Path, runs: Sequence[tuple[str, RunCurves]], figures: Sequence[str]) -> Path:
    """Raises PictureError where the place refuses it."""
    try:
        replace_file(path, "".join(csv(runs, figures)).encode())
    except OSError as error:
        raise cannot_be_written(path, error) from None
    return path


def _write_picture(path: Path, pictures: Sequence[ChartPicture], scale: float) -> Path:
    """Raises PictureError. Qt paints images and drawings on any thread."""
    save_painting(path, lambda painter: paint(painter, pictures), size_of(pictures), scale)
    return path


def _write_events(folders: Sequence[Path], target: Path) -> Path:
    """Raises TrainingError."""
    from studio.training.curves.tensorboard import export_run

    for folder in folders:
        export_run(folder, target)
    return target
