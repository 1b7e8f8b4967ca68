"""Several processes under torchrun train what one would, are stopped and go on exactly, and say why they ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from studio.training.events import BatchesDone, EpochDone, Evaluated, RunStarted
from studio.training.launch.requests import RequestingControl
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


@pytest.mark.parametrize(
    "changes",
    [
        {
            "loss": {"kind": "CrossEntropyLoss", "weight": [10.0, 0.1, *[1.0] * 8], "ignore_index": 3},
            "batch_size": 50,
            "accumulate": 3,
            "clip_norm": 1.0,
        },
        {
            "average_weights": {"kind": "SWA", "start": 0},
            "schedule": {"kind": "ReduceLROnPlateau", "patience": 0},
            "early_stopping": {"monitor": "accuracy", "patience": 1, "min_delta": 0.5},
        },
    ],
    ids=["weighted", "averaged"],
)
def test_two_processes_train_what_one_would(studio, project: Path, changes: dict[str, Any]) -> None:
    settings(project, optimizer={"kind": "SGD", "lr": 0.05}, **changes)
    for run, options in (("one", ()), ("two", TOGETHER)):
        result = studio("train", project, "--out", run, "--epochs", 2, "--device", "cpu", *options, "--json")
        assert (result.status, result.err) == (0, "")
    assert torch.allclose(losses("one"), losses("two"), rtol=1e-3, atol=1e-4)
    for kind in (EpochDone, Evaluated):
        for one, two in zip(values("one", kind), values("two", kind), strict=True):
            assert two == pytest.approx(one, rel=0.02, abs=0.005)
    (started,) = (event for event in Run.open(Path("two")).events() if isinstance(event, RunStarted))
    assert "2 processes" in started.note


@pytest.mark.parametrize("strategy", ["ddp", "fsdp"])
def test_what_was_stopped_goes_on_exactly(studio, project: Path, tmp_path: Path, strategy: str) -> None:
    settings(project, metrics=["accuracy", "auroc"], early_stopping={"monitor": "auroc", "patience": 1000})
    together = ("--device", "cpu", *TOGETHER, "--strategy", strategy)
    command = [sys.executable, "-m", "studio", "train", str(project), "--out", "run", *together]
    with subprocess.Popen(
        [*command, "--epochs", "100000", "--json"], cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8"
    ) as terminal:
        assert terminal.stdout is not None
        events = map(json.loads, terminal.stdout)
        next(event for event in events if event["event"] == "BatchesDone")
        terminal.send_signal(signal.SIGINT)
        *_, last = events
        assert terminal.wait() == 130
    assert (last["event"], last["reason"]) == ("RunFinished", "stopped")
    assert Run.open(Path("run")).checkpoints.entry("last").step == last["step"]
    epochs = last["epoch"] + 1
    options = ("--epochs", epochs, *together, "--json")
    assert studio("train", project, "--out", "run", "--resume", *options).status == 0
    assert studio("train", project, "--out", "whole", *options).status == 0
    ours, whole = weights("run"), weights("whole")
    assert all(torch.equal(ours[name], whole[name]) for name in ours.keys() | whole.keys())
    assert losses("run").tolist() == losses("whole").tolist()
    ours, whole = values("run", EpochDone), values("whole", EpochDone)
    assert {"accuracy", "auroc"} <= ours[-1].keys()
    for one, other in zip(ours, whole, strict=True):
        assert one == pytest.approx(other, rel=1e-9)


def test_another_learning_rate_holds_in_all_of_them_from_the_same_step(studio, project: Path, tmp_path: Path) -> None:
    settings(project, optimizer={"kind": "SGD", "lr": 0.05})
    command = [sys.executable, "-m", "studio", "train", str(project), "--out", "run", "--device", "cpu", *TOGETHER]
    with subprocess.Popen(
        [*command, "--epochs", "300", "--json"], cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8"
    ) as terminal:
        assert terminal.stdout is not None
        events = map(json.loads, terminal.stdout)
        next(event for event in events if event["event"] == "BatchesDone")
        control = RequestingControl(tmp_path / "run")
        control.change_rate(0.01)
        changed = next(event for event in events if event["event"] == "RateChanged")
        control.stop()
        *_, last = events
        assert terminal.wait() == 130
    assert (changed["before"], changed["now"]) == (0.05, 0.01)
    (stretch,) = Run.open(Path("run")).config()["stretches"]
    assert stretch["step"] == changed["step"]
    rates = {
        step: event.learning_rate
        for event in Run.open(Path("run")).events()
        if isinstance(event, BatchesDone)
        for step in event.steps[-1:]
    }
    assert {rate for step, rate in rates.items() if step > changed["step"]} <= {0.01}
    settings(project, optimizer={"kind": "SGD", "lr": 0.01})
    options = ("--epochs", last["epoch"] + 1, "--device", "cpu", "--json")
    assert studio("train", project, "--out", "run", "--resume", *options).status == 0


def test_processes_that_share_the_weights_train_what_one_would_and_go_on_in_any_number(studio, project: Path) -> None:
    settings(project, optimizer={"kind": "SGD", "lr": 0.05}, accumulate=3, clip_norm=1.0, keep_every=1, batch_size=50)
    sharing = ("--device", "cpu", *TOGETHER, "--strategy", "fsdp", "--json")
    assert studio("train", project, "--out", "one", "--epochs", 2, "--device", "cpu", "--json").status == 0
    result = studio("train", project, "--out", "two", "--epochs", 1, *sharing)
    assert (result.status, result.err) == (0, "")
    assert studio("train", project, "--out", "two", "--epochs", 2, "--resume", *sharing).status == 0
    assert torch.allclose(losses("one"), losses("two"), rtol=1e-3, atol=1e-4)
    for which in ("last", "epoch-1"):
        one, two = (Run.open(Path(run)).checkpoints.read(which).weights for run in ("one", "two"))
        assert all(torch.allclose(one[name], two[name], atol=1e-5) for name in one.keys() | two.keys())
    for kind in (EpochDone, Evaluated):
        assert values("two", kind)[-1] == pytest.approx(values("one", kind)[-1], rel=0.02, abs=0.005)
    started = next(event for event in Run.open(Path("two")).events() if isinstance(event, RunStarted))
    assert "keep a part of the weights each" in started.note
    assert studio("train", project, "--out", "two", "--epochs", 3, "--resume", "--device", "cpu", "--json").status == 0
    assert studio("train", project, "--out", "one", "--epochs", 3, "--resume", "--device", "cpu", "--json").status == 0
    assert torch.allclose(losses("one"), losses("two"), rtol=1e-3, atol=1e-4)


def test_what_needs_all_of_the_weights_in_one_process_is_refused(studio, project: Path) -> None:
    settings(project, average_weights={"kind": "EMA"})
    refused = studio("train", project, "--out", "run", *TOGETHER, "--strategy", "fsdp")
    assert refused.status == 1
    assert "average_weights" in refused.err
    assert not Path("run").exists()
    alone = studio("train", project, "--out", "run", "--strategy", "fsdp")
    assert alone.status != 0
    assert "torchrun" in alone.err


WAITS = """
import torch
from studio.training.launch.torchrun import Torchrun
Torchrun("cpu")
group = torch.distributed.distributed_c10d._get_default_group()
print(group._get_backend(torch.device("cpu")).options._timeout.days)
"""


def test_the_others_wait_for_as_long_as_a_pause_takes(tmp_path: Path) -> None:
    (tmp_path / "waits.py").write_text(WAITS, "utf-8")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=1", "waits.py"]
    assert int(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout) > 30


def test_when_one_of_them_is_killed_the_run_says_so(studio, project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "studio", "train", str(project), "--out", "run", "--device", "cpu", *TOGETHER]
    with subprocess.Popen(
        [*command, "--epochs", "100000", "--json"], cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8"
    ) as terminal:
        assert terminal.stdout is not None
        events = map(json.loads, terminal.stdout)
        next(event for event in events if event["event"] == "EpochDone")
        os.kill(json.loads((tmp_path / "run" / OWNER).read_text())["process"], signal.SIGKILL)
        *_, last = events
        assert terminal.wait() == 1
    assert last["event"] == "RunFailed"
    assert "SIGKILL" in last["message"]
    assert Run.open(Path("run")).checkpoints.read("last").weights


def test_batches_that_are_too_small_to_be_shared_are_refused(studio, project: Path) -> None:
    settings(project, batch_size=3)
    result = studio("train", project, "--out", "run", *TOGETHER)
    assert result.status == 1
    assert "batch_size" in result.err
    assert not Path("run").exists()
