"""Checks of early stopping: what it watches has to be told, and its patience has to be used up some time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.explanation.plan import values_told
from studio.graph import Kind, Problem
from studio.project.diagnostics.check import Case, Check, argument
from studio.project.model import Project
from studio.text import ntr, tr
from studio.training.early_stopping import EarlyStopping, check_watchable

NEVER_EARLY = Kind(
    "never-early",
    "Early stopping waits for {patience} epochs (early_stopping.patience), and the training has {epochs}: it never "
    "ends early.",
    "Wait for {better}, or train for longer.",
)


class MonitorNotTold(Check):
    """Early stopping by a value that this training does not tell, so that it could never improve."""

    name = "monitor-not-told"

    def find(self, case: Case) -> Iterator[Problem]:
        training = case.project.training
        names = values_told(case.project.data, case.data, training) if case.is_meant else ()
        found = check_watchable(training.early_stopping, names) if names else None
        if found is not None:
            yield self.claims(Problem("error", None, found), names[0])

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Watch {monitor}", monitor=argument(problem)[0])

    def remedy(self, project: Project, problem: Problem) -> Project:
        return _changed(project, monitor=argument(problem)[0])


class NeverEarly(Check):
    """A patience that no training of this length uses up."""

    name = "never-early"
    share = 5

    def find(self, case: Case) -> Iterator[Problem]:
        training = case.project.training
        epochs = training.epochs
        if epochs is None and case.batches is not None:
            epochs = training.epochs_in(case.batches)
        # The first epoch sets the value to beat, and after the last there is nothing left to save.
        if training.early_stopping is None or epochs is None or training.early_stopping.patience < epochs - 1:
            return
        better = max(1, epochs // self.share)
        told = {"patience": training.early_stopping.patience, "epochs": epochs, "better": better}
        yield self.tells(NEVER_EARLY, "info", None, better, **told)

    def title(self, project: Project, problem: Problem) -> str:
        (better,) = argument(problem)
        return ntr("Wait for {count} epoch", "Wait for {count} epochs", better)

    def remedy(self, project: Project, problem: Problem) -> Project:
        return _changed(project, patience=argument(problem)[0])


def _changed(project: Project, **params: object) -> Project:
    chosen = project.training.early_stopping or EarlyStopping()
    return replace(project, training=project.training.changed(early_stopping=chosen.changed(**params)))
