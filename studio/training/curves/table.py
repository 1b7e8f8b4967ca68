"""Curves as CSV: every value that is known, not only what is drawn, with its run and where it lies on every axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.formatting.tables import guarded
from studio.training.curves.run_curves import RunCurves
from studio.training.curves.series import Series

HEAD = ("run", "figure", "values", "step", "epoch", "seconds", "value")
"""The columns. `values` is `batches` (of one batch, or of those since the value before), `training_epoch` or
`validation`; numbers have as many digits as it takes to read them back exactly."""

KINDS = {"batches": "batches", "training": "training_epoch", "validation": "validation"}


def csv(runs: Sequence[tuple[str, RunCurves]], figures: Sequence[str]) -> Iterator[str]:
    """The lines of the table, its head first: figures of runs that have a name each."""
    yield ",".join(HEAD) + "\n"
    for name, curves in runs:
        for figure in figures:
            for split, kind in KINDS.items():
                yield from _lines(name, figure, kind, curves, getattr(curves[figure], split))


def _lines(name: str, figure: str, kind: str, curves: RunCurves, series: Series) -> Iterator[str]:
    before = ",".join(_quoted(guarded(cell)) for cell in (name, figure, kind))
    epochs, seconds = (curves.x_of(series.steps, by) for by in ("epoch", "time"))
    places = zip(series.steps.tolist(), epochs.tolist(), seconds.tolist(), series.values.tolist(), strict=True)
    for step, epoch, second, value in places:
        yield f"{before},{int(step)},{epoch!r},{second!r},{value!r}\n"


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(sign in cell for sign in ',"\n\r') else cell
