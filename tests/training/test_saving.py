"""Checkpoints are written beside the training when they are worth it, and what counts is never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import run_folders
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from trainings import SnapshotOf, TrainAll, batch_losses, epochs, stop_after

from studio.training.control import Control
from studio.training.events import BatchesDone, EpochDone, Event, RunFailed, RunFinished
from studio.training.failures import DISK
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.optimizers import SGD, Adam
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Which
from studio.training.runs.kept import Kept
from studio.training.runs.state_file import read_state, write_state
from studio.training.runs.weights_file import write_weights
from studio.training.schedules import schedules
from studio.training.snapshot import Snapshot

NEVER, ALWAYS = 1e-9, 1e9
"""Shares of the time with which no checkpoint, or every one, is worth it."""

WHICH: tuple[Which, ...] = ("last", "best")


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.training.callbacks.saving.SHARE", NEVER)


@pytest.fixture(params=[NEVER, ALWAYS], ids=["never worth it", "always worth it"])
def share(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    monkeypatch.setattr("studio.training.callbacks.saving.SHARE", request.param)
    value: float = request.param
    return value


def check_whole(run: Run) -> None:
    """Every checkpoint that the run names is what was saved, and nothing else lies there."""
    for which in WHICH:
        assert run.checkpoints.read(which).weights
    assert run.checkpoints.state()
    entries = run.checkpoints.entries()
    used = {entry.weights for entry in entries.values()} | {entries["last"].state}
    assert {path.name for path in run.checkpoints.folder.glob("step-*")} == used


def same(one: Run, other: Run, which: Which) -> bool:
    mine, its = one.checkpoints.read(which).weights, other.checkpoints.read(which).weights
    return mine.keys() == its.keys() and all(torch.equal(mine[name], its[name]) for name in mine)


@pytest.fixture
def lively(snapshot: SnapshotOf) -> Snapshot:
    """A training whose best epoch is in the midst of it."""
    return snapshot(optimizer=Adam(lr=0.05), epochs=8)


def test_the_last_and_the_best_are_kept_however_seldom_it_is_saved(
    lively: Snapshot,
    share: float,
    train_all: TrainAll,
    run_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = train_all(lively)
    monkeypatch.undo()
    reference = Run.create(tmp_path / "reference", lively)
    whole = list(train(lively, None, reference))
    best = max(event.epoch for event in epochs(events) if event.best)
    assert 1 < best < 8
    run = Run.open(run_folder)
    check_whole(run)
    assert (run.checkpoints.entries()["best"].epoch, run.checkpoints.entries()["last"].epoch) == (best, 8)
    assert all(same(run, reference, which) for which in WHICH)
    assert events[-2].metrics == whole[-2].metrics


def moments(events: Iterator[Event], run: Run) -> Iterator[tuple[int, int]]:
    """The epoch that is told, and the one of the last checkpoint at that time."""
    for event in events:
        if isinstance(event, EpochDone):
            yield event.epoch, run.checkpoints.entries()["last"].epoch


def test_the_first_epoch_is_saved_before_it_is_told_and_the_others_only_when_worth_it(
    lively: Snapshot, run_folder: Path, never: None
) -> None:
    run = Run.create(run_folder, lively)
    assert list(moments(train(lively, None, run), run)) == [(epoch, 1) for epoch in range(1, 9)]


def test_a_stopped_training_goes_on_exactly_where_nothing_was_worth_saving(
    lively: Snapshot, train_all: TrainAll, tmp_path: Path, never: None, reports_at_every_step: None
) -> None:
    whole = train_all(lively)
    control, run = Control(), Run.create(tmp_path / "stopped", lively)
    first = stop_after(120, train(lively, control, run), control)
    assert isinstance(first[-1], RunFinished)
    last = run.checkpoints.entry("last")
    assert last is not None
    assert last.step == first[-1].step
    check_whole(run)
    second = list(train(lively, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert second[-2].metrics == whole[-2].metrics


class Waiting(Control):
    """Notes what is saved when the training waits, and lets it go on."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self.found: list[int] = []

    def wait(self) -> None:
        """The checkpoint is being written by now, so that it is there once that is over."""
        for thread in threading.enumerate():
            if thread.name == "checkpoints":
                thread.join()
        last = self._run.checkpoints.entry("last")
        self.found.append(0 if last is None else last.step)
        self.resume()


def test_a_paused_training_has_saved_what_it_reached(
    lively: Snapshot, run_folder: Path, never: None, reports_at_every_step: None
) -> None:
    run = Run.create(run_folder, lively)
    control = Waiting(run)
    for event in train(lively, control, run):
        if isinstance(event, BatchesDone) and event.steps[-1] in (10, 60):
            control.pause()
        elif isinstance(event, BatchesDone) and event.steps[-1] == 62:
            control.stop()
    assert {10, 60} <= set(control.found)
    check_whole(run)
    assert run.checkpoints.entries()["last"].step == 62


