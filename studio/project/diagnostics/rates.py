"""Checks of how far the steps of a training go: the learning rate, its schedule and its warm-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.graph import Kind, Problem
from studio.project.diagnostics.check import Case, Check, argument
from studio.project.model import Project
from studio.text import ntr, tr

FAR_ABOVE = 30.0
"""So many times the highest usual rate is far above it."""

RATE_TOO_LARGE = Kind(
    "rate-too-large",
    "A learning rate of {rate} is far above the {lowest} to {highest} that {optimizer} is mostly used with: steps are "
    "larger than the weights, so training will hardly settle.",
    "Set the learning rate to {usual} and raise it from there.",
)
PEAK_TOO_LARGE = Kind(
    "peak-too-large",
    "With {schedule} the learning rate goes up to {rate}, far above the {lowest} to {highest} that {optimizer} is "
    "mostly used with: steps are larger than the weights, so training will hardly settle.",
    "Set {parameter} to {usual} and raise it from there.",
)
SCHEDULE_TOO_LONG = Kind(
    "schedule-too-long",
    "The schedule {schedule} takes {length} epochs to do what it is set to, and the training has {epochs}.",
    "Train for {length} epochs, or set a shorter schedule.",
)
LOWEST_ABOVE_RATE = Kind(
    "lowest-above-rate",
    "The lowest rate of {schedule} is {lowest}, above the learning rate of {rate}: the schedule raises the rate to it.",
    "Set {parameter} to 0, or a larger learning rate.",
)
WARMUP_TOO_LONG = Kind(
    "warmup-too-long",
    "The warm-up takes {warmup} steps, and the training has {steps}: the learning rate never comes to its value.",
    "Set a warm-up of {better} steps, or train for longer.",
)


class RateTooLarge(Check):
    """A learning rate beyond reason, be it the optimizer's or the peak of the schedule."""

    name = "rate-too-large"

    def find(self, case: Case) -> Iterator[Problem]:
        training = case.project.training
        optimizer, schedule, rate = training.optimizer, training.schedule, training.largest_rate
        lowest, highest = optimizer.usual_rates
        if optimizer.changed(lr=rate).reach >= FAR_ABOVE * highest:
            told = {"rate": f"{rate:g}", "optimizer": optimizer.kind, "usual": f"{optimizer.usual_rate:g}"}
            told |= {"lowest": f"{lowest:g}", "highest": f"{highest:g}"}
            if schedule.own_rate:
                told |= {"schedule": schedule.kind, "parameter": schedule.own_rate}
                yield self.tells(PEAK_TOO_LARGE, "warning", None, **told)
            else:
                yield self.tells(RATE_TOO_LARGE, "warning", None, **told)

    def title(self, project: Project, problem: Problem) -> str:
        training = project.training
        rate = f"{training.optimizer.usual_rate:g}"
        if training.schedule.own_rate:
            return tr("Set {parameter} to {rate}", parameter=training.schedule.own_rate, rate=rate)
        return tr("Set learning rate to {rate}", rate=rate)

    def remedy(self, project: Project, problem: Problem) -> Project:
        training = project.training
        return replace(project, training=training.with_largest_rate(training.optimizer.usual_rate))


class ScheduleTooLong(Check):
    """A schedule of the learning rate that the training does not come to the end of."""

    name = "schedule-too-long"

    def find(self, case: Case) -> Iterator[Problem]:
        training, batches = case.project.training, case.batches
        epochs = training.epochs
        if epochs is None and batches is not None:
            epochs = training.epochs_in(batches)
        if epochs is not None and training.schedule.length > epochs:
            told = {"schedule": training.schedule.kind, "length": training.schedule.length, "epochs": epochs}
            yield self.tells(SCHEDULE_TOO_LONG, "warning", None, batches, **told)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Train for {epochs} epochs", epochs=project.training.schedule.length)

    def remedy(self, project: Project, problem: Problem) -> Project:
        length, (batches,) = project.training.schedule.length, argument(problem)
        longer = {"epochs": length} if project.training.epochs is not None else {"steps": length * batches}
        return replace(project, training=project.training.changed(**longer))


class LowestAboveRate(Check):
    """A rate below which the schedule does not go, but above the one that it starts from."""

    name = "lowest-above-rate"

    def find(self, case: Case) -> Iterator[Problem]:
        training = case.project.training
        schedule = training.schedule
        lowest = getattr(schedule, schedule.lowest) if schedule.lowest else 0.0
        if lowest > training.largest_rate:
            told = {"schedule": schedule.kind, "parameter": schedule.lowest}
            told |= {"lowest": f"{lowest:g}", "rate": f"{training.largest_rate:g}"}
            yield self.tells(LOWEST_ABOVE_RATE, "warning", None, **told)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Set {parameter} to {rate}", parameter=project.training.schedule.lowest, rate=0)

    def remedy(self, project: Project, problem: Problem) -> Project:
        schedule = project.training.schedule
        lowered = schedule.changed(**{schedule.lowest: 0.0})
        return replace(project, training=project.training.changed(schedule=lowered))


class WarmupTooLong(Check):
    """A warm-up that the training does not come to the end of."""

    name = "warmup-too-long"
    share = 20

    def find(self, case: Case) -> Iterator[Problem]:
        training = case.project.training
        steps = training.steps
        if steps is None and case.batches is not None:
            steps = training.steps_in(case.batches)
        if steps is not None and training.warmup_steps >= steps:
            better = max(steps // self.share, 1) if steps > 1 else 0
            told = {"warmup": training.warmup_steps, "steps": steps, "better": better}
            yield self.tells(WARMUP_TOO_LONG, "warning", None, better, **told)

    def title(self, project: Project, problem: Problem) -> str:
        (better,) = argument(problem)
        return ntr("Warm up for {count} step", "Warm up for {count} steps", better)

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.changed(warmup_steps=argument(problem)[0]))
