"""The curves of runs at the command line: as a table of all values, and for TensorBoard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.cli.failures import MISUSED, CommandError
from studio.files import replace_file
from studio.text import tr, written_out
from studio.training.curves.reading import read_curves
from studio.training.curves.table import csv
from studio.training.runs.records import check_is_run


def take_away(runs: Sequence[Path], table: Path | None, tensorboard: Path | None) -> None:
    """Write the curves of runs as CSV, for TensorBoard, or both. Raises an error with a remedy."""
    if table is None and tensorboard is None:
        raise CommandError(
            tr("It is not said what to write."), tr("Give --csv FILE, --tensorboard FOLDER, or both."), MISUSED
        )
    for run in runs:
        check_is_run(run)
    if table is not None:
        found = [(run.resolve().name, read_curves(run)) for run in runs]
        names = dict.fromkeys(name for _, curves in found for name in curves.known)
        replace_file(table, "".join(csv(found, tuple(names))).encode())
        print(written_out(str(table)))
    if tensorboard is not None:
        from studio.training.curves.tensorboard import export_run

        for run in runs:
            print(written_out(str(export_run(run.resolve(), tensorboard))))
