"""`studio inspect`: what every node of a file or a run makes of a sample, in JSON; wrong questions get a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from networks import chain
from trainings import small_network

from studio.compiler.module import compile_graph
from studio.data import Digits
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.project import Project
from studio.project.file import save
from studio.project.snapshots import snapshot
from studio.project.templates import template
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.loop import train
from studio.training.runs import Run

Studio = Callable[..., Any]


def in_file(folder: Path, graph: Graph, **more: Any) -> Path:
    path = folder / "network.nns"
    save(Project(graph=graph, **more), path)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One epoch of a small network on the digits."""
    project = Project(graph=small_network(), data=Digits(), training=TrainingConfig(epochs=1))
    made = Run.create(tmp_path_factory.mktemp("runs") / "run", snapshot(project))
    list(train(snapshot(project), Control(), made))
    return made


def told(studio: Studio, *arguments: object) -> dict[str, Any]:
    status, out, err = studio("inspect", *arguments, "--json")
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def nodes(found: dict[str, Any]) -> dict[str, Any]:
    return {node["name"]: node for node in found["nodes"]}


def test_the_notes_network_in_json(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "net.nns"
    save(template("three-layer-net").load(), path)
    found = told(studio, path, "--input", "1.0,0.5")
    assert [node["name"] for node in found["nodes"]] == [
        "input", "fc1", "sigmoid1", "fc2", "sigmoid2", "fc3", "output",
    ]  # fmt: skip
    output = nodes(found)["output"]
    assert set(output) == {"name", "output", "gradient", "parameters"}
    assert set(output["output"]) == {"shape", "mean", "std", "min", "max", "values"}
    assert output["output"]["values"] == pytest.approx([0.31682708, 0.69627909], abs=1e-7)
    assert found["gradient_of"] == "sum_of_outputs"
    weight = nodes(found)["fc1"]["parameters"]["weight"]
    assert weight["values"] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert weight["gradient"]["shape"] == [3, 2]


def test_of_a_run_the_weights_are_those_of_its_checkpoint(studio: Studio, run: Run) -> None:
    found = told(studio, run.path, "--sample", 3, "--split", "test", "--checkpoint", "last")
    network = compile_graph(small_network(), seed=0).eval()
    run.load_weights(network, "last")
    given = torch.tensor(nodes(found)["input"]["output"]["values"]).reshape(1, 1, 8, 8)
    outputs = network(given)
    loss = torch.nn.functional.cross_entropy(outputs, torch.tensor([int(found["target"])]))
    loss.backward()
    assert nodes(found)["output"]["output"]["values"] == pytest.approx(outputs[0].tolist())
    assert found["loss"] == pytest.approx(loss.item())
    gradient = network.get_parameter("fc2.bias").grad
    assert gradient is not None
    assert nodes(found)["fc2"]["parameters"]["bias"]["gradient"]["values"] == pytest.approx(gradient.tolist(), abs=1e-7)


def test_several_inputs_are_given_in_their_order_and_a_table_is_shown(studio: Studio, tmp_path: Path) -> None:
    graph = Graph(
        {
            "first": Node(layer("Input", shape=(2,))),
            "second": Node(layer("Input", shape=(2,))),
            "difference": Node(layer("Subtract"), (Source("first"), Source("second"))),
            "output": Node(layer("Output"), (Source("difference"),)),
        }
    )
    path = in_file(tmp_path, graph)
    found = told(studio, path, "--input", "5,7", "--input", "1,2")
    assert nodes(found)["output"]["output"]["values"] == [4.0, 5.0]
    assert nodes(found)["second"]["gradient"]["values"] == [-1.0, -1.0]
    assert "difference" in studio("inspect", path, "--input", "5,7", "--input", "1,2").out
    assert "2 Inputs (“first” and “second”)" in studio("inspect", path, "--input", "5,7").err


def test_numbers_that_are_not_finite_stay_json(studio: Studio, tmp_path: Path) -> None:
    graph = chain(
        input=layer("Input", shape=(2,)), square=layer("Custom", code="def forward(x):\n    return x * x\n"),
        minus=layer("Custom", code="def forward(x):\n    return x - x\n"), output=layer("Output"),
    )  # fmt: skip
    path = in_file(tmp_path, graph)
    refused = studio("inspect", path, "--input", "1e30,1", "--json")
    assert refused.status == 1
    assert "--allow-code" in refused.err
    found = told(studio, path, "--input", "1e30,1", "--json", "--allow-code")
    assert nodes(found)["square"]["output"]["values"] == ["Infinity", 1.0]
    assert nodes(found)["minus"]["output"]["values"] == ["NaN", 0.0]
    assert "“square” is the first" in found["notes"][0]
    assert any("“square” is code of its own" in each for each in found["notes"])


WRONG = {
    "nothing": ((), "either numbers with --input or a sample"),
    "both": (("--input", "1,2", "--sample", 0), "either numbers with --input or a sample"),
    "split without sample": (("--input", "1,2", "--split", "test"), "--split and --batch are about samples"),
    "too few": (("--input", "1"), "“input” takes 2 numbers, as its shape is (2), and there are 1"),
    "text": (("--input", "1,red"), "Number 2 for “input” is “red”, which is no number"),
    "not finite": (("--input", "1,nan"), "which is no number"),
    "too large": (("--input", "1,1e39"), "which is no number that float32 has"),
    "empty": (("--input", ""), "which is no number"),
    "too many inputs": (("--input", "1,2", "--input", "1,2"), "has one Input (“input”), and numbers for 2 were given"),
    "class": (("--input", "1,2", "--target", "2"), "The target “2” is no class: there are “0” and “1”"),
    "class name": (("--input", "1,2", "--target", "cat"), "The target “cat” is no class"),
    "shares": (("--input", "1,2", "--target", "1,0,0"), "The target takes 2 numbers, and there are 3"),
    "sample": (("--sample", 4), "no sample 4 among those of the split “train”, which has 4 samples"),
    "negative sample": (("--sample", -1), "no sample -1"),
    "batch": (("--sample", 2, "--batch", 3), "From sample 2 on, the split “train” has only 2 samples"),
    "checkpoint": (("--input", "1,2", "--checkpoint", "best"), "is no run, and has no checkpoints"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_asked_wrongly_is_told_in_a_sentence(studio: Studio, tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "net.nns"
    save(template("three-layer-net").load(), path)
    arguments, sentence = WRONG[wrong]
    status, out, err = studio("inspect", path, *arguments, "--json")
    assert status in (1, 2)
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_tokens_have_to_be_whole_and_known(studio: Studio, tmp_path: Path) -> None:
    graph = chain(
        input=layer("Input", shape=(2,), dtype="int64"), embedding=layer("Embedding", num_embeddings=5),
        output=layer("Output"),
    )  # fmt: skip
    path = in_file(tmp_path, graph)
    assert nodes(told(studio, path, "--input", "0,4"))["input"]["gradient"] is None
    assert "Number 2 for “input” is 1.5, and not a whole one" in studio("inspect", path, "--input", "0,1.5").err
    assert "“embedding” cannot compute" in studio("inspect", path, "--input", "0,5").err


def test_a_loss_that_cannot_take_the_outputs_is_told(studio: Studio, tmp_path: Path) -> None:
    project = template("three-layer-net").load()
    graph = Graph(
        {**project.graph, "fc3": replace(project.graph["fc3"], layer=layer("Linear", out_features=3), init={})}
    )
    path = tmp_path / "net.nns"
    save(project.with_graph(graph), path)
    assert "3 numbers" in studio("inspect", path, "--input", "1,2", "--target", "1").err


def test_gradients_are_checked_for_a_file_and_a_run(studio: Studio, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.nns"
    save(template("three-layer-net").load(), path)
    found = json.loads(studio("gradcheck", path, "--json").out)
    assert {each["name"] for each in found["parameters"]} == {
        f"fc{number}.{own}" for number in (1, 2, 3) for own in ("weight", "bias")
    }
    assert all(each["relative_error"] < 1e-6 for each in found["parameters"])
    assert found["numeric_seconds"] > found["backprop_seconds"] > 0
    assert found["samples"] == {"count": 4, "from": "data"}
    told = studio("gradcheck", run.path, "--entries", 2)
    assert told.status == 0
    assert "fc1.weight" in told.out


def test_a_batch_is_learnt_by_heart_or_it_is_told_why_not(studio: Studio, tmp_path: Path) -> None:
    path = in_file(tmp_path, small_network(), data=Digits())
    learnt = studio("overfit", path, "--set", "training.optimizer.lr=0.01", "--json")
    found = json.loads(learnt.out)
    assert (learnt.status, found["learnt"], found["steps"]) == (0, True, 300)
    missed = studio("overfit", path, "--steps", 2, "--set", "training.optimizer.lr=1e-8")
    assert missed.status == 1
    assert "did not move in 2 steps" in missed.out


def test_ways_to_begin_are_compared_through_the_depth(studio: Studio, tmp_path: Path) -> None:
    path = in_file(tmp_path, small_network(), data=Digits())
    found = json.loads(studio("initialization", path, "--json").out)
    assert [each["name"] for each in found["schemes"]] == ["normal-1", "normal-0.01", "xavier", "he"]
    for each in found["schemes"]:
        (relu,) = each["layers"]
        assert relu["node"] == "relu"
        assert sum(relu["counts"]) == 32 * found["samples"]
    assert "Xavier" in studio("initialization", path).out
