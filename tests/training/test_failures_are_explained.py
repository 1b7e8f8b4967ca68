"""Whatever a person can do wrong ends a training with a sentence and a remedy, and harms neither run nor document."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import torch
from data_files import write_idx_folder
from networks import chain
from torch import nn
from trainings import SnapshotOf, TrainAll, batch_steps, epochs, small_network

from studio import paths
from studio.compiler.analysis import analyse
from studio.data import Idx
from studio.graph import Graph, Node, Source
from studio.layers import ParameterError, layer
from studio.training.config import TrainingConfig
from studio.training.events import BatchesDone, EpochDone, Event, RunFailed, RunFinished
from studio.training.failures import explain
from studio.training.footprint import footprint
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.runs import Run
from studio.training.snapshot import Snapshot


def failure(events: list[Event]) -> RunFailed:
    assert isinstance(events[-1], RunFailed)
    assert events[-1].message.endswith(".") or events[-1].message
    assert events[-1].remedy
    assert events[-1].code
    return events[-1]


def test_a_diverging_training_names_the_step_and_keeps_what_was_before(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    settings = snapshot(optimizer=optimizers["SGD"](lr=1000.0), loss=losses["MSELoss"](), epochs=50)
    events = train_all(settings)
    failed = failure(events)
    assert f"epoch {failed.epoch}, step" in failed.message
    assert "learning rate, which is 1000 (try 0.05)" in failed.remedy
    steps = batch_steps(events)
    assert f"step {len(steps) + 1}:" in failed.message
    assert all(json.loads(line) for line in (run_folder / "events.jsonl").read_text().splitlines())
    assert (run_folder / "project.nns").read_text() == settings.document
    assert list(Run.open(run_folder).events()) == events


def test_any_learning_rate_may_be_tried_and_its_end_is_explained(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    failed = failure(train_all(snapshot(optimizer=optimizers["SGD"](lr=1e6), loss=losses["MSELoss"](), epochs=50)))
    assert "diverged" in failed.message
    assert "learning rate" in failed.remedy


def test_a_validation_loss_that_is_no_number_ends_the_training(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    settings = snapshot(optimizer=optimizers["SGD"](lr=300.0), loss=losses["MSELoss"](), batch_size=1374, epochs=1)
    graph = small_network(wide=layer("Linear", out_features=64), deep=layer("Linear", out_features=64))
    events = train_all(Snapshot("x", graph, settings.data, settings.training.changed(epochs=40), "{}"))
    assert "diverged" in failure(events).message
    assert failure(events).code == "diverged"


def test_as_many_outputs_as_classes_are_asked_for(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    failed = failure(train_all(snapshot(small_network(outputs=7))))
    assert "gives 7 numbers" in failed.message
    assert "10 classes" in failed.message
    assert failed.code == "wrong-width-of-layer"
    assert failed.remedy == "Set out_features of “fc2” to 10."
    shutil.rmtree(run_folder)
    more = failure(train_all(snapshot(small_network(outputs=11))))
    assert "gives 11 numbers" in more.message


def test_an_output_that_is_no_row_of_numbers_is_refused(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=10, kernel_size=3),
        output=layer("Output"),
    )
    failed = failure(train_all(snapshot(graph)))
    assert "(10, 6, 6)" in failed.message
    assert "Flatten" in failed.remedy


def test_a_network_without_weights_has_nothing_to_train(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(input=layer("Input", shape=(64,)), relu=layer("ReLU"), output=layer("Output"))
    assert "nothing to train" in failure(train_all(snapshot(graph))).message


def test_inputs_of_different_shapes_cannot_get_the_same_samples(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = small_network()
    side = {
        "side": Node(layer("Input", shape=(10,))),
        "sum": Node(layer("Add"), (Source("fc2"), Source("side"))),
        "output": Node(layer("Output"), (Source("sum"),)),
    }
    failed = failure(train_all(snapshot(Graph({**graph, **side}))))
    assert "“side” takes (10) and “input” takes (1, 8, 8)" in failed.message
    assert "(1, 8, 8)" in failed.remedy


def test_every_output_has_to_fit_the_classes(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = small_network()
    failed = failure(train_all(snapshot(Graph({**graph, "second": Node(layer("Output"), (Source("fc1"),))}))))
    assert "gives 32 numbers" in failed.message
    assert failed.remedy == "Set out_features of “fc1” to 10."


def test_an_input_of_whole_numbers_does_not_take_pictures(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = small_network()
    graph = Graph({**graph, "input": Node(layer("Input", shape=(1, 8, 8), dtype="int64"))})
    events = train_all(snapshot(graph))
    assert "int64" in failure(events).message


def test_an_input_that_the_data_do_not_fit_is_named(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(input=layer("Input", shape=(63,)), fc=layer("Linear", out_features=10), output=layer("Output"))
    failed = failure(train_all(snapshot(graph)))
    assert "(63)" in failed.message
    assert "(64)" in failed.remedy


def test_a_network_that_cannot_run_names_its_node(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(input=layer("Input", shape=(1, 8, 8)), conv=layer("Conv2d", kernel_size=20), output=layer("Output"))
    failed = failure(train_all(snapshot(graph)))
    assert failed.message.startswith("The network cannot run at “conv”: ")


def test_an_empty_network_cannot_be_trained(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    settings = snapshot()
    assert "empty" in failure(train_all(Snapshot("x", Graph(), settings.data, settings.training, "{}"))).message


def test_missing_data_are_named(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    assert "“nowhere” does not exist" in failure(train_all(snapshot(data=Idx(path="nowhere")))).message


def test_data_that_vanish_during_a_training_do_not_matter(
    snapshot: SnapshotOf, run_folder: Path, tmp_path: Path
) -> None:
    folder = write_idx_folder(tmp_path / "data")
    settings = snapshot(small_network(outputs=3), Idx(path=str(folder)))
    events = []
    for event in train(settings, None, Run.create(run_folder, settings)):
        events.append(event)
        if isinstance(event, BatchesDone):
            shutil.rmtree(folder, ignore_errors=True)
    assert isinstance(events[-1], RunFinished)


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without CUDA")
def test_a_device_that_is_not_there_is_named(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    failed = failure(train_all(snapshot(device="cuda")))
    assert "“cuda” is not available" in failed.message
    assert "“auto”" in failed.remedy


def test_batch_normalization_on_single_samples_asks_for_larger_batches(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    failed = failure(train_all(snapshot(small_network(norm=layer("BatchNorm1d")), batch_size=1)))
    assert "batch of one sample" in failed.message
    assert "at least 2" in failed.remedy


def test_a_run_folder_that_vanishes_is_told(snapshot: SnapshotOf, run_folder: Path) -> None:
    settings = snapshot()
    events = []
    for event in train(settings, None, Run.create(run_folder, settings)):
        events.append(event)
        if isinstance(event, EpochDone):
            shutil.rmtree(run_folder)
    assert str(run_folder) in failure(events).message


def test_a_folder_in_use_is_not_taken_for_a_new_run(snapshot: SnapshotOf) -> None:
    paths.user_data().mkdir()
    paths.runs().write_text("a file where the folder of runs should be")
    assert "cannot be kept" in failure(list(train(snapshot()))).message


def test_a_run_does_not_go_on_with_other_settings(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    first = train_all(snapshot(epochs=1))
    failed = failure(train_all(snapshot(epochs=2, batch_size=32)))
    assert "began with other settings (training)" in failed.message
    assert epochs(first)


def test_a_run_does_not_go_on_with_another_network(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    train_all(snapshot(epochs=1))
    other = small_network(more=layer("Linear", out_features=12))
    assert "do not fit this network" in failure(train_all(snapshot(other, epochs=2))).message


@pytest.mark.parametrize("suffix", ["safetensors", "state", "json"])
def test_a_damaged_checkpoint_is_named(
    suffix: str, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    for path in (run_folder / "checkpoints").glob(f"*.{suffix}"):
        path.write_bytes(path.read_bytes()[:40])
    failed = failure(train_all(snapshot(epochs=2)))
    assert f".{suffix}” is damaged" in failed.message


class Hungry(nn.Module):
    """Asks for more memory than any machine has."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs.new_empty(2**60)


