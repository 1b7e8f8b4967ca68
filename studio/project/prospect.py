"""What Train would do next, said beforehand: go on with the last run, or begin a new one, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from studio.formatting.numbers import exact
from studio.formatting.shortened import shortened
from studio.graph.topology import computes_the_same
from studio.project.model import Project
from studio.project.snapshots import snapshot
from studio.text import ntr, paragraph, tr
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError
from studio.training.snapshot import Snapshot

if TYPE_CHECKING:
    from studio.training.runs.resume import Beginning


class Prospect(NamedTuple):
    """Whether Train goes on with the last run, and what it would do in a sentence; "" where there is no last run."""

    continues: bool = False
    words: str = ""


def prospect(last: Beginning | None, project: Project, trained: Project | None = None) -> Prospect:
    """What a training of the project would be, beside the last run; `trained` is what that trained, where it is known.

    It is asked after each edit, so that the whole network is compared only where it is not plainly the same.
    """
    if last is None:
        return Prospect()
    try:
        if trained is not None and computes_the_same(trained.graph, project.graph):
            last.check_settings(Snapshot(project.name, project.graph, project.data, project.training, document=""))
        else:
            last.check(snapshot(project))
    except TrainingError as error:
        return Prospect(words=tr("Train begins a new run. {reason}", reason=error.message))
    if last.is_over(project.training):
        return Prospect(words=_more_is_needed(last, project.training))
    return Prospect(True, _up_to(last, project.training))


class Pause(NamedTuple):
    """The learning rate to go on with after a pause, None for the one there was, and what is said of it."""

    rate: float | None
    words: str


def in_pause(trained: Project, rate: float, project: Project) -> Pause:
    """What the settings of the project mean for a training that waits; `rate` is the one it has."""
    wanted = project.training.optimizer.lr
    is_same_kind = project.training.optimizer.kind == trained.training.optimizer.kind
    same = replace(project, training=project.training.changed(optimizer=trained.training.optimizer))
    others = not is_same_kind or same.training != trained.training or project.data != trained.data
    others = others or project.training.optimizer.changed(lr=rate) != trained.training.optimizer.changed(lr=rate)
    others = others or not computes_the_same(project.graph, trained.graph)
    if is_same_kind and wanted != rate:
        words = tr(
            "Resume goes on with the learning rate {now} in place of {before}, its schedule as if it had been so from "
            "the beginning. The run records it.",
            now=f"{wanted:g}", before=f"{rate:g}",
        )  # fmt: skip
    else:
        words = tr("While it waits, another learning rate can be set: it holds from the next step on.")
    more = tr("Other changes take effect in a new run.") if others else ""
    return Pause(wanted if is_same_kind and wanted != rate else None, paragraph(words, more))


def _more_is_needed(last: Beginning, training: TrainingConfig) -> str:
    run = shortened(last.title)
    if training.early_stopping is not None and last.waited >= training.early_stopping.patience:
        return ntr(
            "Train begins a new run. “{run}” stopped early: with more patience than {count} epoch it goes on.",
            "Train begins a new run. “{run}” stopped early: with more patience than {count} epochs it goes on.",
            last.waited,
            run=run,
        )
    if training.epochs is None:
        return tr(
            "Train begins a new run. With more than {steps} steps it goes on with “{run}”.",
            steps=exact(last.steps), run=run,
        )  # fmt: skip
    return tr(
        "Train begins a new run. With more than {epochs} epochs it goes on with “{run}”.",
        epochs=exact(last.epochs), run=run,
    )  # fmt: skip


def _up_to(last: Beginning, training: TrainingConfig) -> str:
    run = shortened(last.title)
    if training.steps is not None:
        return tr(
            "Continue goes on with “{run}” after step {step}, up to {steps}.",
            run=run, step=exact(last.steps), steps=exact(training.steps),
        )  # fmt: skip
    return tr(
        "Continue goes on with “{run}” after epoch {epoch}, up to {epochs}.",
        run=run, epoch=exact(last.epochs), epochs=exact(training.epochs or 0),
    )  # fmt: skip
