"""Templates keep their promise: what they say they teach is what happens when they run."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from studio.compiler.module import compile_graph
from studio.project.snapshots import snapshot
from studio.project.templates import template
from studio.training.events import Evaluated
from studio.training.loop import train
from studio.training.runs import Run

pytestmark = pytest.mark.slow


def accuracy(name: str, folder: Path) -> float:
    """Share of right answers of the trained template, on all four rows."""
    project = template(name).load()
    start = snapshot(project)
    evaluated = [event for event in train(start, run=Run.create(folder / "run", start)) if isinstance(event, Evaluated)]
    return evaluated[-1].metrics["accuracy"]


@pytest.mark.parametrize("name", ["and-gate", "nand-gate", "or-gate", "xor-mlp"])
def test_a_gate_is_learnt_completely(name: str, tmp_path: Path) -> None:
    assert accuracy(name, tmp_path) == 1.0


def test_a_single_perceptron_does_not_learn_xor(tmp_path: Path) -> None:
    assert accuracy("xor-perceptron", tmp_path) < 1.0


def test_the_three_layer_net_gives_what_one_works_out_by_hand() -> None:
    network = compile_graph(template("three-layer-net").load().graph).eval()
    with torch.no_grad():
        answer = network(torch.tensor([[1.0, 0.5]]))
    torch.testing.assert_close(answer, torch.tensor([[0.31682708, 0.69627909]]), rtol=1e-6, atol=1e-7)