def test_a_file_that_cannot_be_written_ends_the_training_in_words_and_leaves_what_was_saved(
    lively: Snapshot, share: float, run_folder: Path, reports_at_every_step: None
) -> None:
    run = Run.create(run_folder, lively)
    blocked = run.checkpoints.folder / "step-00000088.safetensors"
    events = []
    for event in train(lively, None, run):
        events.append(event)
        if isinstance(event, EpochDone) and event.epoch == 1:
            for step in (44, 66, 88, 110, 132, 154, 176):
                (run.checkpoints.folder / f"step-{step:08}.safetensors").mkdir()
    assert isinstance(events[-1], RunFailed)
    assert events[-1].code == DISK
    assert str(blocked.parent) in events[-1].message
    entries = run.checkpoints.entries()
    assert run.checkpoints.read("last").weights
    assert run.checkpoints.read("best").weights
    assert entries["last"].step in (22, events[-1].step)


def test_the_best_epoch_outlives_a_training_that_diverges(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path, never: None
) -> None:
    rising = schedules["OneCycleLR"].create({"max_lr": 1e5, "div_factor": 1e6, "pct_start": 1.0})
    settings = snapshot(loss=losses["MSELoss"](), optimizer=SGD(lr=0.1), schedule=rising, epochs=1000)
    events = train_all(settings)
    assert isinstance(events[-1], RunFailed)
    assert events[-1].code == "diverged"
    best = max(event.epoch for event in epochs(events) if event.best)
    assert best > 1
    run = Run.open(run_folder)
    check_whole(run)
    assert run.checkpoints.entries()["best"].epoch == best
    assert run.checkpoints.entries()["last"].epoch == 1
    again = train_all(settings)
    assert isinstance(again[-1], RunFailed)
    assert [event.metrics for event in epochs(again)] == [event.metrics for event in epochs(events)][1:]
    assert run.checkpoints.entries()["best"].epoch == best


WORK = """
import importlib, os, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from studio.training.callbacks import saving
saving.SHARE = 1e9
from killed import snapshot
from studio.training.events import EpochDone
from studio.training.loop import train
from studio.training.runs import Run

def work(folder):
    run = Run.open(folder) if folder.exists() else Run.create(folder, snapshot())
    was_told = True
    for event in train(snapshot(), None, run):
        if isinstance(event, EpochDone):
            was_told or sys.stdin.readline()  # an epoch ahead of whoever may kill it, and no more
            was_told = False
        print(type(event).__name__, getattr(event, "epoch", ""), flush=True)

for slow in ("torch._dynamo", "torchmetrics.classification", "sklearn.datasets", "sklearn.model_selection"):
    importlib.import_module(slow)  # once, and not in each of the processes
for line in iter(sys.stdin.readline, ""):
    if line != "begin\\n":
        continue  # said to one that has come to its end
    process = os.fork()
    if not process:
        work(Path(sys.argv[1]))
        os._exit(0)
    print("Begun", process, flush=True)
    print("Ended", os.waitpid(process, 0)[1], flush=True)
"""


def killed_after(epochs_told: int, work: subprocess.Popen[str]) -> bool:
    """Let a process train on until it has told so many epochs, and kill it; False where it came to the end before."""
    assert work.stdin is not None
    assert work.stdout is not None
    work.stdin.write("begin\n")
    lines, told, process = map(str.split, work.stdout), 0, 0
    for what, *numbers in lines:
        process = int(numbers[0]) if what == "Begun" else process
        told += what == "EpochDone"
        if what == "EpochDone" and told == epochs_told:  # at once, while that epoch is being written beside the next
            os.kill(process, signal.SIGKILL)
        elif what == "EpochDone":
            work.stdin.write("go on\n")
        if what == "Ended":
            return int(numbers[0]) == signal.SIGKILL
    raise AssertionError("the processes were not begun")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each process is a fork of one that has loaded all it needs")
def test_a_training_that_is_killed_again_and_again_comes_out_the_same(tmp_path: Path) -> None:
    import killed

    support = str(Path(killed.__file__).parent)
    folder, reference = tmp_path / "killed", Run.create(tmp_path / "whole", killed.snapshot())
    assert isinstance(list(train(killed.snapshot(), None, reference))[-1], RunFinished)
    seen = 0
    command = [sys.executable, "-c", WORK, str(folder), support]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1) as work:
        while killed_after(1 + seen % 2, work):
            seen += 1
            check_readable(Run.open(folder))
            assert seen < 20
    assert seen > 2
    run = Run.open(folder)
    check_whole(run)
    kept = ("epoch-2", "epoch-4")
    assert {*WHICH, *kept} == run.checkpoints.entries().keys()
    assert all(same(run, reference, which) for which in (*WHICH, *kept))
    assert [event.metrics for event in epochs(run.events())] == [event.metrics for event in epochs(reference.events())]


