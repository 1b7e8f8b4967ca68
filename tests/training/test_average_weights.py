"""Averaged weights: made as torch makes them, and what is judged, kept and exported; a training goes on exactly."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from networks import chain
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn
from trainings import SnapshotOf, TrainAll, batch_losses, epochs, small_network, stop_after, with_a_norm

from studio.compiler.analysis import analyse
from studio.compiler.freezing import begin_training
from studio.compiler.module import compile_graph
from studio.data.dataset import Split
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.layers.block_edits import freeze
from studio.training.averages import EMA, SWA, Average
from studio.training.batches import Batches
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, Evaluated, Event, RunFailed, RunFinished
from studio.training.footprint import figures
from studio.training.loop import train
from studio.training.optimizers import SGD
from studio.training.running_statistics import renew
from studio.training.runs import Run
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

CPU = Compute.choose("cpu")
AVERAGES = [EMA(decay=0.9), SWA(start=1)]


def weights(run: Run, which: str = "last") -> dict[str, torch.Tensor]:
    return run.checkpoints.read(which).weights  # type: ignore[arg-type]


def test_a_moving_average_is_that_of_torch_after_every_step_buffers_included() -> None:
    model = begin_training(compile_graph(with_a_norm(), seed=0))
    training = TrainingConfig(average_weights=EMA(decay=0.8), optimizer=SGD(lr=0.1))
    trainer = Trainer(model, training, CPU, Progress(), "classes", 10)
    reference = AveragedModel(copy.deepcopy(model), multi_avg_fn=get_ema_multi_avg_fn(0.8), use_buffers=True)
    for _ in range(4):
        trainer.step(torch.randn(8, 1, 8, 8), torch.randint(10, (8,)))
        reference.update_parameters(model)
        found, wanted = trainer.result.state_dict(), reference.module.state_dict()
        assert all(torch.equal(found[name], wanted[name]) for name in wanted)
    assert not torch.equal(trainer.result.state_dict()["norm.running_mean"], model.state_dict()["norm.running_mean"])


def test_an_average_moves_only_where_the_weights_do() -> None:
    model = begin_training(compile_graph(small_network(), seed=0))
    trainer = Trainer(model, TrainingConfig(average_weights=EMA(), accumulate=3), CPU, Progress(), "classes", 10)
    for step in range(1, 7):
        trainer.step(torch.randn(8, 1, 8, 8), torch.randint(10, (8,)))
        assert trainer.state()["average_weights"]["taken"] == step // 3


def test_an_equal_average_is_of_the_ends_of_the_last_epochs(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path
) -> None:
    ends = []
    for count in (2, 3, 4):
        run = Run.create(tmp_path / str(count), snapshot(epochs=count))
        list(train(snapshot(epochs=count), None, run))
        ends.append(weights(run))
    train_all(snapshot(epochs=4, average_weights=SWA(start=1)))
    for name, found in weights(Run.open(tmp_path / "run")).items():
        torch.testing.assert_close(found, torch.stack([each[name] for each in ends]).mean(0))


@pytest.mark.parametrize("average", AVERAGES, ids=lambda each: each.kind)
@pytest.mark.parametrize("graph", [small_network(), with_a_norm()], ids=["plain", "norm"])
@pytest.mark.parametrize("step", [2, 6, 11])
def test_a_training_with_an_average_goes_on_exactly(
    step: int, graph: Graph, average: Average, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path,
    reports_at_every_step: None,
) -> None:  # fmt: skip
    settings = snapshot(graph, average_weights=average, epochs=3, batch_size=256)
    whole = train_all(settings)
    assert epochs(whole)[0].step == 6
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(step, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert [each.metrics for each in epochs([*first, *second])] == [each.metrics for each in epochs(whole)]
    for which in ("best", "last"):
        found, wanted = weights(run, which), weights(Run.open(tmp_path / "run"), which)
        assert all(torch.equal(found[name], wanted[name]) for name in wanted)


def test_a_stop_while_the_average_is_validated_takes_nothing_in_twice(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot(average_weights=SWA(start=0), epochs=3)
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first: list[Event] = []
    for event in train(settings, control, run):
        first.append(event)
        if isinstance(event, BatchesDone) and event.steps[-1] == epochs(whole)[0].step:
            control.stop()  # the first to look is the validation of this epoch
    assert isinstance(first[-1], RunFinished)
    second = list(train(settings, None, Run.open(run.path)))
    assert [each.metrics for each in epochs([*first, *second])] == [each.metrics for each in epochs(whole)]


@pytest.mark.parametrize("average", AVERAGES, ids=lambda each: each.kind)
def test_a_run_that_ended_within_an_epoch_goes_on_as_if_it_had_been_longer(
    average: Average, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path
) -> None:
    longer = snapshot(average_weights=average, epochs=None, steps=80)
    train_all(longer)
    shorter = snapshot(average_weights=average, epochs=None, steps=55)
    list(train(shorter, None, Run.create(tmp_path / "short", shorter)))
    list(train(longer, None, Run.open(tmp_path / "short")))
    found, wanted = weights(Run.open(tmp_path / "short")), weights(Run.open(tmp_path / "run"))
    assert all(torch.equal(found[name], wanted[name]) for name in wanted)


def test_what_is_validated_tested_and_kept_is_the_average(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    settings = snapshot(average_weights=EMA(decay=0.95), epochs=3)
    events = train_all(settings)
    plain = list(train(snapshot(epochs=3)))
    assert batch_losses(events) == batch_losses(plain)
    assert [e.metrics["loss"] for e in epochs(events)] == [e.metrics["loss"] for e in epochs(plain)]
    assert epochs(events)[-1].metrics["validation_loss"] != epochs(plain)[-1].metrics["validation_loss"]
    run = Run.open(run_folder)
    state = run.checkpoints.state()
    kept, moment = weights(run), state["average_weights"]["weights"]
    assert kept.keys() == moment.keys()
    assert not torch.equal(kept["fc1.weight"], moment["fc1.weight"])
    tested = next(event for event in events if isinstance(event, Evaluated))
    assert tested.metrics != next(event for event in plain if isinstance(event, Evaluated)).metrics


def test_statistics_taken_anew_are_those_of_torch() -> None:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)), conv=layer("Conv2d", out_channels=3), norm=layer("BatchNorm2d"),
        flatten=layer("Flatten"), fc=layer("Linear", out_features=2), output=layer("Output"),
    )  # fmt: skip
    ours, theirs = compile_graph(graph, seed=0), compile_graph(graph, seed=0)
    split = Split.of(torch.rand(50, 1, 8, 8) * 3, torch.zeros(50, dtype=torch.int64))
    batches = Batches(split, 16, CPU)
    renew(ours, batches, CPU, 0)
    update_bn((inputs for inputs, _ in batches.in_order()), theirs)
    assert all(torch.equal(ours.state_dict()[name], each) for name, each in theirs.state_dict().items())
    assert ours.get_submodule("norm").momentum == theirs.get_submodule("norm").momentum == 0.1


def test_statistics_of_frozen_norms_stay_and_a_failure_on_the_way_changes_nothing() -> None:
    split = Split.of(torch.rand(50, 1, 8, 8) * 3, torch.zeros(50, dtype=torch.int64))
    batches = Batches(split, 16, CPU)
    frozen = compile_graph(freeze(with_a_norm(), ["norm"]), seed=0)
    renew(frozen, batches, CPU, 0)
    assert not frozen.get_buffer("norm.running_mean").any()

    model = compile_graph(with_a_norm(), seed=0)
    renew(model, batches, CPU, 0)
    before = {name: each.clone() for name, each in model.state_dict().items()}
    broken = Batches(Split.of(torch.rand(20, 1, 5, 5), split.targets[:20]), 16, CPU)
    with pytest.raises(RuntimeError):
        renew(model, broken, CPU, 0)
    assert all(torch.equal(each, before[name]) for name, each in model.state_dict().items())


def test_several_inputs_get_their_samples_in_the_average_too(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = Graph(
        {
            "a": Node(layer("Input", shape=(1, 8, 8))),
            "b": Node(layer("Input", shape=(1, 8, 8))),
            "add": Node(layer("Add"), (Source("a"), Source("b"))),
            "flatten": Node(layer("Flatten"), (Source("add"),)),
            "fc": Node(layer("Linear", out_features=10), (Source("flatten"),)),
            "output": Node(layer("Output"), (Source("fc"),)),
        }
    )
    assert isinstance(train_all(snapshot(graph, average_weights=EMA(), epochs=1))[-1], RunFinished)


def test_frozen_nodes_are_at_rest_in_the_average_too() -> None:
    model = begin_training(compile_graph(freeze(with_a_norm(), ["norm"]), seed=0))
    average = EMA().build(model)
    assert average is not None
    assert not begin_training(average.module).get_submodule("norm").training


@pytest.mark.parametrize("state", [None, {}, {"taken": -1}, {"taken": 1, "weights": {}}, {"taken": True}], ids=str)
def test_a_state_without_its_average_is_refused(
    state: object,
) -> None:
    model = nn.Linear(4, 3)
    trainer = Trainer(model, TrainingConfig(average_weights=EMA()), CPU, Progress(), "classes", 3)
    with pytest.raises(TrainingError):
        trainer.restore({**trainer.state(), "average_weights": state})


def test_a_run_goes_on_only_with_the_average_it_began_with(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    train_all(snapshot(average_weights=EMA(), epochs=1))
    (failed,) = train_all(snapshot(epochs=2))
    assert isinstance(failed, RunFailed)
    assert "average_weights" in failed.message


def test_the_memory_told_has_the_average_in_it() -> None:
    analysis = analyse(small_network())
    plain, averaged = (
        figures(analysis, TrainingConfig.create({"device": "cpu", **more}))["training_memory"]
        for more in ({}, {"average_weights": EMA()})
    )
    assert averaged["average_weights"] == averaged["weights"] == averaged["bytes"] - plain["bytes"]
    assert plain["average_weights"] == 0
