"""`studio explain`: help pages of layers, losses and optimizers, and of what stands in a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from studio.graph import edits
from studio.project.file import save
from studio.project.templates import template

Studio = Callable[..., Any]


def test_a_layer_is_explained_with_the_parameters_and_shapes_asked_for(studio: Studio) -> None:
    status, out, err = studio("explain", "Conv2d", "out_channels=6", "kernel_size=5,3", "--input", "3,32,32")
    assert (status, err) == (0, "")
    assert "For an input (3, 32, 32).\n" in out
    assert "= ⌊(32 − 5 + 2·0) / 1⌋ + 1 = 28" in out
    assert "Parameters 276 Connections" in " ".join(out.split())


def test_a_layer_by_itself_is_shown_with_an_example(studio: Studio) -> None:
    assert "as an example" in studio("explain", "LSTM").out


def test_programs_get_the_same_page_as_json(studio: Studio) -> None:
    told = json.loads(studio("explain", "Linear", "out_features=10", "--input", "84", "--json").out)
    values = {each["quantity"]: each["value"] for each in told["sections"]["How it computes"] if "quantity" in each}
    assert values == {
        "output features": 10,
        "parameters": 850,
        "connections": 850,
        "multiply-accumulates": 840,
    }
    assert told["sections"]["Measured by PyTorch"][0]["Parameters"] == 850


def test_a_node_of_a_file_is_explained_as_it_stands_there(studio: Studio, lenet: Path) -> None:
    _, out, err = studio("explain", lenet, "--node", "conv2")
    assert err == ""
    assert "“conv2” · Conv2d" in out
    assert "16·(6·5² + 1) = 2,416" in out
    assert "r₂ = r₁ + (F − 1)·j₁" in out


def test_of_a_node_that_cannot_take_its_input_the_problem_is_told_beside(studio: Studio, tmp_path: Path) -> None:
    project = template("lenet5").load()
    path = tmp_path / "wrong.nns"
    save(project.with_graph(edits.disconnect(project.graph, "conv2", 0)), path)
    status, out, err = studio("explain", path, "--node", "conv2")
    assert status == 0
    assert "once it gets an input" in out
    assert "conv2" in err or "plugged" in err


def test_a_node_inside_a_block_is_found_by_its_path(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "resnet.nns"
    save(template("resnet18").load(), path)
    rows = csv.DictReader(StringIO(studio("summary", path, "--csv").out))
    inner = next(row for row in rows if row["name"].count(".") >= 2 and row["layer"] == "Conv2d")
    told = json.loads(studio("explain", path, "--node", inner["name"], "--json").out)["sections"]
    formulas = [each for each in told["How it computes"] if "quantity" in each]
    costs = [each["value"] for each in formulas if each["quantity"] == "parameters"]
    assert costs == [int(inner["parameters"])]


def test_without_a_node_the_training_of_the_file_is_explained(studio: Studio, lenet: Path) -> None:
    out = studio("explain", lenet).out
    assert "= −log(1 / 10) = 2.303" in out
    assert "B = batch_size" in out
    assert "w ← w − " in out


def test_a_class_of_torch_nn_is_explained_by_its_name(studio: Studio) -> None:
    out = studio("explain", "Hardshrink", "lambd=0.25", "--input", "7").out
    assert 'arguments = {"lambd": 0.25}' in out
    assert "nn.Hardshrink is taken from PyTorch by its name" in out
    assert "generated/torch.nn.Hardshrink.html" in out


WRONG = (
    (("jaccard index",), "Did you mean “iou”"),
    (("mcc",), "Did you mean “matthews”"),
    (("Conv2dd",), "There is no layer, loss, optimizer, schedule or metric “Conv2dd”. Did you mean “Conv2d”"),
    (("dense",), "Did you mean “Linear”"),
    (("Linear", "out_featurs=3"), "Linear has no parameter “out_featurs”. Did you mean “out_features”"),
    (("Linear", "out_features"), "“out_features” is no parameter: write name=value, such as out_features=64."),
    (("Linear", "out_features=0"), "out_features of Linear must be a whole number from 1 to 1000000, not 0"),
    (("Sigmoid", "slope=1"), "Sigmoid has no parameters, so “slope” cannot be set."),
    (("Conv2d", "--input", "3,x"), "“3,x” is no shape of a sample. Write its sizes without the batch"),
    (("Conv2d", "--input", "3,2,2"), "larger than the input (3, 2, 2)"),
    (("Bilinear", "--input", "3"), "Bilinear takes 2 inputs (first and second), but 1 are given."),
    (("Adam", "--input", "3"), "Adam is no layer, so it takes no --input."),
    (("Conv2d", "--node", "conv1"), "--node names a node of a file."),
    (("missing.nns",), "“missing.nns” cannot be opened."),
)


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda value: "")
def test_what_is_asked_for_wrongly_is_answered_in_a_sentence(
    studio: Studio, arguments: tuple[str, ...], sentence: str
) -> None:
    status, out, err = studio("explain", *arguments)
    assert status != 0
    assert out == ""
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_a_node_that_is_not_there_is_answered_with_those_like_it(studio: Studio, lenet: Path) -> None:
    assert (
        "There is no node “conv” in the network. Did you mean “conv" in studio("explain", lenet, "--node", "conv").err
    )
    assert "is for a layer by itself" in studio("explain", lenet, "lr=1").err
