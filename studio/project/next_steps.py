"""What a newcomer does next on the way from nothing to a trained network that is taken away, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from studio.graph import Problem
from studio.project.model import Project
from studio.project.readiness import next_step
from studio.text import tr


class Next(NamedTuple):
    """A sentence, and the action that does what it says; `offer` stands on that action's button."""

    words: str
    action: str = ""
    offer: str = ""


def what_next(
    project: Project, problems: Sequence[Problem] | None, training: str, *, has_run: bool, is_exported: bool
) -> Next:
    """The next thing to do. `problems` is None while they are not known, `training` is the state of the training, and
    `has_run` says whether one was done that left weights.
    """
    if not project.graph:
        return Next(
            tr("Begin with a template from the start page, or drag an Input from the palette onto the canvas."),
            "file.start_page", tr("Start page"),
        )  # fmt: skip
    if training != "idle":
        return Next(tr("It trains. Watch the loss fall; it ends by itself, or when you stop it."))
    if is_exported and has_run:
        return Next(
            tr("It is trained and taken away. A lesson shows what happens inside of it."),
            "file.start_page", tr("Lessons"),
        )  # fmt: skip
    if has_run:
        return Next(
            tr("It is trained. Draw a digit or type a sample to try it, or export it to take it away."),
            "file.export", tr("Export…"),
        )  # fmt: skip
    if problems is None:
        return Next(tr("The network is looked at …"))
    wrong = next((each for each in problems if each.severity == "error"), None)
    if wrong is not None:
        return Next(tr("Put this right before the training: {problem}", problem=wrong.message))
    step = next_step(project, problems)
    if step is not None:
        return Next(tr("It has nothing to learn from yet. {step}.", step=step.words), "train.start", tr("Choose"))
    return Next(tr("The network is ready. Press Train; it takes its samples from the data chosen."),
                "train.start", tr("Train"))  # fmt: skip
