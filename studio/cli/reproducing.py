"""A run trained again at the command line, and what came of it."""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from studio.cli.app import print_json
from studio.cli.console import console, follow, note
from studio.cli.exporting import allow_code_of
from studio.cli.failures import FAILED, INTERRUPTED, CommandError
from studio.cli.training import interrupts_stop
from studio.formatting.numbers import exact
from studio.project.reproduction.outcome import Outcome, outcome, reasons_beforehand
from studio.project.reproduction.plan import Plan
from studio.project.reproduction.repeating import repeated
from studio.text import listed, ntr, tr
from studio.training.control import Control, Stopped
from studio.training.runs import Run
from studio.training.runs.values import label, words


def reproduce_run(folder: Path, out: Path | None, *, as_json: bool, allow_code: bool) -> int:
    """Train the run in a folder again, in `out` or in a folder that is removed, and tell whether it came out the same.

    Gives the exit status. Raises TrainingError, ProjectError or CommandError.
    """
    run, control = Run.open(folder), Control()
    if allow_code:
        allow_code_of(run)
    plan = Plan.of(run)
    for reason in () if as_json else reasons_beforehand(plan):
        note(reason)
    with ExitStack() as stack:
        stack.enter_context(interrupts_stop(control))
        name = run.path.absolute().name
        place = Path(stack.enter_context(TemporaryDirectory(prefix="studio-"))) / name if out is None else out
        events = repeated(plan, place, control)
        try:
            deque(events if as_json else follow(events), maxlen=0)
        except Stopped:
            raise CommandError(tr("Interrupted."), status=INTERRUPTED) from None
        found = outcome(plan, Run.open(place))
    print_json(found.to_json()) if as_json else console().print(_told(found))
    return 0 if found.identical else FAILED


def _told(found: Outcome) -> str:
    """What came of it, in sentences."""
    steps = ntr("{number} step", "{number} steps", found.steps, number=exact(found.steps))
    if found.identical:
        first = tr("Identical: after {steps} all weights are the same to the last bit.", steps=steps)
        reasons: tuple[str, ...] = ()
    elif found.largest_difference is None:
        first = tr("Not identical: {names} differ.", names=listed(found.different))
        reasons = found.reasons
    else:
        first = tr(
            "Not identical: {names} differ, by {difference} at most.",
            names=listed(found.different), difference=f"{found.largest_difference:.3g}",
        )  # fmt: skip
        reasons = found.reasons
    reached = tr(", ").join(f"{label(name)} {words(name, value)}" for name, value in found.metrics.items())
    told = tr("It reached {values}.", values=reached) if reached else ""
    return "\n".join(filter(None, (first, *reasons, told)))
