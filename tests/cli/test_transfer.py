"""A network of another program learns other classes: its head is new, the rest stays as it was taken in."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import pytest
from imported import model, numbers, written
from onnx import helper
from safetensors.torch import load_file

from studio.project.new_run import Start
from studio.project.sweeps.plan import Plan
from studio.project.sweeps.record import Record


def classifier() -> onnx.ModelProto:
    """A network for 1,000 classes of digits, of another program."""
    nodes = [
        helper.make_node("Conv", ["x", "conv.weight"], ["a"], "conv"),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Flatten", ["b"], ["c"]),
        helper.make_node("Gemm", ["c", "fc.weight", "fc.bias"], ["y"], "fc", transB=1),
    ]
    weights = {"conv.weight": numbers(4, 1, 3, 3), "fc.weight": numbers(1000, 144), "fc.bias": numbers(1000)}
    return model(nodes, {"x": ["N", 1, 8, 8]}, weights)


@pytest.fixture
def taken_in(studio, tmp_path: Path) -> Path:
    assert studio("import", written(classifier(), tmp_path / "theirs.onnx"), "net.nns").status == 0
    return Path("net.nns")


def weights_of(run: Path) -> dict[str, object]:
    (path,) = run.glob("checkpoints/*.safetensors")
    return dict(load_file(path))


def test_the_head_follows_the_data_and_the_rest_is_frozen(studio, taken_in: Path) -> None:
    told = json.loads(studio("transfer", taken_in, "--json").out)
    assert told == {"replaced": "fc", "head": "head", "before": 1000, "classes": 10, "frozen": ["conv"]}
    graph = json.loads(taken_in.read_text(encoding="utf-8"))["graph"]
    assert graph["head"]["params"]["out_features"] == 10
    assert graph["conv"]["frozen"] is True


def test_the_training_changes_the_head_alone(studio, taken_in: Path) -> None:
    studio("transfer", taken_in)
    assert studio("train", taken_in, "--out", "run", "--steps", "3").status == 0
    before, after = weights_of(Path("net.runs/imported")), weights_of(Path("run"))
    assert (before["conv.weight"] == after["conv.weight"]).all()  # type: ignore[attr-defined]
    assert set(after) == {"conv.weight", "head.weight", "head.bias"}


@pytest.mark.slow
def test_variations_begin_with_the_weights_taken_in(studio, taken_in: Path) -> None:
    studio("transfer", taken_in)
    vary = ["--set", "training.batch_size=64", "--set", "training.epochs=1"]
    assert studio("sweep", taken_in, "--out", "elsewhere/set", *vary).status == 0
    (run,) = (each.parent for each in Path("elsewhere/set").glob("*/checkpoints"))
    before, after = weights_of(Path("net.runs/imported")), weights_of(run)
    assert (before["conv.weight"] == after["conv.weight"]).all()  # type: ignore[attr-defined]
    plan = Plan.read(Path("elsewhere/set"))
    assert plan is not None
    record = Record(Path("elsewhere/set"), plan)
    record.begin_with(Start(run))  # the file may have other weights by the time that the set is gone on with
    assert record.begins_with == Path("net.runs/imported").absolute()


def test_a_head_that_lies_in_a_block_is_told_and_nothing_is_written(studio) -> None:
    document = {
        "format": "nn-studio", "version": 1,
        "blocks": {"Tail": {"graph": {
            "input": {"layer": "Input", "params": {"shape": [64]}},
            "fc": {"layer": "Linear", "params": {"out_features": 10}, "inputs": ["input"]},
            "output": {"layer": "Output", "inputs": ["fc"]},
        }}},
        "graph": {
            "input": {"layer": "Input", "params": {"shape": [64]}},
            "tail": {"layer": "Block", "params": {"block": "Tail"}, "inputs": ["input"]},
            "output": {"layer": "Output", "inputs": ["tail"]},
        },
    }  # fmt: skip
    Path("net.nns").write_text(json.dumps(document), encoding="utf-8")
    refused = studio("transfer", "net.nns", "--classes", "3")
    assert refused.status == 1
    assert "The last layer with weights lies inside the block “tail”. Ungroup that block first" in refused.err
    assert json.loads(Path("net.nns").read_text(encoding="utf-8")) == document
