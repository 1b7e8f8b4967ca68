"""Trainings in processes of their own: the same events and run folder, exact, and a death that is explained."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from studio.training.launch.requests import REQUEST
from studio.training.runs import Run
from studio.training.runs.description import Description
from studio.training.runs.layout import OWNER

pytestmark = pytest.mark.slow


def same_weights(one: str, other: str) -> bool:
    weights = [Run.open(Path(folder)).checkpoints.read("last").weights for folder in (one, other)]
    return all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0].keys() | weights[1].keys())


@contextmanager
def training(folder: Path, *arguments: object) -> Iterator[tuple[subprocess.Popen[str], Iterator[dict[str, Any]]]]:
    """A terminal in which a training goes on in a process of its own, with its events."""
    command = [sys.executable, "-m", "studio", "train", *map(str, arguments), "--launch", "process", "--json"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        yield process, map(json.loads, process.stdout)
        process.stdout.read()


def trained_elsewhere(run: Path) -> int:
    """The number of the process that trains a run."""
    return int(json.loads((run / OWNER).read_text())["process"])


def test_a_process_of_its_own_trains_what_the_terminal_would(studio, lenet: Path) -> None:
    events = {}
    for how in ("thread", "process"):
        result = studio("train", lenet, "--out", how, "--epochs", 1, "--device", "cpu", "--launch", how, "--json")
        assert (result.status, result.err) == (0, "")
        events[how] = [json.loads(line) for line in result.out.splitlines()]
        assert events[how] == [json.loads(event.to_json()) for event in Run.open(Path(how)).events()]
    assert same_weights("thread", "process")
    again = {}
    for how in ("thread", "process"):
        options = ("--epochs", 2, "--device", "cpu", "--resume", "--launch", how, "--json")
        again[how] = [json.loads(line) for line in studio("train", lenet, "--out", how, *options).out.splitlines()]
        assert again[how][0]["event"] == "RunStarted"
        assert again[how][0]["step"] == events[how][-1]["step"]
        assert [event["epoch"] for event in again[how] if event["event"] == "EpochDone"] == [2]
    assert same_weights("thread", "process")


def test_a_process_goes_on_with_the_settings_of_today_and_not_with_those_of_the_run(studio, lenet: Path) -> None:
    still = ("--set", "training.optimizer=SGD", "--set", "training.optimizer.lr=1e-9", "--device", "cpu")
    patience, epochs = "training.early_stopping.patience={}", ("--epochs", 9, "--json")
    assert studio("train", lenet, "--out", "run", *still, "--set", patience.format(1), *epochs).status == 0
    assert Run.open(Path("run")).checkpoints.entries()["last"].epoch < 9
    options = ("--set", patience.format(9), "--set", "training.early_stopping.min_delta=1e-3", "--resume", *epochs)
    assert studio("train", lenet, "--out", "run", *still, *options, "--launch", "process").status == 0
    assert Run.open(Path("run")).checkpoints.entries()["last"].epoch == 9


def test_a_process_that_is_killed_says_so_and_its_run_goes_on_exactly(studio, lenet: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with training(tmp_path, lenet, "--out", run, "--epochs", 100_000, "--device", "cpu") as (terminal, events):
        next(event for event in events if event["event"] == "EpochDone")
        os.kill(trained_elsewhere(run), signal.SIGKILL)
        *_, last = events
        assert terminal.wait() == 1
    assert last["event"] == "RunFailed"
    assert last["code"] == "process-died"
    assert "SIGKILL" in last["message"]
    described = Description.of(run)
    assert described.state == "failed"
    assert "SIGKILL" in described.reason
    epochs = described.epoch + 1
    options = ("--epochs", epochs, "--device", "cpu", "--json")
    assert studio("train", lenet, "--out", run, "--resume", *options).status == 0
    assert studio("train", lenet, "--out", "whole", *options).status == 0
    assert same_weights("run", "whole")


def test_an_interrupted_terminal_stops_the_process_cleanly(lenet: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with training(tmp_path, lenet, "--out", run, "--epochs", 100_000, "--device", "cpu") as (terminal, events):
        next(event for event in events if event["event"] == "BatchesDone")
        terminal.send_signal(signal.SIGINT)
        *_, last = events
        assert terminal.wait() == 130
    assert (last["event"], last["reason"]) == ("RunFinished", "stopped")
    assert Run.open(run).checkpoints.entry("last").step == last["step"]
    assert not (run / REQUEST).exists()


def test_a_run_does_not_go_on_in_a_process_with_a_changed_project(studio, lenet: Path) -> None:
    assert studio("train", lenet, "--out", "run", "--epochs", 1, "--device", "cpu", "--json").status == 0
    lenet.write_text(lenet.read_text("utf-8").replace('"batch_size": 24', '"batch_size": 8'), "utf-8")
    result = studio("train", lenet, "--out", "run", "--epochs", 2, "--resume", "--launch", "process")
    assert result.status == 1
    assert "batch_size" in result.err
    assert Run.open(Path("run")).checkpoints.entry("last").epoch == 1


def test_what_keeps_a_process_from_training_is_told_as_in_the_terminal(studio, lenet: Path) -> None:
    text = lenet.read_text("utf-8").replace('{"kind": "digits"}', '{"kind": "idx", "path": "nowhere"}')
    lenet.write_text(text, "utf-8")
    told = [studio("train", lenet, "--out", how, "--launch", how).err for how in ("thread", "process")]
    assert "nowhere" in told[0]
    assert told[0] == told[1]
    assert not Path("process").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--nproc", 2), "torchrun"), (("--launch", "process", "--nproc", 2), "torchrun"),
     (("--launch", "torchrun", "--nproc", 0), "0"), (("--launch", "torchrun", "--nproc", 10**6), "1000000")],
)  # fmt: skip
def test_numbers_of_processes_that_make_no_sense_are_refused(studio, lenet: Path, options: tuple, words: str) -> None:
    result = studio("train", lenet, "--out", "run", *options)
    assert result.status == 2
    assert words in result.err
    assert not Path("run").exists()
