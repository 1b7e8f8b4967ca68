"""A training as a person sees it: it learns, tells everything, stops, pauses, and comes out the same each time."""

from __future__ import annotations

import pickle
import threading
import time
from pathlib import Path

import pytest
import torch
from data_files import write_picture_folder, write_tones
from networks import chain
from PIL import Image
from trainings import SnapshotOf, TrainAll, batch_losses, batch_steps, epochs, small_network, stop_after, train_losses

from studio import paths
from studio.compiler.module import compile_graph
from studio.data import Digits, ImageFolder, Waveforms
from studio.data.load import load
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.training.control import Control
from studio.training.events import (
    BatchesDone,
    EpochDone,
    Evaluated,
    Event,
    RunFinished,
    RunStarted,
    from_json,
)
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.runs import Run


@pytest.mark.slow
def test_a_small_convolutional_network_reads_the_digits(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv1=layer("Conv2d", out_channels=16, kernel_size=3, padding=1),
        relu1=layer("ReLU"),
        conv2=layer("Conv2d", out_channels=32, kernel_size=3, padding=1),
        relu2=layer("ReLU"),
        pool=layer("MaxPool2d", kernel_size=2),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=64),
        relu3=layer("ReLU"),
        fc2=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    events = train_all(snapshot(graph, epochs=10, optimizer=optimizers["Adam"](lr=0.003)))
    result = events[-2]
    assert isinstance(result, Evaluated)
    assert result.metrics["accuracy"] >= 0.95
    assert result.samples == 270


