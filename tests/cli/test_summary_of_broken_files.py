"""What can be known of a network with problems is told, and nothing that cannot."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from studio.graph import Node, Source
from studio.layers import layer
from studio.project.file import save
from studio.project.model import Project
from studio.project.templates import template


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """ResNet-18 with a Conv3d in place of its last layer."""
    project = template("resnet18").load()
    wrong = Node(layer("Conv3d"), (Source("flatten"),))
    path = tmp_path / "broken.nns"
    save(Project(name="Broken", graph=project.graph.replacing({"fc": wrong})), path)
    return path


def test_nodes_before_a_problem_keep_their_numbers_and_memory_is_unknown(studio, broken: Path) -> None:
    result = studio("summary", broken, "--json")
    found = json.loads(result.out)
    nodes = {node["name"]: node for node in found["nodes"]}
    assert result.status == 1
    assert nodes["layer4"]["output_shapes"] == [[512, 7, 7]]
    assert nodes["fc"]["output_shapes"] is None
    assert found["total"]["parameters"] == 11_689_512 - 513_000
    assert (found["training_memory"], found["inference_memory"], found["largest_batch"]) == (None, None, None)
    assert [problem["node"] for problem in found["problems"]] == ["fc"]


def test_the_table_on_the_screen_says_what_is_wrong_and_no_memory(studio, broken: Path) -> None:
    result = studio("summary", broken)
    assert result.status == 1
    assert "Conv3d needs a volume" in result.out
    assert "largest batch" not in result.out


def test_csv_leaves_open_what_is_not_known(studio, broken: Path) -> None:
    rows = {row["name"]: row for row in csv.DictReader(StringIO(studio("summary", broken, "--csv").out))}
    assert rows["fc"]["output shape"] == ""
    assert rows["layer1"]["output shape"] == "64x56x56"


def test_an_empty_network_says_so(studio, tmp_path: Path) -> None:
    path = tmp_path / "empty.nns"
    save(Project(), path)
    result = studio("summary", path)
    assert result.status == 1
    assert "The network is empty." in result.out


def test_names_in_a_file_do_not_steer_the_terminal(studio, tmp_path: Path) -> None:
    name = "\x1b[31mred\x1b]0;title\x07\u202e"
    nodes = {
        "input": {"layer": "Input", "params": {"shape": [4]}, "inputs": []},
        "odd": {"layer": name, "params": {}, "inputs": ["input"]},
        "output": {"layer": "Output", "params": {}, "inputs": ["odd"]},
    }
    path = tmp_path / "names.nns"
    document = {"format": "nn-studio", "version": 1, "name": name, "graph": nodes, "data": {"kind": name}}
    path.write_text(json.dumps(document), encoding="utf-8")
    calls = (
        ("summary", path),
        ("summary", path, "--csv"),
        ("explain", path, "--node", "odd"),
        ("train", path, "--out", tmp_path / "run"),
        ("export", path, tmp_path / f"{name}.py"),
        ("summary", tmp_path / f"{name}.nns"),
    )
    for call in calls:
        result = studio(*call)
        assert not set("\x1b\x07\u202e") & set(result.out + result.err), call
        assert "\\x1b[31m" in result.out + result.err, call
