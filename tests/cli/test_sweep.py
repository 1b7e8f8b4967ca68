"""Sets of runs at the command line: trained several at once, gone on with, and told as a table."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.training.runs.listing import listed_runs


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--set", "training.optimizer.rate=1,2"], 1, "has no parameter “rate”"),
        (["--set", "training.optimizer.lr=0.1..0.2"], 1, "--random N"),
        (["--set", "training.optimizer.lr"], 1, "varies nothing"),
        (["--random", "2", "--optuna", "2"], 2, "Give one of the two"),
        (["--jobs", "0"], 1, "from 1 to 256"),
        (["--seeds", "0"], 2, "--seeds"),
        (["--set", "nothing.here=1"], 1, "names no setting and no node"),
    ],
)
def test_what_cannot_be_asked_is_told_and_leaves_nothing(
    studio, lenet: Path, arguments: list[str], status: int, told: str
) -> None:
    refused = studio("sweep", lenet, "--out", "set", *arguments)
    assert (refused.status, told in refused.err) == (status, True), refused.err
    assert not Path("set").exists()


@pytest.mark.slow
def test_a_failed_run_ends_no_other_and_the_set_goes_on_where_more_is_asked_for(studio, lenet: Path) -> None:
    asked = ["sweep", lenet, "--out", "set", "--set", "training.optimizer.lr=0.001,999", "--set", "training.epochs=1"]
    first = studio(*asked, "--jobs", "2", "--json")
    *events, last = map(json.loads, first.out.splitlines())
    ended = {event["run"]: event["state"] for event in events if event["state"]}
    assert ended == {"lr=0.001 epochs=1 seed=0": "finished", "lr=999 epochs=1 seed=0": "failed"}
    assert (first.status, last["missing"]) == (1, 0)
    assert [row["finished"] for row in last["table"]["rows"]] == [1, 0]
    assert "1 run failed" in first.err
    before = {run.path.name: run.began for run in listed_runs(Path("set"))}
    more = studio(*asked, "--seeds", "2", "--table", "latex")
    runs = {run.path.name: run for run in listed_runs(Path("set"))}
    assert set(runs) == {*before, "lr=0.001 epochs=1 seed=1", "lr=999 epochs=1 seed=1"}
    assert all(runs[name].began == began for name, began in before.items())
    assert runs["lr=0.001 epochs=1 seed=1"].settings["seed"] == 1
    assert r"0.001 & 2 & " in more.out
    assert studio("runs", "set", "--table", "csv").out.startswith("training.optimizer.lr,")
    compared = studio("compare", *(f"set/lr=0.001 epochs=1 seed={seed}" for seed in (0, 1)), "--table", "markdown").out
    assert "±" in compared


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there runs are ended, not asked to stop")
def test_ctrl_c_stops_all_runs_cleanly_and_says_how_to_go_on(lenet: Path, tmp_path: Path) -> None:
    endless = ["--set", "training.epochs=10000", "--seeds", "3", "--jobs", "2", "--json"]
    command = [sys.executable, "-m", "studio", "sweep", str(lenet), "--out", "set", *endless]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        under_way: set[str] = set()
        for line in process.stdout:
            event = json.loads(line)
            under_way |= {event["run"]} if event.get("epoch") else set()
            if len(under_way) == 2:
                break
        process.send_signal(signal.SIGINT)
        rest = [json.loads(line) for line in process.stdout]
        said = process.stderr.read()
        assert process.wait() == 130
    assert {event["run"]: event["state"] for event in rest if event.get("state")} == dict.fromkeys(under_way, "stopped")
    assert rest[-1]["missing"] == 3
    assert "goes on with them" in said
    assert [run.state for run in listed_runs(tmp_path / "set")] == ["stopped", "stopped"]
    assert all(run.reason == "" for run in listed_runs(tmp_path / "set"))
