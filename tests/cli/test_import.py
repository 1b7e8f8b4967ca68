"""Taking networks of other programs in at the command line, and going on with their weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from imported import model, numbers, written
from onnx import helper

from studio.compiler.onnx import predict


def classifier() -> onnx.ModelProto:
    """A network for the digits, of another program."""
    nodes = [
        helper.make_node("Conv", ["x", "conv.weight"], ["a"]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Flatten", ["b"], ["c"]),
        helper.make_node("Gemm", ["c", "head.weight", "head.bias"], ["y"], transB=1),
    ]
    weights = {"conv.weight": numbers(4, 1, 3, 3), "head.weight": numbers(10, 144), "head.bias": numbers(10)}
    return model(nodes, {"x": ["N", 1, 8, 8]}, weights)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return written(classifier(), tmp_path / "theirs.onnx")


def test_the_weights_are_in_a_run_beside_the_project_and_leave_with_it(studio, source: Path) -> None:
    result = studio("import", source, "net.nns", "--json")
    assert result.status == 0
    told = json.loads(result.out)
    assert told["largest_difference"] < 1e-5
    assert told["parameters"] == 36 + 1450
    assert told["layers"] == {"Conv2d": 1, "Flatten": 1, "Input": 1, "Linear": 1, "Output": 1, "ReLU": 1}
    assert studio("export", "net.nns", "back.onnx", "--without-preparation").status == 0
    samples = torch.rand(3, 1, 8, 8)
    (wanted,), (got,) = predict(source, samples), predict(Path("back.onnx"), samples)
    np.testing.assert_allclose(got, wanted, atol=1e-5)


def test_a_training_begins_with_the_weights_and_they_stay(studio, source: Path) -> None:
    assert studio("import", source, "net.nns").status == 0
    kept = Path("net.runs/imported/checkpoints/step-00000000.safetensors").read_bytes()
    result = studio("train", "net.nns", "--out", "run", "--steps", "1", "--set", "training.optimizer.lr=1e-30")
    assert result.status == 0
    assert "The weights of “conv” and “head” are those of the run “imported”" in result.out + result.err
    assert studio("export", "net.nns", "back.onnx", "--run", "run", "--without-preparation").status == 0
    samples = torch.rand(3, 1, 8, 8)
    (wanted,), (got,) = predict(source, samples), predict(Path("back.onnx"), samples)
    np.testing.assert_allclose(got, wanted, atol=1e-5)
    assert Path("net.runs/imported/checkpoints/step-00000000.safetensors").read_bytes() == kept
    refused = studio("train", "net.nns", "--out", "net.runs/imported", "--resume")
    assert "holds weights of another program and was never trained here" in refused.out + refused.err


def test_nothing_is_written_where_anything_is_wrong(studio, source: Path, tmp_path: Path) -> None:
    bad = written(model([helper.make_node("Det", ["x"], ["y"], "det")], {"x": ["N", 3, 3]}), tmp_path / "bad.onnx")
    before = sorted(Path().iterdir())
    for arguments, told in (
        ((bad, "net.nns"), "“det” (Det) cannot be made of layers"),
        ((source, "net.onnx"), "“net.onnx” has no ending .nns"),
        ((source, "gone/net.nns"), "There is no folder"),
        (("theirs.h5", "net.nns"), "“theirs.h5” is none of the files that can be taken in"),
        (("gone.onnx", "net.nns"), "“gone.onnx” cannot be read. There is no such file."),
    ):
        result = studio("import", *arguments)
        assert result.status == 1
        assert told in result.err
        assert sorted(Path().iterdir()) == before


def test_a_file_that_is_there_is_replaced_only_on_request(studio, source: Path) -> None:
    Path("net.nns").write_text("mine", encoding="utf-8")
    assert "There is already a file" in studio("import", source, "net.nns").err
    assert Path("net.nns").read_text(encoding="utf-8") == "mine"
    assert studio("import", source, "net.nns", "--force").status == 0
    assert json.loads(Path("net.nns").read_text(encoding="utf-8"))["format"] == "nn-studio"
