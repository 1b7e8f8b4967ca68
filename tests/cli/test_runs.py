"""Runs listed at the command line, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from written_runs import written_run

from studio import paths
from studio.training.runs.notes import annotate


def test_a_trained_network_is_listed_with_its_results(studio, lenet: Path) -> None:
    lenet.write_text(lenet.read_text(encoding="utf-8").replace('"epochs": 30', '"epochs": 1'), encoding="utf-8")
    assert studio("train", lenet, "--out", "mine/first").status == 0
    listed = studio("runs", "mine", "--json")
    (run,) = json.loads(listed.out)
    assert (listed.status, listed.err) == (0, "")
    assert (run["run"], run["name"], run["state"], run["epoch"]) == ("first", "LeNet-5", "finished", 1)
    assert Path(run["path"]).samefile("mine/first")
    assert {"loss", "accuracy", "validation_loss", "validation_accuracy", "test_accuracy"} <= run["metrics"].keys()
    assert run["settings"]["epochs"] == 1
    assert run["data"]["kind"] == "digits"
    shown = studio("runs", "mine").out
    heading, row, *_ = shown.splitlines()
    for column, words in ("run", "first"), ("network", "LeNet-5"), ("state", "finished"), ("result", "test accuracy"):
        assert row.index(words) == heading.index(column)


def test_runs_are_newest_first_and_damaged_ones_say_why(studio) -> None:
    written_run(Path("all/old"), began="2025-01-01T00:00:00+00:00")
    written_run(Path("all/deep/new"), began="2025-02-01T00:00:00+00:00", ends="stopped")
    broken = written_run(Path("all/broken"), began="2024-01-01T00:00:00+00:00")
    (broken / "config.json").write_text("{")
    found = json.loads(studio("runs", "all", "--json").out)
    assert [(run["run"], run["state"]) for run in found] == [
        ("new", "stopped"), ("old", "finished"), ("broken", "damaged"),
    ]  # fmt: skip
    assert "config.json" in found[-1]["reason"]
    shown = studio("runs", "all")
    assert shown.status == 0
    assert "is damaged" in " ".join(shown.out.split())
    assert str(Path("deep", "new")) in shown.out


def test_without_a_folder_the_users_runs_are_listed(studio) -> None:
    written_run(paths.runs() / "mine")
    assert [run["run"] for run in json.loads(studio("runs", "--json").out)] == ["mine"]


def test_the_runs_of_a_project_file_are_listed_with_what_a_person_says_of_them(studio, lenet: Path) -> None:
    written_run(lenet.parent / "lenet.runs" / "first")
    written_run(lenet.parent / "other.runs" / "not mine")
    annotate(lenet.parent / "lenet.runs" / "first", title="Baseline", tags=["keep"], note="Seed 3.", star=True)
    (run,) = json.loads(studio("runs", lenet, "--json").out)
    assert (run["run"], run["title"], run["tags"], run["note"], run["star"]) == (
        "first", "Baseline", ["keep"], "Seed 3.", True,
    )  # fmt: skip
    shown = studio("runs", lenet).out
    assert "★ Baseline #keep" in shown
    assert "first  Seed 3." in shown


def test_where_there_are_no_runs_it_is_said_how_to_begin_one(studio) -> None:
    assert json.loads(studio("runs", "--json").out) == []
    shown = studio("runs")
    assert shown.status == 0
    assert "There are no runs" in shown.out
    assert "studio train" in shown.out


@pytest.mark.parametrize("name", ["netz 图 שלום", "\x1b[31mred", "\u202efdp", "a [bold] b"])
def test_names_are_shown_and_steer_nothing(studio, name: str) -> None:
    written_run(Path("all") / name, name=name)
    shown = studio("runs", "all").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    told = name.encode("unicode_escape").decode() if name < " " or name[0] == "\u202e" else name
    assert told in shown
    assert json.loads(studio("runs", "all", "--json").out)[0]["name"] == name


def test_times_beyond_the_calendar_and_long_names_do_no_harm(studio) -> None:
    path = written_run(Path("all/run"), name="x" * 5000)
    for time in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", 7):
        (path / "environment.json").write_text(json.dumps({"started": time}))
        assert studio("runs", "all").status == 0
        assert len(json.loads(studio("runs", "all", "--json").out)) == 1
