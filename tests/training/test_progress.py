"""How far a training is follows from its events alone."""

from __future__ import annotations

import pytest

from studio.formatting.quantities import duration, loss, percent
from studio.training.events import BatchesDone, EpochDone, Evaluated, RunFailed, RunFinished, RunStarted
from studio.training.progress import Progress


def started(step: int = 0) -> RunStarted:
    return RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 10, step, "", ("accuracy",))


def batches(epoch: int, first: int, last: int, seconds: float) -> BatchesDone:
    steps = tuple(range(first, last + 1))
    return BatchesDone("run", epoch, steps, tuple(0.5 for _ in steps), 1000.0, seconds, {"accuracy": 0.9})


def test_epoch_share_and_time_left_follow_the_batches() -> None:
    progress = Progress()
    progress.take(started())
    assert (progress.position_words, progress.share, progress.time_words) == ("Epoch 1 of 4", 0.0, "")
    progress.take(batches(1, 1, 5, seconds=10.0))  # warming up
    assert progress.time_words == ""
    progress.take(batches(2, 6, 15, seconds=15.0))
    assert progress.position_words == "Epoch 2 of 4"
    assert progress.share == pytest.approx(15 / 40)
    assert progress.seconds_left == pytest.approx(25 * 0.5)
    assert (progress.latest, progress.samples_per_second) == ({"loss": 0.5, "accuracy": 0.9}, 1000.0)


def test_an_epoch_gives_its_means_and_the_best_is_remembered() -> None:
    progress = Progress()
    progress.take(started())
    progress.take(EpochDone("run", 1, 10, True, 1.0, {"loss": 0.4, "validation_accuracy": 0.75}))
    progress.take(EpochDone("run", 2, 20, False, 2.0, {"loss": 0.3, "validation_accuracy": 0.7}))
    assert (progress.latest, progress.validation, progress.best_epoch) == ({"loss": 0.3}, {"accuracy": 0.7}, 1)


def test_a_continued_run_counts_from_where_it_was() -> None:
    progress = Progress()
    progress.take(started(step=20))
    assert progress.position_words == "Epoch 3 of 4"
    assert progress.share == 0.5


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (RunFinished("run", "finished", 4, 40, 12.0), "Done in 12\u202fs"),
        (RunFinished("run", "stopped", 2, 20, 12.0), "Stopped after 12\u202fs"),
        (RunFailed("run", "No.", "Try.", 2, 20), "Failed after 0\u202fs"),
    ],
)
def test_the_end_is_told_in_place_of_the_time_left(event: RunFinished | RunFailed, words: str) -> None:
    progress = Progress()
    progress.take(started())
    progress.take(event)
    assert progress.time_words == words


def test_no_time_is_left_when_more_was_trained_than_is_wanted() -> None:
    progress = Progress()
    progress.take(started())
    progress.take(batches(1, 1, 5, seconds=10.0))
    progress.take(batches(5, 41, 50, seconds=20.0))
    assert progress.seconds_left == 0.0
    assert progress.time_words == "0\u202fs left"


def test_the_test_result_is_kept() -> None:
    progress = Progress()
    progress.take(Evaluated("run", 3, 10, {"loss": 0.2, "accuracy": 0.95}))
    assert progress.test is not None
    assert progress.test.metrics["accuracy"] == 0.95


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 00 s"), (125, "2 min 05 s"), (4800, "1 h 20 min")],
)
def test_times_are_told_in_their_two_largest_units(seconds: float, words: str) -> None:
    assert duration(seconds).replace("\u202f", " ") == words


def test_figures_are_told_with_the_digits_that_matter() -> None:
    assert (loss(0.123456), loss(3.1e-7), loss(0.0), percent(0.975)) == ("0.1235", "3.1e-07", "0", "97.5\u202f%")


def test_the_learning_rate_is_told_while_the_training_is_on() -> None:
    progress = Progress()
    assert progress.rate_words == ""
    progress.take(BatchesDone("run", 1, (1,), (0.5,), 100.0, 1.0, {}, 0.00271828))
    assert progress.rate_words == "Learning rate 0.00272"
    progress.take(RunFinished("run", "stopped", 0, 1, 1.0))
    assert progress.rate_words == ""
