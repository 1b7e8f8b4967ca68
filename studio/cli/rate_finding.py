"""A learning rate for a project at the command line: the range test, its curve, and the rate suggested."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.cli.console import console, note, table
from studio.cli.failures import INTERRUPTED, CommandError
from studio.cli.training import interrupts_stop
from studio.formatting.quantities import loss
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.control import Control, Stopped
from studio.training.rate_curve import RateCurve, Tried
from studio.training.rate_span import Span

ROWS = 16
"""Of the curve no more rows are shown."""


def find_rate(
    project: Project, *, lowest: float | None, highest: float | None, steps: int | None, as_json: bool
) -> int:
    """Try growing rates on a copy of the network and tell what they did to the loss; gives the exit status."""
    control = Control()
    with interrupts_stop(control):
        try:
            curve = RateCurve(tuple(_tried(project, control, lowest, highest, steps)))
        except Stopped:
            note(tr("Stopped; nothing was changed."))
            return INTERRUPTED
    if as_json:
        import json

        print(json.dumps(entry(curve)))
    else:
        _show(curve)
    return 0


def entry(curve: RateCurve) -> dict[str, Any]:
    """A curve for programs."""
    return {
        "suggestion": curve.suggestion,
        "reason": str(curve.refusal),
        "lowest_at": curve.tried[curve.lowest].rate if curve.tried else None,
        "diverged": curve.diverged,
        "curve": [
            {"rate": each.rate, "loss": each.loss, "smoothed": smoothed}
            for each, smoothed in zip(curve.tried, curve.smoothed, strict=True)
        ],
    }


def _tried(
    project: Project, control: Control, lowest: float | None, highest: float | None, steps: int | None
) -> Iterator[Tried]:
    from studio.training.failures import explain
    from studio.training.rate_finder import try_rates

    usual = Span.of(project.training.optimizer)
    span = Span(
        usual.lowest if lowest is None else lowest,
        usual.highest if highest is None else highest,
        usual.steps if steps is None else steps,
    )
    try:
        yield from try_rates(snapshot(project), control, span)
    except Stopped:
        raise
    except Exception as error:
        known = explain(error, project.training, project.graph)
        if known is None:
            raise
        raise CommandError(known.message, known.remedy) from error


def _show(curve: RateCurve) -> None:
    screen = console()
    found = table(f">{tr('learning rate')}", f">{tr('loss')}", "")
    most = max(curve.smoothed, default=0.0)
    for at in range(0, len(curve.tried), max(1, -(-len(curve.tried) // ROWS))):
        bar = "█" * round(40 * min(curve.smoothed[at] / most, 1)) if most > 0 else ""
        found.add_row(f"{curve.tried[at].rate:.2g}", loss(curve.smoothed[at]), bar)
    if curve.tried:
        screen.print(found)
    screen.print(told(curve))


def told(curve: RateCurve) -> str:
    """What the curve says, in sentences."""
    if curve.suggestion is None:
        return str(curve.refusal)
    return tr(
        "Suggested learning rate: {rate}. The loss is lowest at {lowest}.",
        rate=f"{curve.suggestion:g}", lowest=f"{curve.tried[curve.lowest].rate:.2g}",
    )  # fmt: skip
