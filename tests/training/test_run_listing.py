"""Runs in a list: what each is told by, whatever has become of its folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from trainings import SnapshotOf, TrainAll, epochs
from written_runs import written_run

from studio.training.errors import TrainingError
from studio.training.events import Evaluated
from studio.training.runs import Run
from studio.training.runs.listing import listed_runs
from studio.training.runs.ownership import owned
from studio.training.runs.records import read_record, write_record


def test_a_real_training_is_described_as_it_went(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    settings = snapshot(epochs=2)
    events = train_all(settings)
    (run,) = listed_runs(run_folder.parent)
    best = [each for each in epochs(events) if each.best][-1]
    tested = next(each for each in events if isinstance(each, Evaluated))
    assert (run.path, run.state, run.reason) == (run_folder.resolve(), "finished", "")
    assert (run.name, run.epoch, run.parameters) == ("Digits", 2, 64 * 32 + 32 + 32 * 10 + 10)
    assert run.device.startswith("CPU")
    assert run.metrics == {**best.metrics, **{f"test_{name}": value for name, value in tested.metrics.items()}}
    assert run.settings == Run.open(run_folder).config()["training"]
    record = Run.open(run_folder).data()
    assert record is not None
    assert (run.data["kind"], run.fingerprint) == ("digits", record.fingerprint)
    assert run.steps == epochs(events)[-1].step
    assert run.seconds >= epochs(events)[-1].seconds


def test_a_run_that_nobody_has_trained_is_not_begun(snapshot: SnapshotOf, run_folder: Path) -> None:
    Run.create(run_folder, snapshot())
    (run,) = listed_runs(run_folder)
    assert (run.state, run.parameters, run.metrics) == ("not begun", None, {})


def test_runs_at_any_depth_are_listed_newest_first(tmp_path: Path) -> None:
    written_run(tmp_path / "old", began="2025-01-01T00:00:00+00:00")
    written_run(tmp_path / "a" / "b" / "newest", began="2026-05-01T10:00:00+02:00")
    written_run(tmp_path / "a" / "middle", began="2026-05-01T09:00:00+02:00")
    assert [run.path.name for run in listed_runs(tmp_path)] == ["newest", "middle", "old"]


@pytest.mark.parametrize(("ends", "state"), [("finished", "finished"), ("stopped", "stopped"), (None, "stopped")])
def test_how_a_run_went_out(tmp_path: Path, ends: str | None, state: str) -> None:
    written_run(tmp_path / "run", ends=ends)  # type: ignore[arg-type]
    (run,) = listed_runs(tmp_path)
    assert run.state == state
    assert bool(run.reason) == (ends is None)


def test_a_run_that_is_being_trained_is_running_until_it_is_let_go(tmp_path: Path) -> None:
    path = written_run(tmp_path / "run", ends=None)
    with owned(path):
        assert [run.state for run in listed_runs(tmp_path)] == ["running"]
    assert [run.state for run in listed_runs(tmp_path)] == ["stopped"]


def test_asking_changes_nothing_in_the_folder(tmp_path: Path) -> None:
    path = written_run(tmp_path / "run")
    before = sorted((each.name, each.stat().st_mtime_ns) for each in path.iterdir())
    listed_runs(tmp_path)
    assert sorted((each.name, each.stat().st_mtime_ns) for each in path.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("config.json", b'{"data": 1, "training": {}}'),
        ("config.json", b"[" * 100_000),
        ("network.json", b"\xff"),
        ("network.json", b"{}"),
        ("data.json", b'{"fingerprint": "other", "digest": "wrong"}'),
    ],
)
def test_a_damaged_record_is_told_beside_sound_runs(tmp_path: Path, name: str, content: bytes) -> None:
    written_run(tmp_path / "sound")
    (written_run(tmp_path / "broken") / name).write_bytes(content)
    states = {run.path.name: run for run in listed_runs(tmp_path)}
    assert states["sound"].state == "finished"
    assert states["broken"].state == "damaged"
    assert name in states["broken"].reason


@pytest.mark.parametrize("name", ["config.json", "network.json"])
def test_a_run_that_is_half_deleted_is_damaged(tmp_path: Path, name: str) -> None:
    (written_run(tmp_path / "run") / name).unlink()
    (run,) = listed_runs(tmp_path)
    assert run.state == "damaged"
    assert name in run.reason


@pytest.mark.parametrize("name", ["config.json", "events.jsonl", "network.json", "environment.json"])
def test_folders_pipes_and_links_for_records_are_told(tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("{}")
    for kind in ("folder", "link", *(["pipe"] if hasattr(os, "mkfifo") else [])):
        path = written_run(tmp_path / "runs" / kind) / name
        path.unlink()
        if kind == "folder":
            path.mkdir()
        elif kind == "link":
            path.symlink_to(elsewhere)
        else:
            os.mkfifo(path)
    for run in listed_runs(tmp_path / "runs"):
        assert run.state == "damaged"
        assert name in run.reason
        assert "not an ordinary file" in run.reason


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    written_run(tmp_path / "outside" / "run")
    inside = written_run(tmp_path / "inside" / "run")
    (tmp_path / "inside" / "out").symlink_to(tmp_path / "outside", target_is_directory=True)
    (inside / "loop").symlink_to(tmp_path / "inside", target_is_directory=True)
    assert [run.path for run in listed_runs(tmp_path / "inside")] == [inside.resolve()]


def test_what_a_later_version_writes_besides_is_passed_over(tmp_path: Path) -> None:
    path = written_run(tmp_path / "run")
    with (path / "events.jsonl").open("ab") as file:
        file.write(b'{"event": "Dreamt", "run": "run"}\n\xff\xfe\n[1]\n{"event": "EpochDone"')
    write_record(path / "environment.json", {"started": "soon", "libraries": {}})
    (run,) = listed_runs(tmp_path)
    assert (run.state, run.epoch) == ("finished", 2)
    assert run.began == (path / "config.json").stat().st_mtime


def test_settings_without_end_are_told(tmp_path: Path) -> None:
    deep: list[object] = []
    for _ in range(300):
        deep = [deep]
    written_run(tmp_path / "run", deep=deep)
    (run,) = listed_runs(tmp_path)
    assert (run.state, run.settings) == ("damaged", {})
    assert "too deep" in run.reason


def test_a_run_of_an_earlier_version_without_seals_is_sound(tmp_path: Path) -> None:
    path = written_run(tmp_path / "run")
    config = read_record(path / "config.json")
    del config["digest"]
    write_record(path / "config.json", config)
    (path / "network.json").unlink()
    (path / "data.json").unlink()
    (run,) = listed_runs(tmp_path)
    assert (run.state, run.fingerprint) == ("finished", "")


def test_other_folders_are_no_runs(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "events.jsonl").write_text("{}")
    assert listed_runs(tmp_path) == []


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match=name):
        listed_runs(tmp_path / name)