def check_readable(run: Run) -> None:
    """Both checkpoints are what was saved; what a killed writing left beside them does not count."""
    for which in WHICH:
        assert run.checkpoints.read(which).weights
    assert run.checkpoints.state()


def test_a_copy_stays_as_it_was_and_may_take_the_memory_of_one_before() -> None:
    model = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3).to(memory_format=torch.channels_last), torch.nn.BatchNorm2d(3))
    first = Kept.of(model, {"x": [model[1].weight]}, step=1, epoch=1).copy()
    before = {name: value.clone() for name, value in first.weights.items()}
    with torch.no_grad():
        for values in model.state_dict().values():
            values += 1
    assert all(torch.equal(first.weights[name], value) for name, value in before.items())
    assert first.state is not None
    assert torch.equal(first.state["x"][0], before["1.weight"])
    second = Kept.of(model, None, step=2, epoch=2).copy(first)
    assert all(second.weights[name].data_ptr() == value.data_ptr() for name, value in first.weights.items())
    assert all(torch.equal(second.weights[name], value) for name, value in model.state_dict().items())


LAYOUTS = {
    "in order": torch.arange(4096.0).reshape(4, 16, 8, 8),
    "channels last": torch.arange(4096.0).reshape(4, 16, 8, 8).to(memory_format=torch.channels_last),
    "with an axis of one": torch.arange(4096.0).reshape(64, 1, 8, 8).to(memory_format=torch.channels_last),
    "spread": torch.arange(8192.0).reshape(2, 4096)[:, ::2],
    "repeated": torch.arange(64.0).expand(64, 64),
    "small": torch.arange(4.0),
    "a number": torch.tensor(3.0, dtype=torch.float64),
    "none": torch.empty(0, 3),
}


@pytest.mark.parametrize("tensor", LAYOUTS.values(), ids=list(LAYOUTS))
def test_a_state_is_read_as_it_was_to_its_layout_in_memory(tensor: torch.Tensor, tmp_path: Path) -> None:
    state = {"state": {0: {"a": tensor, "b": [tensor, None]}, "x": (1, 2.5, "text", True)}, "empty": {}}
    path = tmp_path / "state"
    with path.open("wb") as file:
        write_state(file, state)
    found = read_state(path)
    assert found["state"]["x"] == (1, 2.5, "text", True)
    assert (found["empty"], found["state"][0]["b"][1]) == ({}, None)
    for each in (found["state"][0]["a"], found["state"][0]["b"][0]):
        assert torch.equal(each, tensor)
        assert each.dtype == tensor.dtype
        for layout in (torch.contiguous_format, torch.channels_last):
            assert (
                tensor.dim() != 4
                or not tensor.is_contiguous(memory_format=layout)
                or each.is_contiguous(memory_format=layout)
            )


def test_a_state_as_earlier_versions_wrote_it_is_read(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path, tmp_path: Path
) -> None:
    train_all(snapshot(epochs=1))
    whole = list(train(snapshot(epochs=2), None, Run.create(tmp_path / "whole", snapshot(epochs=2))))
    checkpoints = Run.open(run_folder).checkpoints
    torch.save(checkpoints.state(), checkpoints.folder / checkpoints.entries()["last"].state)
    run_folders.renew_digests(run_folder)
    assert batch_losses(train_all(snapshot(epochs=2))) == batch_losses(whole)[22:]


@pytest.mark.parametrize("part", ["rest", "tensor"])
def test_a_state_of_which_something_is_missing_is_refused(
    part: str, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    checkpoints = Run.open(run_folder).checkpoints
    path = checkpoints.folder / checkpoints.entries()["last"].state
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118  it is no mapping
    assert tensors
    tensors = {} if part == "tensor" else tensors
    with path.open("wb") as written:
        write_weights(written, tensors, {} if part == "rest" else metadata)
    run_folders.renew_digests(run_folder)
    (refused,) = train_all(snapshot(epochs=2))
    assert isinstance(refused, RunFailed)
    assert "is damaged or missing" in refused.message


KINDS = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_weights_are_read_by_the_library_as_they_were(kind: torch.dtype, tmp_path: Path) -> None:
    whole = torch.arange(24).reshape(2, 3, 2, 2).to(kind)
    tensors = {
        "a": whole,
        "channels last": whole.to(memory_format=torch.channels_last),
        "one": whole[0, 0, 0, 1].clone(),
        "none": torch.empty(0, 3, dtype=kind),
        "网络": whole.flatten()[::2],
        "bytes": torch.arange(3, dtype=torch.uint8),
    }
    path = tmp_path / "weights.safetensors"
    with path.open("wb") as file:
        write_weights(file, tensors, {"b": "a"})
    found = load_file(path)
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)
    assert all(found[name].dtype == tensors[name].dtype for name in tensors)
