"""Alarms of a training at the command line: printed, as JSON lines, and in the list of runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NETWORK = {
    "format": "nn-studio",
    "version": 1,
    "name": "Dead",
    "graph": {
        "input": {"layer": "Input", "params": {"shape": [1, 8, 8]}, "inputs": []},
        "flatten": {"layer": "Flatten", "inputs": ["input"]},
        "fc1": {
            "layer": "Linear",
            "params": {"out_features": 16},
            "inputs": ["flatten"],
            "init": {"bias": {"kind": "Constant", "val": -30.0}},
        },
        "relu": {"layer": "ReLU", "inputs": ["fc1"]},
        "fc2": {"layer": "Linear", "params": {"out_features": 10}, "inputs": ["relu"]},
        "output": {"layer": "Output", "inputs": ["fc2"]},
    },
    "data": {"kind": "digits"},
    "training": {"epochs": 1, "device": "cpu"},
}


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """A file with a network whose units are all dead."""
    file = tmp_path / "dead.nns"
    file.write_text(json.dumps(NETWORK))
    return file


def test_an_alarm_is_a_line_of_json_and_stands_in_the_list_of_runs(studio, network: Path) -> None:
    result = studio("train", network, "--out", "runs/1", "--json")
    assert (result.status, result.err) == (0, "")
    events = [json.loads(line) for line in result.out.splitlines()]
    (told,) = [event for event in events if event.get("alarm") == "dead_units"]
    assert (told["event"], told["node"], told["value"], told["epoch"]) == ("Alarm", "relu", 1.0, 1)
    assert told["remedy"]
    (run,) = json.loads(studio("runs", "runs", "--json").out)
    assert {"alarm", "node", "value", "remedy"} <= run["alarms"][0].keys()
    assert ("dead_units", "relu") in [(alarm["alarm"], alarm["node"]) for alarm in run["alarms"]]


def test_people_read_it_while_it_trains_and_in_the_list(studio, network: Path) -> None:
    assert "“relu”" in studio("train", network, "--out", "runs/1").out
    assert "dead" in studio("runs", "runs").out


def test_without_monitors_there_are_none(studio, network: Path) -> None:
    result = studio("train", network, "--out", "runs/1", "--json", "--set", "training.monitors=false")
    assert result.status == 0, result.err
    assert {json.loads(line)["event"] for line in result.out.splitlines()}.isdisjoint({"Health", "Alarm"})
