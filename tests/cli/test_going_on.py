"""Going on with a run at the command line: the same check as in the window, told as one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.training.events import EpochDone
from studio.training.runs import Run
from studio.training.runs.layout import OWNER


@pytest.fixture
def trained(studio, lenet: Path) -> Path:
    """A project with a run of one epoch in `run`."""
    assert studio("train", lenet, "--out", "run", "--epochs", 1, "--device", "cpu", "--json").status == 0
    return lenet


def changed(project: Path, old: str, new: str) -> None:
    text = project.read_text(encoding="utf-8")
    assert old in text
    project.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"ReLU"', '"Sigmoid"', ["ReLU", "Sigmoid"]),
        ('"out_channels": 6', '"out_channels": 7', ["“conv1”", "out_channels", "6", "7"]),
        ('"kind": "digits"', '"kind": "digits", "normalize": true', ["normalize", "off", "on"]),
        ('"batch_size": 24', '"batch_size": 8', ["batch_size", "24", "8"]),
    ],
)
def test_a_run_does_not_go_on_with_a_changed_project(
    studio, trained: Path, old: str, new: str, words: list[str]
) -> None:
    changed(trained, old, new)
    result = studio("train", trained, "--out", "run", "--epochs", 2, "--resume")
    assert result.status == 1
    assert [word for word in words if word not in result.err] == []
    assert "Traceback" not in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_a_run_goes_on_where_only_cards_moved(studio, trained: Path) -> None:
    changed(trained, '"position": [0, ', '"position": [70, ')
    assert studio("train", trained, "--out", "run", "--epochs", 2, "--resume").status == 0


@pytest.mark.slow
def test_a_run_in_training_is_refused_and_not_disturbed(studio, trained: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "studio", "train", str(trained), "--out", "busy", "--epochs", "5000", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        lines = (json.loads(line) for line in process.stdout)
        assert next(line for line in lines if line["event"] == "EpochDone")
        refused = studio("train", trained, "--out", "busy", "--epochs", 5000, "--resume")
        assert refused.status == 1
        assert f"process {process.pid}" in refused.err
        assert studio("train", trained, "--out", "busy").status == 1
        assert studio("export", trained, "net.onnx", "--run", "busy").status == 0
        assert next(line for line in lines if line["event"] == "EpochDone")
        process.kill()
    run = Run.open(tmp_path / "busy")
    assert (run.path / OWNER).exists()
    last = run.checkpoints.entry("last")
    assert last is not None
    assert studio("train", trained, "--out", "busy", "--epochs", last.epoch + 1, "--resume").status == 0
    assert [event.epoch for event in run.events() if isinstance(event, EpochDone)] == list(range(1, last.epoch + 2))
    assert not (run.path / OWNER).exists()


def test_a_damaged_file_of_a_run_gets_a_sentence(studio, trained: Path) -> None:
    for name in ("config.json", "network.json", "data.json", "checkpoints/checkpoints.json"):
        path = Path("run", name)
        sound = path.read_bytes()
        for content in (b"", b"[]", b'{"training": 5}', b"[" * 100_000, b'{"last": {"step": NaN}}', b"\xff"):
            path.write_bytes(content)
            result = studio("train", trained, "--out", "run", "--epochs", 2, "--resume")
            assert result.status == 1, (name, content)
            assert "Traceback" not in result.err
            assert path.name in result.err
        path.write_bytes(sound)
    assert studio("train", trained, "--out", "run", "--epochs", 2, "--resume").status == 0


def unending(path: Path) -> None:
    """What waits for another program to write."""
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def circle(path: Path) -> None:
    """A link to itself."""
    path.symlink_to(path.name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes among its files")
@pytest.mark.parametrize("put", [unending, folder, circle])
def test_what_is_no_file_in_a_file_s_place_gets_a_sentence(studio, trained: Path, put: Callable[[Path], None]) -> None:
    for name in ("network.json", "data.json", "project.nns", "checkpoints/checkpoints.json", "events.jsonl"):
        path = Path("run", name)
        path.rename("aside")
        put(path)
        result = studio("train", trained, "--out", "run", "--epochs", 2, "--resume")
        assert result.status == 1, name
        assert path.name in result.err or "names no checkpoint" in result.err
        assert len(result.err.strip().splitlines()) == 1
        path.rmdir() if path.is_dir() else path.unlink()
        Path("aside").rename(path)
    assert studio("train", trained, "--out", "run", "--epochs", 2, "--resume").status == 0


def test_the_folder_of_the_project_is_no_folder_for_its_run(studio, lenet: Path) -> None:
    project = lenet.rename(lenet.with_name("project.nns"))
    before = project.read_bytes()
    result = studio("train", project, "--out", project.parent)
    assert result.status == 1
    assert "the project itself" in result.err
    assert project.read_bytes() == before
