"""Looks at a network one after the other: each with the weights it asks for, whatever was looked at before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from networks import chain
from trainings import with_a_norm

from studio.compiler.module import compile_graph
from studio.graph import Graph, Node, Source
from studio.insight.errors import InsightError
from studio.layers import layer
from studio.project import Project
from studio.project.looking import Looker
from studio.project.questions import Look, Question
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.loop import train
from studio.training.runs import Run

TYPED = Question(inputs=("1,2",))


def small() -> Project:
    graph = chain(input=layer("Input", shape=(2,)), fc=layer("Linear", out_features=2), output=layer("Output"))
    return Project(graph=graph)


def test_weights_of_a_training_do_not_stay_for_the_next_look() -> None:
    looker, project = Looker(), small()
    first = looker.see(Look(project, TYPED)).values["output"].bars
    zeros = {"fc.weight": torch.zeros(2, 2), "fc.bias": torch.tensor([3.0, 4.0])}
    assert looker.see(Look(project, TYPED, weights=zeros)).values["output"].bars == (3.0, 4.0)
    assert looker.see(Look(project, TYPED)).values["output"].bars == first


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(InsightError, match="not the one drawn here"):
        Looker().see(Look(small(), TYPED, weights={"other.weight": torch.zeros(1)}))


def test_a_look_in_training_mode_leaves_running_statistics_as_they_are() -> None:
    looker, project = Looker(), Project(graph=with_a_norm())
    before = looker.see(Look(project, Question(sample=0))).values["norm"]
    looker.see(Look(project, Question(sample=0, training=True)))
    after = Looker().see(Look(project, Question(sample=0))).values["norm"]
    again = looker.see(Look(project, Question(sample=0))).values["norm"]
    assert before.mean == after.mean == again.mean


def test_checkpoints_of_a_run_are_looked_at_and_another_network_is_told(tmp_path: Path) -> None:
    project = Project(graph=with_a_norm(), training=TrainingConfig(epochs=1))
    run = Run.create(tmp_path / "run", snapshot(project))
    list(train(snapshot(project), Control(), run))
    network = compile_graph(project.graph, seed=0).eval()
    run.load_weights(network, "last")
    sight = Looker().see(Look(project, Question(sample=2, split="test"), run.path, "last"))
    given = sight.trace.outputs["input"][0]
    assert sight.values["output"].bars == pytest.approx(tuple(network(given)[0].tolist()), abs=1e-6)
    wider = project.graph.replacing({"conv": replace(project.graph["conv"], layer=layer("Conv2d", out_channels=5))})
    with pytest.raises(InsightError, match="are of another network"):
        Looker().see(Look(project.with_graph(wider), Question(sample=0), run.path, "last"))


def test_a_closed_block_shows_what_leaves_it_and_a_branch_its_own() -> None:
    graph = Graph(
        {
            "input": Node(layer("Input", shape=(2,))),
            "left": Node(layer("ReLU"), (Source("input"),)),
            "sum": Node(layer("Add"), (Source("left"), Source("input"))),
            "output": Node(layer("Output"), (Source("sum"),)),
        }
    )
    sight = Looker().see(Look(Project(graph=graph), Question(inputs=("-1,2",))))
    assert sight.values["sum"].bars == (-1.0, 4.0)
    assert sight.gradients["input"].bars == (1.0, 2.0)
