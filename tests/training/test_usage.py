"""What a training takes of its machine: measured between reports, told in words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from studio.training.batches import Batch
from studio.training.events import BatchesDone, RunFinished, RunStarted, Usage
from studio.training.progress import Progress
from studio.training.usage import UsageMeter

BATCH = torch.zeros(1), torch.zeros(1)
STARTED = RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 10, 0, "")
DONE = BatchesDone("run", 1, (1,), (0.5,), 1234.0, 1.0)


def busy(seconds: float) -> float:
    """Work for a while; gives for how long it really was, on a machine that also does other things."""
    begin = time.perf_counter()
    while time.perf_counter() < begin + seconds:
        pass
    return time.perf_counter() - begin


def slow_batches(seconds: float, took: list[float]) -> Iterator[Batch]:
    """Batches that are each worked at for a while; `took` gets for how long."""
    for _ in range(3):
        took.append(busy(seconds))
        yield BATCH


def test_the_time_that_batches_are_waited_for_is_told() -> None:
    meter, took = UsageMeter(torch.device("cpu")), list[float]()
    worked = sum(busy(0.02) for _ in meter.fetched(slow_batches(0.02, took)))
    assert meter.read().waiting == pytest.approx(sum(took) / (sum(took) + worked), abs=0.1)
    meter.restart()
    for _ in meter.fetched(iter([BATCH] * 3)):
        busy(0.02)
    assert meter.read().waiting < 0.1


def test_a_device_that_is_waited_for_does_not_wait_itself() -> None:
    meter = UsageMeter(torch.device("meta"))
    for _ in meter.fetched(slow_batches(0.01, [])):
        with meter.blocked():
            busy(0.03)
    assert meter.read().waiting == 0


def test_memory_and_load_of_the_processor_are_known() -> None:
    meter = UsageMeter(torch.device("cpu"))
    before = meter.read().memory
    assert before is not None
    held = torch.ones(30_000_000)
    busy(0.05)
    usage = meter.read()
    assert usage.memory is not None
    assert usage.memory - before > 0.8 * held.nbytes
    assert usage.load is not None
    assert 0 < usage.load <= 1


def progress(*usages: Usage | None) -> Progress:
    found = Progress()
    found.take(STARTED)
    for usage in usages:
        found.take(replace(DONE, usage=usage))
    return found


def test_what_a_training_takes_is_told_in_words() -> None:
    told = [words.replace("\u202f", " ") for words in progress(Usage(0.0, 1_234_000_000, 0.87)).usage_words]
    assert told == ["1 234 samples/s", "1.23 GB of memory", "87 % busy"]
    assert len(progress(None).usage_words) == 1
    assert Progress().usage_words == ()


@pytest.mark.parametrize(("share", "said"), [(0.0, False), (0.2, False), (0.45, True), (1.0, True)])
def test_a_device_that_waits_for_the_data_is_told_in_a_sentence(share: float, said: bool) -> None:
    found = progress(*[Usage(share)] * 60)
    assert bool(found.waiting_words) is said
    if said:
        assert f"{share:.0%}".replace("%", "\u202f%") in found.waiting_words
    found.take(RunFinished("run", "finished", 1, 1, 1.0))
    assert found.waiting_words == ""


def test_one_slow_batch_is_no_reason_for_a_word() -> None:
    assert progress(Usage(0.9), *[Usage(0.0)] * 3).waiting_words == ""
