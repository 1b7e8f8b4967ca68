"""Several processes under torchrun train what one would, are stopped and go on exactly, and say why they ended."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest
import torch
from torch.distributed import distributed_c10d

from studio.training.events import BatchesDone, EpochDone, Evaluated, RunStarted
from studio.training.launch.requests import RequestingControl
from studio.training.launch.torchrun import Torchrun
from studio.training.runs import Run
from studio.training.runs.layout import OWNER

pytestmark = pytest.mark.slow

TOGETHER = ("--launch", "torchrun", "--nproc", "2")


@pytest.fixture
def project(lenet: Path) -> Path:
    """LeNet on the digits; dropout or batch normalization would make one process another than two."""
    return lenet


def settings(project: Path, **changes: Any) -> None:
    content = json.loads(project.read_text("utf-8"))
    content["training"] |= changes
    project.write_text(json.dumps(content), "utf-8")


def losses(run: str) -> torch.Tensor:
    events = Run.open(Path(run)).events()
    return torch.tensor([loss for event in events if isinstance(event, BatchesDone) for loss in event.losses])


def values(run: str, kind: type[EpochDone | Evaluated]) -> list[dict[str, float]]:
    return [dict(event.metrics) for event in Run.open(Path(run)).events() if isinstance(event, kind)]


def weights(run: str) -> dict[str, torch.Tensor]:
    return Run.open(Path(run)).checkpoints.read("last").weights


@contextmanager
def training(folder: Path, project: Path, *options: object) -> Iterator[tuple[Popen[str], Iterator[dict[str, Any]]]]:
    """A terminal in which two processes train together in `run`, with their events."""
    command = [sys.executable, "-m", "studio", "train", str(project), "--out", "run", *map(str, options), "--json"]
    with Popen(command, cwd=folder, stdout=PIPE, encoding="utf-8") as terminal:
        assert terminal.stdout is not None
        yield terminal, map(json.loads, terminal.stdout)
        terminal.stdout.read()


def stopped_and_gone_on(studio, project: Path, folder: Path, strategy: str) -> int:
    """Train in `run` with a stop on the way, and in `whole` without one; gives the epochs."""
    together = ("--device", "cpu", *TOGETHER, "--strategy", strategy)
    with training(folder, project, *together, "--epochs", 100) as (terminal, events):
        next(event for event in events if event["event"] == "BatchesDone")
        terminal.send_signal(signal.SIGINT)
        *_, last = events
        assert terminal.wait() == 130
    assert (last["event"], last["reason"]) == ("RunFinished", "stopped")
    assert Run.open(Path("run")).checkpoints.entry("last").step == last["step"]
    epochs: int = last["epoch"] + 1
    for run, options in (("run", ("--resume",)), ("whole", ())):
        result = studio("train", project, "--out", run, *options, "--epochs", epochs, *together, "--json")
        assert (result.status, result.err) == (0, "")
    return epochs


def is_kept_after(step: int) -> bool:
    """Whether there is a checkpoint of a later step to go on from."""
    last = Run.open(Path("run")).checkpoints.entries().get("last")
    return last is not None and last.step > step


def assert_the_stop_changed_nothing() -> None:
    ours, whole = weights("run"), weights("whole")
    assert all(torch.equal(ours[name], whole[name]) for name in ours.keys() | whole.keys())
    assert losses("run").tolist() == losses("whole").tolist()
    ours, whole = values("run", EpochDone), values("whole", EpochDone)
    assert {"accuracy", "auroc"} <= ours[-1].keys()
    for one, other in zip(ours, whole, strict=True):
        assert one == pytest.approx(other, rel=1e-9)


def assert_all_values_are_alike(one: str, other: str) -> None:
    for kind in (EpochDone, Evaluated):
        for ours, theirs in zip(values(one, kind), values(other, kind), strict=True):
            assert theirs == pytest.approx(ours, rel=0.02, abs=0.005)


def test_two_processes_train_what_one_would_and_end_early_where_it_does(studio, project: Path) -> None:
    settings(
        project,
        optimizer={"kind": "SGD", "lr": 0.05},
        loss={"kind": "CrossEntropyLoss", "weight": [10.0, 0.1, *[1.0] * 8], "ignore_index": 3},
        batch_size=50,
        accumulate=3,
        clip_norm=1.0,
        average_weights={"kind": "SWA", "start": 0},
        schedule={"kind": "ReduceLROnPlateau", "patience": 0},
        early_stopping={"monitor": "accuracy", "patience": 1, "min_delta": 0.5},
    )
    for run, options in (("one", ()), ("two", TOGETHER)):
        result = studio("train", project, "--out", run, "--epochs", 9, "--device", "cpu", *options, "--json")
        assert (result.status, result.err.startswith("Stopped early: ")) == (0, True)
    assert torch.allclose(losses("one"), losses("two"), rtol=1e-3, atol=1e-4)
    assert_all_values_are_alike("one", "two")
    (started,) = (event for event in Run.open(Path("two")).events() if isinstance(event, RunStarted))
    assert "2 processes" in started.note


def test_what_was_stopped_goes_on_exactly(studio, project: Path, tmp_path: Path) -> None:
    settings(project, metrics=["accuracy", "auroc"], early_stopping={"monitor": "auroc", "patience": 1000})
    stopped_and_gone_on(studio, project, tmp_path, "ddp")
    assert_the_stop_changed_nothing()


def test_processes_that_share_the_weights_go_on_exactly_and_train_what_one_would_in_any_number(
    studio, project: Path, tmp_path: Path
) -> None:
    settings(
        project,
        optimizer={"kind": "SGD", "lr": 0.05},
        accumulate=3,
        clip_norm=1.0,
        keep_every=1,
        batch_size=50,
        metrics=["accuracy", "auroc"],
        early_stopping={"monitor": "auroc", "patience": 1000},
    )
    epochs = stopped_and_gone_on(studio, project, tmp_path, "fsdp")
    assert_the_stop_changed_nothing()
    alone = ("--device", "cpu", "--json")
    assert studio("train", project, "--out", "one", "--epochs", epochs, *alone).status == 0
    assert torch.allclose(losses("one"), losses("whole"), rtol=1e-3, atol=1e-4)
    for which in ("last", "epoch-1"):
        one, shared = (Run.open(Path(run)).checkpoints.read(which).weights for run in ("one", "whole"))
        assert all(torch.allclose(one[name], shared[name], atol=1e-5) for name in one.keys() | shared.keys())
    assert_all_values_are_alike("one", "whole")
    started = next(event for event in Run.open(Path("whole")).events() if isinstance(event, RunStarted))
    assert "keep a part of the weights each" in started.note
    for run in ("one", "whole"):
        assert studio("train", project, "--out", run, "--epochs", epochs + 1, "--resume", *alone).status == 0
    assert torch.allclose(losses("one"), losses("whole"), rtol=1e-3, atol=1e-4)


def test_another_learning_rate_holds_in_all_of_them_and_where_one_is_killed_the_run_says_so_and_goes_on(
    studio, project: Path, tmp_path: Path
) -> None:
    settings(project, optimizer={"kind": "SGD", "lr": 0.05})
    with training(tmp_path, project, "--device", "cpu", *TOGETHER, "--epochs", 100_000) as (terminal, events):
        next(event for event in events if event["event"] == "BatchesDone")
        RequestingControl(tmp_path / "run").change_rate(0.01)
        changed = next(event for event in events if event["event"] == "RateChanged")
        next(event for event in events if event["event"] == "EpochDone" and is_kept_after(changed["step"]))
        os.kill(json.loads((tmp_path / "run" / OWNER).read_text())["process"], signal.SIGKILL)
        *_, last = events
        assert terminal.wait() == 1
    assert last["event"] == "RunFailed"
    assert "SIGKILL" in last["message"]
    assert (changed["before"], changed["now"]) == (0.05, 0.01)
    (stretch,) = Run.open(Path("run")).config()["stretches"]
    assert stretch["step"] == changed["step"]
    rates = {
        step: event.learning_rate
        for event in Run.open(Path("run")).events()
        if isinstance(event, BatchesDone)
        for step in event.steps[-1:]
    }
    assert {rate for step, rate in rates.items() if step > changed["step"]} == {0.01}
    settings(project, optimizer={"kind": "SGD", "lr": 0.01})
    epochs = Run.open(Path("run")).checkpoints.entry("last").epoch + 1
    options = ("--epochs", epochs, "--device", "cpu", "--json")
    assert studio("train", project, "--out", "run", "--resume", *options).status == 0


def test_what_needs_all_of_the_weights_in_one_process_is_refused(studio, project: Path) -> None:
    settings(project, average_weights={"kind": "EMA"})
    refused = studio("train", project, "--out", "run", *TOGETHER, "--strategy", "fsdp")
    assert refused.status == 1
    assert "average_weights" in refused.err
    assert not Path("run").exists()
    alone = studio("train", project, "--out", "run", "--strategy", "fsdp")
    assert alone.status != 0
    assert "torchrun" in alone.err


def test_the_others_wait_for_as_long_as_a_pause_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = {"WORLD_SIZE": 1, "LOCAL_WORLD_SIZE": 1, "RANK": 0, "LOCAL_RANK": 0, "GROUP_RANK": 0, "MASTER_PORT": 0}
    for name, value in {**alone, "MASTER_ADDR": "127.0.0.1", "TORCHELASTIC_RUN_ID": "waits"}.items():
        monkeypatch.setenv(name, str(value))
    Torchrun("cpu")
    try:
        backend = distributed_c10d._get_default_group()._get_backend(torch.device("cpu"))
        assert backend.options._timeout.days > 30
    finally:
        torch.distributed.destroy_process_group()


def test_batches_that_are_too_small_to_be_shared_are_refused(studio, project: Path) -> None:
    settings(project, batch_size=3)
    result = studio("train", project, "--out", "run", *TOGETHER)
    assert result.status == 1
    assert "batch_size" in result.err
    assert not Path("run").exists()
