"""A training through torch.compile: the same steps as without, exactly repeatable, and told where it cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from trainings import SnapshotOf, TrainAll, batch_losses, small_network, stop_after, with_a_norm

from studio.compiler.freezing import begin_training
from studio.compiler.module import compile_graph
from studio.training.compiled import compiled
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.events import RunFailed, RunFinished, RunStarted
from studio.training.loop import train
from studio.training.runs import Run

CPU = Compute.choose("cpu")
BATCH = torch.rand(16, 1, 8, 8, generator=torch.Generator().manual_seed(0))


NO_COMPILER = """
import torch
from torch import nn
from studio.training.compiled import compiled
from studio.training.device import Compute

model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
run, note = compiled(model, torch.rand(8, 4), Compute.choose("cpu"))
assert run is model
assert not model[1].running_mean.any()
assert all(weights.grad is None for weights in model.parameters())
print(note)
"""


@pytest.mark.slow
def test_where_nothing_can_be_compiled_the_network_is_run_as_it_is_and_that_is_told(tmp_path: Path) -> None:
    there = {**os.environ, "CXX": "/no/such/compiler", "TORCHINDUCTOR_CACHE_DIR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", NO_COMPILER], env=there, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("torch.compile cannot make a program of this network (")
    assert "compiler" in said.stdout.partition("(")[2].lower()


@pytest.mark.slow
def test_a_program_gives_what_the_network_gives_chance_included() -> None:
    model = begin_training(compile_graph(with_a_norm(), seed=0))
    before = {name: each.clone() for name, each in model.state_dict().items()}
    run, note = compiled(model, BATCH, CPU)
    assert (run is not model, note) == (True, "")
    assert all(torch.equal(each, before[name]) for name, each in model.state_dict().items())
    assert all(weights.grad is None for weights in model.parameters())
    torch.manual_seed(5)
    wanted = model(BATCH)
    torch.manual_seed(5)
    torch.testing.assert_close(run(BATCH), wanted, rtol=1e-4, atol=1e-5)
    assert run(BATCH[:5]).shape == (5, 10)


@pytest.mark.slow
def test_a_compiled_training_ends_as_any_other_and_goes_on_exactly(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot(compile=True)
    whole = train_all(settings)
    assert isinstance(whole[-1], RunFinished)
    assert isinstance(whole[0], RunStarted)
    assert "torch.compile" not in whole[0].note
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(30, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert batch_losses(whole) == pytest.approx(batch_losses(list(train(snapshot()))), rel=1e-3)


def test_a_run_goes_on_only_as_it_began(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    train_all(snapshot(small_network(), epochs=1))
    (failed,) = train_all(snapshot(small_network(), epochs=2, compile=True))
    assert isinstance(failed, RunFailed)
    assert "“compile” was off and is on now" in failed.message
