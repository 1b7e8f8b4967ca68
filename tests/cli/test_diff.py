"""What differs between networks, at the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from studio.project.file import save
from studio.project.templates import template


@pytest.fixture
def lenet_changed(lenet: Path) -> Path:
    changed = lenet.with_name("changed.nns")
    text = (
        lenet.read_text(encoding="utf-8").replace('"out_channels": 6', '"out_channels": 8').replace("pool2", "second")
    )
    changed.write_text(text.replace('"batch_size": 64', '"batch_size": 32'), encoding="utf-8")
    return changed


def test_nodes_parameters_and_costs_that_differ_are_told(studio, lenet: Path, lenet_changed: Path) -> None:
    told = json.loads(studio("diff", lenet, lenet_changed, "--json").out)
    assert told["same"] is False
    assert (told["added"], told["removed"]) == ([], [])
    (conv,) = (each for each in told["changed"] if each["node"] == "conv1")
    assert conv["parameters"] == {"old": 156, "new": 208, "delta": 52}
    changes = {entry["node"]: entry["changes"] for entry in told["changed"]}
    assert changes["conv1"] == {"out_channels": {"old": 6, "new": 8}}
    assert changes["second"] == {"name": {"old": "pool2", "new": "second"}}
    assert told["parameters"]["delta"] == 2 * 26 + 16 * 2 * 25
    assert told["macs"]["delta"] > 0
    (second,) = told["resized"]
    assert (second["node"], second["parameters"]["delta"]) == ("conv2", 16 * 2 * 25)
    words = studio("diff", lenet, lenet_changed).out
    assert "~ conv2 takes another size: 2,416 → 3,216 parameters" in words
    assert "~ conv1  out_channels: 6 → 8" in words
    assert "~ second  name: pool2 → second" in words
    assert "Parameters: 61,706 → " in words


def test_the_same_network_differs_in_nothing(studio, lenet: Path) -> None:
    assert json.loads(studio("diff", lenet, lenet, "--json").out)["same"] is True
    assert "Both are the same network." in studio("diff", lenet, lenet).out


def test_a_file_that_is_new_for_git_has_nodes_that_are_all_new(studio, tmp_path: Path) -> None:
    save(template("xor-mlp").load(), tmp_path / "xor.nns")
    told = json.loads(studio("diff", os.devnull, tmp_path / "xor.nns", "--json").out)
    assert len(told["added"]) >= 4
    assert told["removed"] == []
    assert told["parameters"]["old"] == 0


def test_what_is_not_there_is_said_so(studio, lenet: Path) -> None:
    result = studio("diff", lenet, "gone.nns")
    assert result.status == 1
    assert "There is no file “gone.nns”." in result.err