@pytest.mark.parametrize(("size", "remedy"), [(64, "smaller batch size than 64 (try 32)"), (1, "Use smaller pictures")])
def test_running_out_of_memory_asks_for_smaller_batches(size: int, remedy: str) -> None:
    with pytest.raises(RuntimeError) as raised:
        Hungry()(torch.zeros(1))
    failed = explain(raised.value, TrainingConfig(batch_size=size))
    assert failed is not None
    assert failed.message == "The training ran out of memory."
    assert remedy in failed.remedy


def wide(features: int) -> Graph:
    """A network of which nearly all memory goes to the weights."""
    return chain(
        input=layer("Input", shape=(features,)),
        fc1=layer("Linear", out_features=features),
        fc2=layer("Linear", out_features=10),
        output=layer("Output"),
    )


def test_a_smaller_batch_is_no_remedy_for_weights_that_take_the_memory() -> None:
    failed = explain(MemoryError(), TrainingConfig(batch_size=16), wide(30_000))
    assert failed is not None
    assert "batch size" not in failed.remedy
    assert "Smaller batches would not help: weights, gradients" in failed.remedy
    assert "smaller network" in failed.remedy


def test_weights_that_do_not_fit_are_told_however_large_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.training.footprint.room", lambda device: 10_000)
    failed = explain(MemoryError(), TrainingConfig(batch_size=4096), small_network())
    assert failed is not None
    assert "Smaller batches would not help" in failed.remedy


