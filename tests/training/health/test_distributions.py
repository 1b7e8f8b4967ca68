"""How numbers lie inside a network while it is trained: counted as numpy counts them, kept with the run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from planted import dense, told

from studio.compiler.module import compile_graph
from studio.layers import layer
from studio.training.events import Distributions
from studio.training.health.counted_kinds import KINDS
from studio.training.health.distributions import BINS, TAKEN, counted
from studio.training.health.distributions import told as plain
from studio.training.optimizers import SGD
from studio.training.runs import Run
from studio.training.runs.history import events_of_nodes, telling_events
from studio.training.runs.layout import EVENTS


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_numbers_are_counted_as_numpy_counts_them(scale: float) -> None:
    parts = [torch.randn(40, 7, generator=torch.Generator().manual_seed(3)) * scale, torch.zeros(5)]
    low, high, *counts = counted(parts).tolist()
    values = torch.cat([each.flatten() for each in parts]).numpy()
    expected, _ = np.histogram(values.astype(np.float64), BINS)
    assert (low, high) == (values.min(), values.max())
    assert sum(counts) == len(values)
    assert np.abs(np.asarray(counts) - expected).max() <= 1  # float32 may see a number beyond the next border


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ([2.5] * 7, 7),
        ([-3e38, 0.0, 3e38], 3),
        ([1.0, float("nan"), float("inf"), 3.0], 2),
    ],
)
def test_equal_huge_and_broken_numbers_are_counted(values: list[float], counts: int) -> None:
    (found,) = plain({"fc": {"weights": counted([torch.tensor(values)])}})["fc"].values()
    assert sum(found.counts) == counts
    assert found.low == min(each for each in values if abs(each) < float("inf"))


def test_of_many_numbers_evenly_chosen_ones_are_counted_and_of_no_finite_one_nothing_is_told() -> None:
    assert TAKEN / 2 < counted([torch.linspace(0, 1, 3 * TAKEN + 1)])[2:].sum() <= TAKEN
    assert plain({"fc": {"weights": counted([torch.full((3,), torch.nan)])}}) == {"fc": {}}


def test_a_run_keeps_how_weights_gradients_and_activations_lay(tmp_path: Path) -> None:
    graph = dense(layer("ReLU"))
    events = [
        each
        for each in told(tmp_path / "run", graph, steps=40, epochs=None, optimizer=SGD(lr=0.1))
        if isinstance(each, Distributions)
    ]
    assert [each.step for each in events][:7] == [1, 2, 3, 4, 8, 16, 32]
    model = compile_graph(graph, seed=0)
    for name, kinds in events[0].nodes.items():
        own = [each.detach().flatten() for each in model.get_submodule(name).parameters()]
        assert kinds.keys() == (KINDS.keys() if own else {"activations"})
        if own:
            first = torch.cat(own)
            assert kinds["weights"].low == pytest.approx(first.min().item(), rel=1e-3)
            assert kinds["weights"].high == pytest.approx(first.max().item(), rel=1e-3)
            assert sum(kinds["weights"].counts) == min(len(first), TAKEN)
    folder = Run.open(tmp_path / "run").path
    assert [each for each in events_of_nodes(folder / EVENTS) if isinstance(each, Distributions)] == events
    assert not any(isinstance(each, Distributions) for each in telling_events(folder / EVENTS))
