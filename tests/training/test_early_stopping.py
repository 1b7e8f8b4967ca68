"""A training ends early where what it watches no longer improves, says why, and goes on with more patience."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import run_folders
import torch
from trainings import SnapshotOf, TrainAll, batch_losses, epochs, stop_after

from studio.compiler.module import compile_graph
from studio.data import Digits
from studio.layers import ParameterError
from studio.project import Project
from studio.project.file import dumps, loads
from studio.project.overrides import overridden
from studio.project.prospect import prospect
from studio.training.callbacks.stopping_early import StoppingEarly
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.early_stopping import EarlyStopping
from studio.training.events import EarlyEnd, EpochDone, Evaluated, Event, RunFailed, RunFinished, from_json
from studio.training.loop import train
from studio.training.optimizers import SGD, Adam
from studio.training.progress import Progress
from studio.training.runs import Run
from studio.training.runs.description import Description
from studio.training.runs.resume import Beginning

STILL = SGD(lr=1e-12)
"""Changes nothing, so that nothing improves after the first epoch."""

LIVELY = Adam(lr=0.02)


def early(events: list[Event]) -> EarlyEnd | None:
    """How a training ended."""
    assert isinstance(events[-1], RunFinished), events[-1]
    assert events[-1].reason == "finished"
    return events[-1].early


def results(events: list[Event]) -> list[Any]:
    return [(event.epoch, event.metrics, event.best) for event in epochs(events)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"monitor": "validation_acuracy"}, "Did you mean “validation_accuracy”"),
        ({"monitor": "nothing like it"}, "has to be “loss” or the name of a metric"),
        ({"monitor": 3}, "monitor of early_stopping must be a text"),
        ({"patience": 0}, "patience of early_stopping must be a whole number from 1"),
        ({"min_delta": -1.0}, "min_delta of early_stopping must be a number from 0"),
        ({"patiens": 3}, "early_stopping has no parameter “patiens”"),
    ],
)
def test_wrong_settings_are_refused_by_their_names(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        TrainingConfig.create({"early_stopping": given})
    file = (
        f'{{"format": "nn-studio", "version": 1, "graph": {{}}, "training": {json.dumps({"early_stopping": given})}}}'
    )
    notices = loads(file).notices
    assert words in notices[0].message


def test_a_file_has_what_is_watched_and_for_how_long(snapshot: SnapshotOf) -> None:
    made = snapshot(early_stopping={"monitor": "validation_accuracy", "patience": 3})
    text = dumps(Project("Digits", made.graph, made.data, made.training))
    assert '"early_stopping": {"monitor": "validation_accuracy", "patience": 3}' in " ".join(text.split())
    assert loads(text).training == made.training
    assert '"early_stopping"' not in dumps(Project("Digits", made.graph, made.data, snapshot().training))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["training.early_stopping.patience=3"], EarlyStopping(patience=3)),
        (["training.early_stopping=on"], EarlyStopping()),
        (["training.early_stopping.monitor=loss", "training.early_stopping=on"], EarlyStopping(monitor="loss")),
        (["training.early_stopping=off"], None),
    ],
)
def test_it_is_set_by_name(given: list[str], expected: EarlyStopping | None) -> None:
    assert overridden(Project(), given).training.early_stopping == expected


def test_a_training_that_no_longer_improves_ends_early_and_says_why(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    settings = snapshot(optimizer=STILL, epochs=10, early_stopping={"patience": 2})
    events = train_all(settings)
    assert [event.best for event in epochs(events)] == [True, False, False]
    assert early(events) == EarlyEnd("validation_loss", best_epoch=1, waited=2)
    assert isinstance(events[-2], Evaluated)
    assert events[-2].epoch == 1
    words = "Stopped early: the validation loss was best after epoch 1 and has not improved in 2 epochs since."
    described = Description.of(run_folder)
    assert (described.state, described.reason) == ("finished", words)
    progress = Progress()
    for event in events:
        progress.take(event)
    assert progress.early is not None
    assert progress.early.words == words
    assert progress.time_words.startswith("Stopped early after")
    assert pickle.loads(pickle.dumps(events[-1])) == from_json(events[-1].to_json()) == events[-1]


class Unknown(StoppingEarly):
    """Is told of epochs whose value is not known, as after a stop that lost what metrics had taken in."""

    def hear(self, *losses: float | None) -> EarlyEnd | None:
        for epoch, loss in enumerate(losses, 1):
            metrics = {} if loss is None else {"loss": loss}
            self.epoch_done(None, EpochDone("run", epoch, epoch, False, 0.0, metrics))  # type: ignore[arg-type]
        return self.ending()


def test_an_epoch_whose_value_is_not_known_neither_improves_nor_counts_as_waiting() -> None:
    settings = EarlyStopping(monitor="loss", patience=2)
    assert Unknown(settings).hear(1.0, None, None, None, 2.0) is None
    assert Unknown(settings).hear(None, 1.0, None, 2.0, 3.0) == EarlyEnd("loss", best_epoch=2, waited=2)


def test_an_improvement_of_less_than_is_wanted_is_none(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    stopping = {"patience": 3, "min_delta": 100.0}
    events = train_all(snapshot(optimizer=LIVELY, epochs=10, early_stopping=stopping))
    assert early(events) == EarlyEnd("validation_loss", best_epoch=1, waited=3)
    assert sum(event.best for event in epochs(events)) > 1


@pytest.mark.parametrize("monitor", ["validation_accuracy", "accuracy", "loss"])
def test_the_best_epoch_is_the_one_of_what_is_watched(monitor: str, snapshot: SnapshotOf, train_all: TrainAll) -> None:
    events = train_all(snapshot(optimizer=SGD(lr=1.5), epochs=8, early_stopping={"monitor": monitor, "patience": 8}))
    sign = -1 if monitor == "loss" else 1
    values = [sign * event.metrics[monitor] for event in epochs(events)]
    assert [event.best for event in epochs(events)] == [
        all(value > before for before in values[:place]) for place, value in enumerate(values)
    ]
    assert isinstance(events[-2], Evaluated)
    assert events[-2].epoch == values.index(max(values)) + 1
    assert early(events) is None


def test_without_validation_samples_the_training_itself_can_be_watched(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    data = Digits(validation=0.0, test=0.0)
    events = train_all(
        snapshot(data=data, optimizer=STILL, epochs=9, early_stopping={"monitor": "accuracy", "patience": 2})
    )
    found = early(events)
    assert found is not None
    assert found.monitor == "accuracy"
    assert found.waited == 2
    assert len(epochs(events)) < 9


def test_a_training_that_was_stopped_ends_where_the_whole_one_did(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot(optimizer=STILL, epochs=10, early_stopping={"patience": 3})
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(50, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert results(first) + results(second) == results(whole)
    assert early(second) == early(whole)


def test_a_run_that_ended_early_goes_on_with_more_patience_as_if_it_had_had_it(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, run_folder: Path
) -> None:
    short, long = (
        snapshot(optimizer=LIVELY, epochs=9, early_stopping={"patience": patience, "min_delta": 0.2})
        for patience in (1, 3)
    )
    first = train_all(short)
    beginning = Beginning.of(Run.open(run_folder))
    assert beginning.is_over(short.training)
    assert not beginning.is_over(long.training)
    assert not beginning.is_over(long.training.changed(early_stopping=None))
    project = Project("Digits", short.graph, short.data, short.training)
    assert "more patience than 1 epoch" in prospect(beginning, project).words
    again = train_all(short)
    assert (results(again), early(again)) == ([], early(first))
    second = train_all(long)
    whole = list(train(long, None, Run.create(tmp_path / "whole", long)))
    assert results(first) + results(second) == results(whole)
    assert batch_losses(second) == batch_losses(whole)[len(batch_losses(first)) :]
    assert early(second) == early(whole)


def test_it_may_be_switched_on_for_a_run_and_off_again(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    train_all(snapshot(optimizer=STILL, epochs=2))
    events = train_all(snapshot(optimizer=STILL, epochs=9, early_stopping={"patience": 3}))
    assert early(events) == EarlyEnd("validation_loss", best_epoch=2, waited=3)
    assert [event.epoch for event in epochs(events)] == [3, 4, 5]
    assert [event.epoch for event in epochs(train_all(snapshot(optimizer=STILL, epochs=7)))] == [6, 7]


def test_what_a_run_watches_stays_the_same(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    train_all(snapshot(epochs=1))
    (refused,) = train_all(snapshot(epochs=2, early_stopping={"monitor": "validation_accuracy"}))
    assert isinstance(refused, RunFailed)
    assert "“early_stopping.monitor” was validation_loss and is validation_accuracy now" in refused.message


@pytest.mark.parametrize(
    ("monitor", "data", "code", "words"),
    [
        ("validation_f1", Digits(), "monitor-not-told", "validation_loss, validation_accuracy, loss or accuracy"),
        ("mae", Digits(), "monitor-not-told", "validation_loss, validation_accuracy, loss or accuracy"),
        ("validation_loss", Digits(validation=0.0), "nothing-to-validate", "loss or accuracy"),
    ],
)
def test_a_value_that_is_not_told_is_refused_before_the_training(
    monitor: str, data: Digits, code: str, words: str, snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    (refused,) = train_all(snapshot(data=data, early_stopping={"monitor": monitor}))
    assert isinstance(refused, RunFailed)
    assert refused.code == code
    assert f"“{monitor}” (early_stopping.monitor)" in refused.message
    assert words in refused.remedy


STATES: dict[str, Callable[[dict[str, Any]], object]] = {
    "of no number": lambda watch: watch.update(best=float("nan")),
    "of text": lambda watch: watch.update(best="0.5"),
    "of epochs before the first": lambda watch: watch.update(waited=-1),
    "of half an epoch": lambda watch: watch.update(waited=0.5),
    "without its best": lambda watch: watch.pop("best"),
}


@pytest.mark.parametrize("change", STATES.values(), ids=list(STATES))
def test_a_damaged_watch_is_refused(
    change: Callable[[dict[str, Any]], object], snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1, early_stopping={"patience": 3}))
    checkpoints = Run.open(run_folder).checkpoints
    state = checkpoints.state()
    change(state["early_stopping"])
    torch.save(state, checkpoints.folder / checkpoints.entries()["last"].state)
    run_folders.renew_digests(run_folder)
    (refused,) = train_all(snapshot(epochs=2, early_stopping={"patience": 3}))
    assert isinstance(refused, RunFailed)
    assert "damaged" in refused.message


@pytest.mark.usefixtures("reports_at_every_step")
def test_an_epoch_of_which_the_watched_value_is_not_known_is_never_the_best(
    snapshot: SnapshotOf, run_folder: Path
) -> None:
    """As after several processes were stopped within an epoch, each of which knew its own share of it."""
    settings = snapshot(epochs=3, data=Digits(validation=0.0), early_stopping={"monitor": "accuracy"})
    control, run = Control(), Run.create(run_folder, settings)
    stop_after(60, train(settings, control, run), control)
    last, state, model = run.checkpoints.entries()["last"], run.checkpoints.state(), compile_graph(settings.graph)
    run.load_weights(model, "last")
    run.checkpoints.save(model, {**state, "metrics": None}, step=last.step, epoch=last.epoch, best=False)
    before = run.checkpoints.entries()["best"]
    (done,) = epochs(train(settings, None, run))
    assert "accuracy" not in done.metrics
    assert not done.best
    assert run.checkpoints.entries()["best"] == before