@pytest.mark.slow
def test_a_small_convolutional_network_tells_two_pitches_apart(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path, tmp_path: Path
) -> None:
    graph = chain(
        input=layer("Input", shape=(1, 800)),
        conv=layer("Conv1d", out_channels=8, kernel_size=32, stride=4),
        relu=layer("ReLU"),
        pool=layer("AdaptiveMaxPool1d", output_size=1),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    tones = write_tones(tmp_path / "tones", {"high": 880.0, "low": 660.0}, tones=150, length=800)
    data = Waveforms.create({"path": str(tones)})
    events = train_all(snapshot(graph, data, epochs=20, optimizer=optimizers["Adam"](lr=0.01)))
    result = events[-2]
    assert isinstance(result, Evaluated)
    assert result.metrics["accuracy"] > 0.9
    kept = Run.open(run_folder).preparation()
    assert kept is not None
    assert (kept.sample, kept.rate, kept.source) == ("recording", 8_000, (1, 800))


def test_the_events_tell_the_whole_story_in_order(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    events = train_all(snapshot())
    started = events[0]
    assert isinstance(started, RunStarted)
    assert (started.train_samples, started.validation_samples, started.test_samples) == (1374, 153, 270)
    assert (started.epochs, started.batches_per_epoch, started.step) == (2, 22, 0)
    assert started.classes == tuple("0123456789")
    assert started.parameters == 64 * 32 + 32 + 32 * 10 + 10
    assert started.device.startswith("CPU")
    assert batch_steps(events) == list(range(1, 45))
    assert [event.epoch for event in epochs(events)] == [1, 2]
    assert isinstance(events[-1], RunFinished)
    assert (events[-1].reason, events[-1].epoch, events[-1].step) == ("finished", 2, 44)
    assert {event.run for event in events} == {"run"}


def test_training_without_a_folder_keeps_its_run_among_the_users_runs(snapshot: SnapshotOf) -> None:
    events = list(train(snapshot(epochs=1)))
    folder = paths.runs() / events[-1].run
    assert isinstance(events[-1], RunFinished)
    assert folder.name.endswith("Digits")
    assert list(Run.open(folder).events()) == events


def test_every_event_pickles_and_survives_its_json(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    for event in train_all(snapshot(epochs=1)):
        assert pickle.loads(pickle.dumps(event)) == event
        assert from_json(event.to_json()) == event


LOGARITHMIC = ("NLLLoss", "KLDivLoss")
"""Losses that take logarithms of probabilities."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(losses))
def test_every_loss_makes_itself_smaller(kind: str, snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = small_network()
    if kind in LOGARITHMIC:
        graph = Graph(
            {
                **graph,
                "log_softmax": Node(layer("LogSoftmax"), (Source("fc2"),)),
                "output": Node(layer("Output"), (Source("log_softmax"),)),
            }
        )
    events = train_all(snapshot(graph, loss=losses[kind](), epochs=4, optimizer=optimizers["Adam"](lr=0.01)))
    assert isinstance(events[-1], RunFinished)
    assert train_losses(events)[-1] < 0.8 * train_losses(events)[0]
    if kind != "L1Loss":  # nine in ten of its targets are 0, so answering 0 to everything is its best
        assert epochs(events)[-1].metrics["validation_accuracy"] > 0.7


@pytest.mark.parametrize("kind", sorted(optimizers))
def test_every_optimizer_makes_the_loss_smaller(kind: str, snapshot: SnapshotOf, train_all: TrainAll) -> None:
    events = train_all(snapshot(optimizer=optimizers[kind](), epochs=3))
    assert isinstance(events[-1], RunFinished)
    assert train_losses(events)[-1] < train_losses(events)[0]


@pytest.mark.parametrize("kind", sorted(optimizers))
def test_a_stopped_training_goes_on_as_if_it_had_not_been_stopped(
    kind: str, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    momentum = {"momentum": 0.9} if kind == "SGD" else {}
    settings = snapshot(optimizer=optimizers[kind].create(momentum), epochs=3, batch_size=256)
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(8, train(settings, control, run), control)
    assert isinstance(first[-1], RunFinished)
    assert (first[-1].reason, first[-1].epoch, first[-1].step) == ("stopped", 1, 8)
    second = list(train(settings, None, Run.open(run.path)))
    assert isinstance(second[0], RunStarted)
    assert second[0].step == 8
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    for mine, its in zip(epochs(first) + epochs(second), epochs(whole), strict=True):
        assert (mine.metrics, mine.best) == (its.metrics, its.best)
    assert second[-2].metrics == whole[-2].metrics


def test_a_killed_training_goes_on_from_its_last_checkpoint_and_forgets_what_came_after(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot(epochs=2)
    whole = train_all(settings)
    run = Run.create(tmp_path / "killed", settings)
    abandoned = train(settings, None, run)
    for event in abandoned:
        if isinstance(event, BatchesDone) and event.steps[-1] == 30:
            break
    abandoned.close()
    with (run.path / "events.jsonl").open("a") as file:
        file.write('{"event": "BatchesDone", "run": "kil')
    second = list(train(settings, None, Run.open(run.path)))
    assert second[0].step == 22
    assert batch_steps(list(run.events())) == list(range(1, 45))
    assert batch_losses(list(run.events())) == batch_losses(whole)


def test_the_same_seed_gives_the_same_losses_and_another_seed_others(snapshot: SnapshotOf) -> None:
    first, again, other = (batch_losses(list(train(snapshot(epochs=1, seed=seed)))) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_what_other_threads_draw_at_random_does_not_change_a_training(
    snapshot: SnapshotOf, reports_at_every_step: None
) -> None:
    undisturbed = batch_losses(list(train(snapshot(epochs=1))))
    disturbed = []
    for event in train(snapshot(epochs=1)):
        torch.rand(3)
        disturbed += batch_losses([event])
    assert disturbed == undisturbed


def test_a_finished_run_goes_on_for_more_epochs(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    train_all(snapshot(epochs=1))
    events = train_all(snapshot(epochs=2))
    assert [event.epoch for event in epochs(events)] == [2]
    assert isinstance(events[-2], Evaluated)


def test_the_test_result_is_that_of_the_weights_that_are_loaded_later(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    settings = snapshot(epochs=6, optimizer=optimizers["SGD"](lr=0.5), batch_size=16)
    result = train_all(settings)[-2]
    assert isinstance(result, Evaluated)
    model = compile_graph(settings.graph).eval()
    Run.open(run_folder).load_weights(model)
    test = load(Digits(), (1, 8, 8), seed=0).test
    with torch.no_grad():
        right = (model(test.inputs).argmax(dim=1) == test.targets).float().mean().item()
    assert right == pytest.approx(result.metrics["accuracy"])
    best = min(epochs(list(Run.open(run_folder).events())), key=lambda event: event.metrics["validation_loss"])
    assert result.epoch == best.epoch


def test_a_stop_while_the_test_runs_keeps_the_last_weights(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path
) -> None:
    settings = snapshot(epochs=3)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    for event in train(settings, control, run):
        if isinstance(event, EpochDone) and event.epoch == 3:
            control.stop()
    train_all(settings)
    whole = Run.open(tmp_path / "run").checkpoints.read("last").weights
    for name, weights in run.checkpoints.read("last").weights.items():
        assert torch.equal(weights, whole[name])


def test_a_training_stopped_before_its_last_epoch_is_judged_has_the_result_when_it_goes_on(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot()
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(44, train(settings, control, run), control)
    assert [event.epoch for event in epochs(first)] == [1]
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(second) == []
    assert [event.metrics for event in epochs(second)] == [epochs(whole)[-1].metrics]
    assert second[-2].metrics == whole[-2].metrics


def test_a_pause_holds_the_training_and_counts_as_no_time(
    snapshot: SnapshotOf, run_folder: Path, reports_at_every_step: None
) -> None:
    settings, control, reached = snapshot(epochs=2), Control(), threading.Event()
    seen: list[Event] = []
    arrived: dict[int, float] = {}

    def work() -> None:
        for event in train(settings, control, Run.create(run_folder, settings)):
            seen.append(event)
            if not isinstance(event, BatchesDone):
                continue
            arrived[event.steps[-1]] = time.perf_counter()
            if event.steps[-1] == 5:
                control.pause()
                reached.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert reached.wait(60)
    thread.join(0.6)
    assert thread.is_alive()
    assert batch_steps(seen) == [1, 2, 3, 4, 5]
    control.resume()
    thread.join(60)
    assert batch_steps(seen) == list(range(1, 45))
    before, after = (event for event in seen if isinstance(event, BatchesDone) and event.steps[-1] in (5, 6))
    assert (arrived[6] - arrived[5]) - (after.seconds - before.seconds) > 0.5


def test_a_paused_training_can_be_stopped(snapshot: SnapshotOf, run_folder: Path) -> None:
    settings, control = snapshot(), Control()
    control.pause()
    threading.Timer(0.2, control.stop).start()
    events = list(train(settings, control, Run.create(run_folder, settings)))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].reason == "stopped"


def test_a_training_stopped_before_it_began_does_nothing(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    control = Control()
    control.stop()
    events = train_all(snapshot(), control)
    assert batch_steps(events) == []
    assert isinstance(events[-1], RunFinished)
    assert events[-1].reason == "stopped"
    assert isinstance(train_all(snapshot())[-1], RunFinished)


def test_without_validation_and_test_samples_there_is_a_training_all_the_same(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    events = train_all(snapshot(data=Digits(validation=0.0, test=0.0)))
    assert [event.validation for event in epochs(events)] == [{}, {}]
    assert all(event.best for event in epochs(events))
    assert not any(isinstance(event, Evaluated) for event in events)
    assert isinstance(events[-1], RunFinished)


def test_a_last_batch_of_one_sample_does_not_trouble_batch_normalization(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    graph = small_network(norm=layer("BatchNorm1d"))
    settings = snapshot(graph, Digits(), batch_size=1373, epochs=1)
    events = train_all(settings)
    assert isinstance(events[-1], RunFinished)
    assert events[0].batches_per_epoch == 1


@pytest.mark.slow
def test_two_classes_can_be_told_apart_by_a_single_output(tmp_path: Path, snapshot: SnapshotOf) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=20, size=(8, 8))
    for number in range(20):
        Image.new("L", (8, 8), 250).save(folder / "dogs" / f"{number}.png")
    data = ImageFolder(path=str(folder))
    for kind in ("BCEWithLogitsLoss", "MSELoss"):
        loss, optimizer = losses[kind](), optimizers["Adam"](lr=0.01)
        events = list(train(snapshot(small_network(1), data, loss=loss, optimizer=optimizer, batch_size=7, epochs=60)))
        assert isinstance(events[-2], Evaluated), events[-1]
        assert events[-2].metrics["accuracy"] == 1.0
