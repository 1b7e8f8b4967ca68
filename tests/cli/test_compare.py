"""Runs side by side at the command line: what differs, and which is better."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from networks import chain
from written_runs import NODES, written_run

from studio.layers import layer
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.runs import Run

WIDER = {**NODES, "fc": {"layer": "Linear", "params": {"out_features": 5}, "inputs": ["input"]}}


def compared(studio: Any, *runs: Path) -> Any:
    """The comparison for programs."""
    result = studio("compare", *runs, "--json")
    assert (result.status, result.err) == (0, "")
    return json.loads(result.out)


def test_settings_that_differ_and_the_better_values_are_told(studio) -> None:
    first, second = written_run(Path("a"), lr=0.1, loss=0.5), written_run(Path("b"), lr=0.01, loss=0.25)
    found = compared(studio, first, second)
    assert found["settings"] == {"training.optimizer.lr": [0.1, 0.01]}
    assert found["metrics"]["loss"] == {"values": [0.5, 0.25], "better": "lower", "best": [1]}
    assert found["metrics"]["test_accuracy"] == {"values": [0.5, 0.75], "better": "higher", "best": [1]}
    assert found["metrics"]["validation_accuracy"]["best"] == [1]
    assert [run["run"] for run in found["runs"]] == ["a", "b"]
    assert found["parameters"] == [15, 15]
    assert found["macs"] == [None, None]
    assert found["network"] == [[], []]
    assert found["data"] == {"same": True, "fingerprints": ["a" * 64] * 2}
    assert found["notes"] == []


def test_people_see_them_in_a_table(studio) -> None:
    written_run(Path("a"), lr=0.1, loss=0.5)
    written_run(Path("b"), lr=0.01, loss=0.25, nodes=WIDER)
    shown = studio("compare", "a", "b").out
    (accuracy,) = (line for line in shown.splitlines() if line.startswith("test accuracy"))
    assert accuracy.split()[-1] == "*"
    assert accuracy.count("*") == 1
    (rate,) = (line for line in shown.splitlines() if line.startswith("training.optimizer.lr"))
    assert rate.split() == ["training.optimizer.lr", "0.1", "0.01"]
    assert "“out_features” was 3 and is 5 now" in " ".join(shown.split())


def test_networks_are_compared_with_the_first(studio) -> None:
    runs = [written_run(Path("a")), written_run(Path("b"), nodes=WIDER), written_run(Path("c"))]
    found = compared(studio, *runs)
    assert [len(told) for told in found["network"]] == [0, 1, 0]
    assert found["metrics"]["loss"]["best"] == [0, 1, 2]


def test_numbers_on_other_data_are_not_compared_in_silence(studio) -> None:
    found = compared(studio, written_run(Path("a")), written_run(Path("b"), fingerprint="b" * 64))
    assert found["data"]["same"] is False
    assert any("different data" in note for note in found["notes"])
    assert "different data" in " ".join(studio("compare", "a", "b").out.split())


def test_data_that_nobody_knows_are_told(studio) -> None:
    first, second = written_run(Path("a")), written_run(Path("b"))
    (second / "data.json").unlink()
    found = compared(studio, first, second)
    assert found["data"] == {"same": None, "fingerprints": ["a" * 64, None]}
    assert any("not known" in note for note in found["notes"])


def test_different_losses_have_no_best(studio) -> None:
    first = written_run(Path("a"), loss=0.5)
    runs = [first, written_run(Path("b"), loss=0.25)]
    for run, kind in zip(runs, ("CrossEntropyLoss", "MSELoss"), strict=True):
        config = json.loads((run / "config.json").read_text())
        config["training"]["loss"] = {"kind": kind}
        del config["digest"]
        (run / "config.json").write_text(json.dumps(config))
    found = compared(studio, *runs)
    assert found["metrics"]["loss"] == {"values": [0.5, 0.25], "better": None, "best": []}
    assert found["metrics"]["test_accuracy"]["best"] == [1]
    assert any("different losses" in note for note in found["notes"])


@pytest.mark.parametrize("name", ["config.json", "network.json", "data.json"])
def test_a_damaged_run_is_refused_by_its_name(studio, name: str) -> None:
    written_run(Path("a"))
    (written_run(Path("b")) / name).write_text("{")
    result = studio("compare", "a", "b")
    assert result.status == 1
    assert "“b” cannot be compared" in result.err
    assert name in result.err
    assert result.out == ""


def test_a_run_that_is_not_begun_has_no_values(studio) -> None:
    first, second = written_run(Path("a")), written_run(Path("b"))
    (second / "events.jsonl").unlink()
    found = compared(studio, first, second)
    assert found["metrics"]["loss"] == {"values": [0.5, None], "better": "lower", "best": []}
    assert found["parameters"] == [15, None]
    assert studio("compare", "a", "b").status == 0


def test_runs_of_one_name_are_told_apart_by_their_places(studio) -> None:
    written_run(Path("monday/run"))
    written_run(Path("friday/run"))
    heading = "".join(studio("compare", "monday/run", "friday/run").out.split())
    assert str(Path("monday", "run")) in heading
    assert str(Path("friday", "run")) in heading


def test_names_steer_nothing(studio) -> None:
    written_run(Path("a\x1b[31m"), name="\u202efdp")
    written_run(Path("נטו [b]"), name="שלום", odd="\x1b]0;title\x07")
    shown = studio("compare", "a\x1b[31m", "נטו [b]").out
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "נטו [b]" in shown


def test_what_a_sample_costs_is_told_where_the_network_is_known(studio) -> None:
    for name in "ab":
        graph = chain(input=layer("Input", shape=[4]), fc=layer("Linear", out_features=3), output=layer("Output"))
        Run.create(Path(name), snapshot(Project("Net", graph)))
    assert compared(studio, Path("a"), Path("b"))["macs"] == [12, 12]
    (line,) = (each for each in studio("compare", "a", "b").out.splitlines() if each.startswith("MACs"))
    assert line.split() == ["MACs", "12", "12"]
