"""What each verb of the command line does, and says when it cannot."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from studio import __version__
from studio.project.file import load
from studio.project.templates import templates

BROKEN = """{"format": "nn-studio", "version": 1, "graph": {
  "input": {"layer": "Input", "params": {"shape": [1, 28, 28]}},
  "fc": {"layer": "BatchNorm1d", "inputs": ["input"]},
  "odd": {"layer": "Warp", "params": {"speed": 9}, "inputs": ["fc"]},
  "output": {"layer": "Output", "inputs": ["odd"]}}}"""


def test_templates_are_listed_for_people_and_programs(studio) -> None:
    shown = studio("templates")
    assert shown.status == 0
    listed = json.loads(studio("templates", "--json").out)
    assert [entry["name"] for entry in listed] == [each.name for each in templates()]
    assert all(entry["title"] and entry["teaches"] and entry["name"] in shown.out for entry in listed)


def test_a_project_begins_with_a_template(studio) -> None:
    assert studio("new", "simple-convnet", "mine.nns").status == 0
    assert load(Path("mine.nns")).name == "Simple ConvNet"


def test_a_file_is_not_replaced_unasked(studio) -> None:
    Path("mine.nns").write_text("precious")
    refused = studio("new", "lenet5", "mine.nns")
    assert refused.status == 1
    assert "already a file “mine.nns”" in refused.err
    assert Path("mine.nns").read_text() == "precious"
    assert studio("new", "lenet5", "mine.nns", "--force").status == 0
    assert load(Path("mine.nns")).name == "LeNet-5"


def test_a_summary_for_programs_has_exact_numbers(studio, lenet: Path) -> None:
    result = studio("summary", lenet, "--json")
    found = json.loads(result.out)
    assert (result.status, result.err) == (0, "")
    assert list(found) == [
        *("name", "nodes", "total", "problems"),
        *("training_memory", "inference_memory", "largest_batch"),
    ]
    assert found["name"] == "LeNet-5"
    assert found["nodes"][1] == {
        "name": "conv1",
        "layer": "Conv2d",
        "input_shapes": [[1, 28, 28]],
        "output_shapes": [[6, 28, 28]],
        "parameters": 156,
        "trainable_parameters": 156,
        "macs": 6 * 28 * 28 * 25,
        "connections": 6 * 28 * 28 * 26,
        "activation_bytes": 6 * 28 * 28 * 4,
        "frozen_parameters": 0,
        "saved_bytes": 0,
        "receptive_field": {"size": [5, 5], "whole_input": False},
        "receptive_fields": {"input": {"size": [5, 5], "whole_input": False}},
    }
    assert found["total"]["parameters"] == 61_706
    for cost in found["total"]:
        assert found["total"][cost] == sum(node[cost] for node in found["nodes"])
    assert found["problems"] == []
    assert found["training_memory"]["gradients"] == 4 * 61_706
    assert found["largest_batch"] > 64


def test_a_summary_for_people_shows_the_same(studio, lenet: Path) -> None:
    result = studio("summary", lenet)
    assert result.status == 0
    for words in ("LeNet-5", "conv1", "(6, 28, 28)", "117,600", "61,706"):
        assert words in result.out


def test_a_summary_of_a_network_that_cannot_run_tells_its_problems(studio) -> None:
    Path("broken.nns").write_text(BROKEN)
    result = studio("summary", "broken.nns", "--json")
    found = json.loads(result.out)
    assert result.status == 1
    problems = {problem["node"]: problem for problem in found["problems"]}
    assert problems["fc"]["severity"] == problems["odd"]["severity"] == "error"
    assert "Warp" in problems["odd"]["message"]
    assert all(problem["remedy"] for problem in problems.values())
    assert found["nodes"][0]["output_shapes"] == [[1, 28, 28]]
    assert found["nodes"][1]["output_shapes"] is None
    shown = studio("summary", "broken.nns")
    assert shown.status == 1
    assert problems["fc"]["message"].split()[0] in shown.out


def test_settings_that_cannot_be_read_are_told(studio, lenet: Path) -> None:
    lenet.write_text(lenet.read_text(encoding="utf-8").replace('"digits"', '"crystals"'), encoding="utf-8")
    problems = json.loads(studio("summary", lenet, "--json").out)["problems"]
    assert [(problem["severity"], problem["node"]) for problem in problems] == [("error", None)]
    assert "crystals" in problems[0]["message"]


@pytest.mark.parametrize(
    ("there", "instead", "word"),
    [('"digits"', '"crystals"', "crystals"), ('"AdamW"', '"Eve"', "Eve"), ('"epochs": 30', '"epochs": 0', "epochs")],
)
def test_nothing_is_trained_with_other_settings_than_the_file_says(
    studio, lenet: Path, there: str, instead: str, word: str
) -> None:
    text = lenet.read_text(encoding="utf-8")
    assert there in text
    lenet.write_text(text.replace(there, instead), encoding="utf-8")
    result = studio("train", lenet, "--out", "run")
    assert result.status == 1
    assert word in result.err
    assert len(result.err.splitlines()) == 1
    assert not Path("run").exists()
    assert studio("summary", lenet).status == 1


def test_a_setting_of_a_later_version_is_told_and_has_no_effect(studio, lenet: Path) -> None:
    text = lenet.read_text(encoding="utf-8")
    lenet.write_text(text.replace('"epochs": 30', '"epochs": 1, "patience": 3'), encoding="utf-8")
    result = studio("train", lenet, "--out", "run")
    assert result.status == 0
    assert "patience" in result.err


def test_source_is_written_and_runs(studio, lenet: Path) -> None:
    assert studio("export", lenet, "net.py").status == 0
    names: dict[str, type] = {}
    exec(compile(Path("net.py").read_text(encoding="utf-8"), "net.py", "exec"), names)
    assert sum(weights.numel() for weights in names["LeNet5"]().parameters()) == 61_706


@pytest.mark.parametrize(
    ("name", "options", "mark"),
    [
        ("net.svg", (), b"<svg"),
        ("net.PNG", ("--resolution", "150", "--ground", "transparent"), b"\x89PNG"),
        ("net.pdf", ("--drawing", "blocks", "--width", "85"), b"%PDF"),
        ("net.tikz", ("--without-standalone", "--detail", "tiles"), b"begin{tikzpicture}"),
    ],
)
def test_a_picture_of_the_network_is_written(
    studio, lenet: Path, name: str, options: tuple[str, ...], mark: bytes
) -> None:
    result = studio("export", lenet, name, *options)
    assert result.status == 0, result.err
    assert mark in Path(name).read_bytes()[:1_000]


def test_the_version_is_told(studio) -> None:
    assert __version__ in studio("--version").out


REFUSED = {
    "no such file": (["summary", "nix.nns"], 1, "“nix.nns” cannot be opened. There is no such file."),
    "a folder": (["summary", "."], 1, "It is a folder"),
    "not a project": (["train", "notes.txt", "--out", "run"], 1, "cannot be read as JSON"),
    "unknown template": (["new", "lenet6", "x.nns"], 1, "There is no template “lenet6”. Choose one of"),
    "no folder to write to": (["new", "lenet5", "nowhere/x.nns"], 1, "There is no folder “nowhere”"),
    "unknown ending": (["export", "lenet.nns", "net.tflite"], 1, "“net.tflite” does not say what to write"),
    "source into nowhere": (["export", "lenet.nns", "nowhere/net.py"], 1, "There is no folder “nowhere”"),
    "picture into nowhere": (["export", "lenet.nns", "nowhere/net.svg"], 1, "There is no folder “nowhere”"),
    "a network with errors": (["export", "broken.nns", "net.py"], 1, "The network cannot run."),
    "no run": (["export", "lenet.nns", "net.onnx", "--run", "."], 1, "is not the folder of a run"),
    "no run to resume": (["train", "lenet.nns", "--out", "x", "--resume"], 1, "is not the folder of a run"),
    "a run in a full folder": (["train", "lenet.nns", "--out", "."], 1, "is not empty"),
    "runs in no folder": (["runs", "nowhere"], 1, "The folder “"),
    "runs in a file": (["runs", "notes.txt"], 1, "“notes.txt” cannot be opened."),
    "one run compared": (["compare", "."], 1, "Only two or more runs can be compared"),
    "a run compared with itself": (["compare", ".", "."], 1, "each of them once"),
    "no runs compared": (["compare", ".", ".."], 1, "is not the folder of a run"),
    "nothing compared": (["compare"], 2, "RUN RUN"),
    "no epochs": (["train", "lenet.nns", "--out", "run", "--epochs", "0"], 1, "a whole number from 1"),
    "wrong seed": (["train", "lenet.nns", "--out", "run", "--seed", "-1"], 1, "a whole number from 0"),
    "epochs as a word": (["train", "lenet.nns", "--out", "run", "--epochs", "many"], 2, "--epochs"),
    "unknown device": (["train", "lenet.nns", "--out", "run", "--device", "tpu"], 2, "cpu, cuda or mps, not “tpu”"),
    "no out": (["train", "lenet.nns"], 2, "--out"),
    "no file": (["summary"], 2, "FILE"),
    "unknown option": (["summary", "lenet.nns", "--yaml"], 2, "--yaml"),
    "mistyped verb": (["sumary", "lenet.nns"], 2, "“sumary” is neither a command nor a file. Did you mean “summary”?"),
    "window of nothing": (["nix.nns"], 1, "There is no such file"),
    "two windows": (["lenet.nns", "other.nns"], 2, "other.nns"),
    "size without height": (["screenshot", "lenet.nns", "x.png", "--size", "800"], 2, "“800” is no size"),
    "a tiny window": (["screenshot", "lenet.nns", "x.png", "--size", "10x10"], 2, "“10x10” is no size"),
    "screenshot as something else": (["screenshot", "lenet.nns", "x.gif"], 2, "has no ending .png"),
}


@pytest.mark.parametrize(("arguments", "status", "reason"), REFUSED.values(), ids=list(REFUSED))
def test_a_mistake_ends_as_one_sentence(studio, lenet: Path, arguments: list[str], status: int, reason: str) -> None:
    Path("notes.txt").write_text("Dear diary")
    Path("broken.nns").write_text(BROKEN)
    before = sorted(os.listdir())
    result = studio(*arguments)
    assert result.status == status
    assert reason.lower() in result.err.lower()
    assert "Traceback" not in result.err
    assert result.out == ""
    assert len(result.err.splitlines()) <= 3
    assert sorted(os.listdir()) == before


LIGHT = (
    ["--help"], ["templates"], ["templates", "--json"], ["new", "lenet5", "x.nns"], ["runs"], ["runs", ".", "--json"],
)  # fmt: skip
AFTER_EACH = """
import sys
from studio.cli import main
for arguments in {lines!r}:
    try:
        main(arguments)
    except SystemExit as end:
        status = end.code
    heavy = {{"torch", "numpy", "PySide6", "pyqtgraph", "sklearn"}} & set(sys.modules)
    if status or heavy:
        sys.exit(f"{{arguments}}: {{status}} {{heavy}}")
