"""Runs that begin with the weights of another run's checkpoint, where nodes are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from networks import chain
from trainings import SnapshotOf, TrainAll, small_network

from studio.compiler.module import compile_graph
from studio.layers import layer
from studio.training.branching import branched
from studio.training.errors import TrainingError
from studio.training.events import RunFailed, RunStarted
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.layout import ORIGIN, START
from studio.training.runs.listing import listed_runs
from studio.training.runs.origin import Origin


@pytest.fixture
def trained(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> Run:
    """A run of two epochs."""
    train_all(snapshot(epochs=2))
    return Run.open(run_folder)


def first_weights(run: Run, snapshot) -> dict[str, torch.Tensor]:
    model = compile_graph(snapshot.graph, seed=snapshot.training.seed)
    run.load_start(model)
    return model.state_dict()


@pytest.mark.parametrize("which", ["best", "last"])
def test_an_unchanged_network_takes_all_weights_of_the_checkpoint(
    which, trained: Run, snapshot: SnapshotOf, tmp_path: Path
) -> None:
    faster = snapshot(epochs=1, batch_size=128, seed=5)
    run = branched(tmp_path / "branch", faster, trained, which)
    taken = first_weights(run, faster)
    assert all(torch.equal(taken[name], value) for name, value in trained.checkpoints.read(which).weights.items())
    started, *_ = list(train(faster, run=run))
    assert isinstance(started, RunStarted)
    assert started.step == 0
    assert "“fc1” and “fc2”" in started.note
    assert f"“{trained.name}”" in started.note


def test_changed_nodes_begin_anew_and_all_of_it_is_kept_with_the_run(
    trained: Run, snapshot: SnapshotOf, tmp_path: Path
) -> None:
    other = snapshot(small_network(fc_new=layer("Linear", out_features=16)), epochs=1)
    run = branched(tmp_path / "branch", other, trained)
    assert "“fc1”" in run.remark()
    assert "“fc_new” and “fc2” begin with new ones" in run.remark()
    origin = Origin.read(run.path)
    assert origin is not None
    assert (origin.kept, origin.fresh, origin.which) == (("fc1",), ("fc_new", "fc2"), "best")
    best = trained.checkpoints.entries()["best"]
    assert (origin.epoch, origin.step, origin.weights) == (best.epoch, best.step, best.weights_digest)
    fresh = compile_graph(other.graph, seed=0).state_dict()
    taken = first_weights(run, other)
    assert torch.equal(taken["fc1.weight"], trained.checkpoints.read("best").weights["fc1.weight"])
    assert torch.equal(taken["fc2.weight"], fresh["fc2.weight"])


def test_a_branch_needs_the_other_run_no_more_and_goes_on_exactly(
    trained: Run, snapshot: SnapshotOf, tmp_path: Path
) -> None:
    settings = snapshot(epochs=2, seed=7)
    whole, parts = (branched(tmp_path / name, settings, trained) for name in ("whole", "parts"))
    trained.path.rename(tmp_path / "elsewhere")
    list(train(settings, run=whole))
    shorter = replace(settings, training=settings.training.changed(epochs=1))
    list(train(shorter, run=parts))
    list(train(settings, run=parts))
    one, other = (run.checkpoints.read("last").weights for run in (whole, parts))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_run_that_lost_its_origin_is_not_begun_with_other_weights(
    trained: Run, snapshot: SnapshotOf, tmp_path: Path
) -> None:
    settings = snapshot(epochs=1)
    run = branched(tmp_path / "branch", settings, trained)
    kept = (run.path / ORIGIN).read_bytes()
    (run.path / ORIGIN).unlink()
    (failed,) = train(settings, run=run)
    assert isinstance(failed, RunFailed)
    assert ORIGIN in failed.message
    assert not run.checkpoints.entries()
    another = Run.create(tmp_path / "another", snapshot(epochs=1, seed=9))
    list(train(snapshot(epochs=1, seed=9), run=another))
    other = branched(tmp_path / "other", settings, another)
    (run.path / ORIGIN).write_bytes((other.path / ORIGIN).read_bytes())
    (run.path / START).write_bytes((other.path / START).read_bytes())
    assert [type(event) for event in train(settings, run=run)] == [RunFailed]
    (run.path / ORIGIN).write_bytes(kept)
    assert [type(event) for event in train(settings, run=run)] == [RunFailed]  # these are the weights of the other


def test_what_has_nothing_in_common_is_refused_and_leaves_no_folder(
    trained: Run, snapshot: SnapshotOf, tmp_path: Path
) -> None:
    other = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        head=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    with pytest.raises(TrainingError, match="No node of this network"):
        branched(tmp_path / "branch", snapshot(other), trained)
    assert not (tmp_path / "branch").exists()


def test_a_run_without_weights_or_with_damaged_ones_is_refused(
    trained: Run, snapshot: SnapshotOf, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match="no weights yet"):
        branched(tmp_path / "branch", snapshot(), Run.create(tmp_path / "new", snapshot()))
    best = trained.path / "checkpoints" / trained.checkpoints.entries()["best"].weights
    best.write_bytes(best.read_bytes()[:-1])
    with pytest.raises(TrainingError, match="damaged"):
        branched(tmp_path / "branch", snapshot(), trained)
    assert not (tmp_path / "branch").exists()


@pytest.mark.parametrize("harm", ["gone", "cut", "other", "record"])
def test_first_weights_that_were_changed_are_never_trained_on(
    harm: str, trained: Run, snapshot: SnapshotOf, tmp_path: Path
) -> None:
    run = branched(tmp_path / "branch", snapshot(), trained)
    start, record = run.path / "start.safetensors", run.path / "origin.json"
    if harm == "gone":
        start.unlink()
    elif harm == "cut":
        start.write_bytes(start.read_bytes()[:-3])
    elif harm == "other":
        start.write_bytes(
            (trained.path / "checkpoints" / trained.checkpoints.entries()["last"].weights).read_bytes() + b" "
        )
    else:
        record.write_text(json.dumps({**json.loads(record.read_text()), "kept": []}))
    *_, last = train(snapshot(), run=run)
    assert isinstance(last, RunFailed)
    assert "start.safetensors" in last.message or "origin.json" in last.message


def test_a_discarded_branch_leaves_nothing(trained: Run, snapshot: SnapshotOf, tmp_path: Path) -> None:
    branched(tmp_path / "branch", snapshot(), trained).discard()
    assert not (tmp_path / "branch").exists()
    assert [run.path.name for run in listed_runs(tmp_path)] == [trained.name]
