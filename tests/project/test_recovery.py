"""Unsaved work comes back after its process is gone, and only then."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio import paths
from studio.graph import Graph, edits
from studio.layers import layer
from studio.project import Project, recovery
from studio.project.file import ProjectError

WORK = Project(name="Unsaved", graph=edits.add(Graph(), "relu", layer("ReLU")))


def crash_with(name: str, path: str | None = None) -> None:
    """Another process keeps a project and ends without saving it."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from studio.project import Project, recovery\n"
        f"recovery.write(Project(name={name!r}), {path!r} and Path({path!r}), 'window')\n"
        "os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", script], check=False)


def test_nothing_is_pending_at_first() -> None:
    assert recovery.pending() == ()


def test_work_of_a_crashed_process_comes_back(tmp_path: Path) -> None:
    crash_with("Lost", str(tmp_path / "net.nns"))
    crash_with("Never saved")
    found = {each.project.name: each for each in recovery.pending()}
    assert set(found) == {"Lost", "Never saved"}
    assert found["Lost"].path == tmp_path / "net.nns"
    assert found["Never saved"].path is None
    assert datetime.now(UTC) - found["Lost"].time < timedelta(minutes=5)
    found["Lost"].discard()
    assert [each.project.name for each in recovery.pending()] == ["Never saved"]


def test_work_of_a_living_process_is_left_alone() -> None:
    recovery.write(WORK, None, "window")
    assert recovery.pending() == ()
    recovery.discard("window")
    recovery.discard("window")
    assert list(paths.recovery().iterdir()) == []


def test_each_window_keeps_its_own_work_and_the_latest_of_it() -> None:
    recovery.write(WORK, None, "one")
    recovery.write(replace(WORK, name="Other"), None, "two")
    recovery.write(replace(WORK, name="Later"), None, "one")
    texts = [json.loads(file.read_text(encoding="utf-8"))["project"] for file in sorted(paths.recovery().iterdir())]
    assert ["Later" in text for text in texts] == [True, False]


def test_a_later_process_of_the_same_number_does_not_hide_lost_work() -> None:
    recovery.write(WORK, None, "window")
    file = next(paths.recovery().iterdir())
    content = json.loads(file.read_text(encoding="utf-8"))
    if content["started"] is None:
        pytest.skip("this system does not tell when a process was started")
    file.write_text(json.dumps(content | {"started": "1"}), encoding="utf-8")
    assert [each.project for each in recovery.pending()] == [WORK]


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recovery file of a process that crashed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NN_STUDIO_HOME", str(tmp_path_factory.mktemp("crashed")))
        crash_with("Lost")
        (file,) = paths.recovery().iterdir()
    return file


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '{"pid": "x"}', '{"pid": 4194304, "path": 3, "time": 1, "project": "{}"}',
                '{"pid": -1}', '{"pid": 99999999999999999999999}'],
)  # fmt: skip
def test_damaged_recovery_files_do_no_harm(content: str, lost: Path) -> None:
    paths.recovery().mkdir(parents=True, exist_ok=True)
    shutil.copy(lost, paths.recovery())
    (paths.recovery() / f"1-x{recovery.SUFFIX}").write_text(content)
    assert [each.project.name for each in recovery.pending()] == ["Lost"]


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NN_STUDIO_HOME", str(tmp_path / "file"))
    with pytest.raises(ProjectError, match="Recovery files cannot be kept"):
        recovery.write(WORK, None, "window")
    assert recovery.pending() == ()