"""


def test_light_verbs_load_neither_torch_nor_qt(python) -> None:
    result = python("-c", AFTER_EACH.format(lines=LIGHT))
    assert (result.status, result.err) == (0, "")


def test_help_names_every_verb(python) -> None:
    shown = python("-m", "studio", "--help")
    assert shown.status == 0
    for verb in (
        "demo",
        "templates",
        "new",
        "summary",
        "train",
        "runs",
        "compare",
        "export",
        "screenshot",
        "studio [FILE]",
    ):
        assert verb in shown.out


def test_our_own_bugs_stay_loud() -> None:
    from studio.cli.failures import sentences

    assert sentences(KeyError("x")) == []
    assert sentences(ImportError("No module named 'nonsense'")) == []


def test_a_summary_tells_what_is_wrong_with_loss_and_data_too(studio, lenet: Path) -> None:
    entries = json.loads(lenet.read_text(encoding="utf-8"))
    last = entries["graph"]["output"]["inputs"][0]
    entries["graph"]["softmax1"] = {"layer": "Softmax", "inputs": [last]}
    entries["graph"]["output"]["inputs"] = ["softmax1"]
    lenet.write_text(json.dumps(entries), encoding="utf-8")
    result = studio("summary", lenet, "--json")
    problems = json.loads(result.out)["problems"]
    assert [(each["severity"], each["node"], each["code"]) for each in problems] == [
        ("warning", "softmax1", "squashed-scores")
    ]
    assert result.status == 0
