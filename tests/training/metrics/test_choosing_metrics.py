"""Which metrics a training is told by: chosen by name, refused where they cannot be told, and gone on with exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from networks import chain
from trainings import SnapshotOf, TrainAll, epochs, small_network, stop_after

from studio.data import Data, Diabetes, Digits, Sequences
from studio.data.config import BreastCancer
from studio.graph import Graph
from studio.layers import ParameterError, layer
from studio.project.file import dumps, load
from studio.project.model import Project
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.events import Evaluated, RunFailed, RunStarted
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.metrics import offered
from studio.training.runs import Run
from studio.training.scores import Scores


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["accuracy", "novelty"], "no metric “novelty”; known are accuracy, "),
        (["f1", "accuracy", "f1"], "“f1” stands in the list more than once"),
        ("f1", "must be a list of “accuracy”, "),
        ([3], "must be a list of “accuracy”, "),
    ],
)
def test_names_that_are_none_are_refused_at_the_setting(names: Any, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        TrainingConfig.create({"metrics": names})


def test_a_file_keeps_the_metrics_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "net.nns"
    project = Project(graph=small_network(), training=TrainingConfig(metrics=("f1", "accuracy")))
    file.write_text(dumps(project))
    assert json.loads(file.read_text())["training"]["metrics"] == ["f1", "accuracy"]
    assert load(file).training == project.training
    file.write_text(dumps(Project(graph=small_network())))
    assert "metrics" not in json.loads(file.read_text())["training"]


def test_a_metric_of_a_later_version_is_told_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "net.nns"
    tree = json.loads(dumps(Project(graph=small_network())))
    file.write_text(json.dumps({**tree, "training": {**tree["training"], "metrics": ["novelty"]}}))
    project = load(file)
    assert project.training.metrics == ()
    assert "novelty" in project.notices[0].message
    assert json.loads(dumps(project))["training"]["metrics"] == ["novelty"]


def flat(inputs: int, outputs: int) -> Graph:
    return chain(
        input=layer("Input", shape=(inputs,)), fc=layer("Linear", out_features=outputs), output=layer("Output")
    )


def pictures() -> Graph:
    return chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=2, kernel_size=(3, 3), padding=(1, 1)),
        output=layer("Output"),
    )


TASKS: dict[str, tuple[Graph, Data, str, int]] = {
    "classes": (small_network(), Digits(), "CrossEntropyLoss", 10),
    "labels": (small_network(4), Digits(target="properties"), "BCEWithLogitsLoss", 4),
    "pixels": (pictures(), Digits(target="ink"), "CrossEntropyLoss", 2),
    "numbers": (flat(10, 1), Diabetes(), "MSELoss", 1),
}


@pytest.mark.parametrize("task", TASKS)
def test_all_metrics_of_a_task_go_on_in_the_middle_of_an_epoch_as_if_it_had_not_been_stopped(
    task: Any, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    graph, data, loss, classes = TASKS[task]
    names = offered(task, classes)
    settings = snapshot(graph, data, loss=losses[loss](), epochs=2, batch_size=128, metrics=names)
    whole = train_all(settings)
    assert isinstance(whole[0], RunStarted)
    assert whole[0].metrics == names
    assert set(names) <= set(epochs(whole)[-1].training)
    assert set(names) <= set(epochs(whole)[-1].validation)
    assert isinstance(whole[-2], Evaluated)
    assert set(whole[-2].metrics) == {"loss", *names}
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(2, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    told = [event.metrics for event in epochs(first) + epochs(second)]
    assert told == [event.metrics for event in epochs(whole)]


def test_two_classes_with_one_score_have_every_metric_but_those_for_more(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    names = offered("classes", 2)
    assert "top5_accuracy" not in names
    settings = snapshot(flat(30, 1), BreastCancer(), loss=losses["BCEWithLogitsLoss"](), epochs=3, metrics=names)
    assert set(train_all(settings)[-2].metrics) == {"loss", *names}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("graph", "data", "metrics", "words"),
    [
        (
            small_network(),
            Digits(),
            ("accuracy", "mae"),
            ["Mean absolute error", "one of several classes", "F1 (macro)"],
        ),
        (flat(10, 1), Diabetes(), ("auroc",), ["AUROC", "numbers", "R² score"]),
    ],
)
def test_a_metric_of_another_task_is_refused_before_the_training(
    graph: Graph, data: Data, metrics: tuple[str, ...], words: list[str], snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    loss = losses["MSELoss"]()
    (failed,) = train_all(snapshot(graph, data, loss=loss, metrics=metrics))
    assert isinstance(failed, RunFailed)
    assert failed.code == "wrong-metric"
    assert [word for word in words if word not in f"{failed.message} {failed.remedy}"] == []


def test_the_first_metric_chosen_is_the_main_one(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    events = train_all(snapshot(metrics=("f1", "accuracy"), epochs=1))
    assert isinstance(events[0], RunStarted)
    assert events[0].metrics == ("f1", "accuracy")


def test_batches_wait_for_no_metric(snapshot: SnapshotOf, train_all: TrainAll, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    monkeypatch.setattr("studio.training.callbacks.reporting.REPORT_SECONDS", 1e9)
    update = Scores.update
    monkeypatch.setattr(Scores, "update", lambda self, *given: (taken.append(len(given[0])), update(self, *given))[1])
    train_all(snapshot(metrics=("accuracy", "f1", "auroc"), epochs=1, batch_size=16))
    assert min(taken[:-2]) > 16


def test_too_few_classes_for_a_metric_are_told_with_their_number(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    words = chain(
        input=layer("Input", shape=(12,), dtype="int64"),
        embedding=layer("Embedding", num_embeddings=16, embedding_dim=4),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    data = Sequences(vocabulary=16, length=12)
    (failed,) = train_all(snapshot(words, data, metrics=("top5_accuracy",)))
    assert isinstance(failed, RunFailed)
    assert "more than 5 classes, but the data have 2" in failed.message
