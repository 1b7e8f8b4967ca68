"""What is told beside the nodes of two networks: where those that are gone would stand, and how both did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from networks import chain

from studio.graph import Graph, edits
from studio.layers import layer
from studio.project import Project
from studio.project.difference import difference, results_beside
from studio.project.export import export
from studio.project.gone_places import gone_places
from studio.training.runs.description import Description
from studio.training.runs.network import described
from studio.training.runs.records import digest_of_network


def placed() -> Graph:
    graph = chain(
        input=layer("Input", shape=(4,)), fc1=layer("Linear"), act=layer("ReLU"), drop=layer("Dropout"),
        fc2=layer("Linear"), output=layer("Output"),
    )  # fmt: skip
    return Graph({name: replace(node, position=(0.0, 100.0 * at)) for at, (name, node) in enumerate(graph.items())})


def test_what_is_gone_stands_beside_what_was_beside_it_wherever_that_is_now() -> None:
    before = placed()
    now = edits.remove_and_heal(before, ["act", "drop"])
    moved = Graph({name: replace(node, position=(500.0, node.position[1])) for name, node in now.items()})
    assert gone_places(before, moved, ["act", "drop"]) == {"act": (500.0, 200.0), "drop": (500.0, 300.0)}
    assert gone_places(before, Graph(), ["act"]) == {"act": (0.0, 200.0)}


def test_results_are_those_of_the_newest_run_of_just_this_network(tmp_path: Path) -> None:
    before = Project("net", placed())
    now = Project("net", edits.remove_and_heal(before.graph, ["drop"]))
    runs = [
        Description(tmp_path / name, "finished", network=digest_of_network(described(project.graph)), metrics=metrics)
        for name, project, metrics in (
            ("newest", now, {"accuracy": 0.9, "loss": 0.3}), ("older", now, {"accuracy": 0.1}),
            ("first", before, {"accuracy": 0.8}),
        )
    ]  # fmt: skip
    assert results_beside(before, now, runs) == {"accuracy": (0.8, 0.9), "loss": (None, 0.3)}
    assert results_beside(before, Project("other", Graph()), runs) == {"accuracy": (0.8, None)}


def test_two_files_with_other_weights_are_not_told_to_be_the_same(tmp_path: Path) -> None:
    project = Project("net", chain(input=layer("Input", shape=(4,)), fc=layer("Linear"), output=layer("Output")))
    for seed, name in enumerate(("a", "b", "c")):
        export(replace(project, training=project.training.changed(seed=seed // 2)), tmp_path / f"{name}.onnx")
    same, other = (difference(tmp_path / "a.onnx", tmp_path / f"{name}.onnx") for name in "bc")
    assert not same.told
    assert other.states == {"fc": "changed"}
    assert 0 < other.reweighted["fc"] < 2
    assert other.to_json()["same"] is False