def test_the_batch_size_to_try_is_one_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.training.footprint.room", lambda device: 60_000)
    graph, training = small_network(), TrainingConfig(batch_size=4096)
    largest = footprint(analyse(graph), training).largest_batch
    failed = explain(MemoryError(), training, graph)
    assert failed is not None
    assert 0 < (largest or 0) < 2048
    assert f"(try {largest})" in failed.remedy


@pytest.mark.parametrize("error", [OSError(), OSError(5, ""), RuntimeError(), RuntimeError("\n \n"), MemoryError()])
def test_no_reason_is_ever_empty(error: Exception) -> None:
    try:
        raise error
    except Exception as raised:
        failed = explain(raised, TrainingConfig())
    assert failed is not None
    for sentence in failed:
        assert sentence.strip()
        assert not re.search(r": ?[.,]?$|“”|: \.", sentence), sentence


def test_a_full_disk_is_named() -> None:
    failed = explain(OSError(28, "No space left on device", "events.jsonl"), TrainingConfig())
    assert failed is not None
    assert "“events.jsonl” failed: No space left" in failed.message
    assert failed.remedy == "Free some space."


def test_what_torch_refuses_is_told_in_its_words() -> None:
    with pytest.raises(RuntimeError) as raised:
        nn.Linear(3, 2)(torch.zeros(1, 4))
    failed = explain(raised.value, TrainingConfig())
    assert failed is not None
    assert "shapes cannot be multiplied" in failed.message


def test_a_loss_in_which_no_sample_counts_is_told(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    failed = failure(train_all(snapshot(loss=losses["CrossEntropyLoss"].create({"weight": [0.0] * 10}))))
    assert "None of the training samples counts" in failed.message
    assert "weight" in failed.remedy


def test_our_own_mistakes_stay_loud() -> None:
    with pytest.raises(ValueError, match="not in list") as raised:
        [].index(1)
    assert explain(raised.value, TrainingConfig()) is None
    assert explain(KeyError("x"), TrainingConfig()) is None


def test_nesterov_needs_momentum() -> None:
    with pytest.raises(ParameterError, match="nesterov needs momentum: set momentum above 0"):
        optimizers["SGD"].create({"nesterov": True})
    assert optimizers["SGD"].create({"nesterov": True, "momentum": 0.9})
