"""A run goes on only with what made it, and says what differs otherwise; nobody else trains it meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import run_folders
from data_files import write_picture_folder
from networks import chain
from PIL import Image
from trainings import SnapshotOf, TrainAll, small_network

from studio.data import Digits, ImageFolder, Iris
from studio.graph import Graph, Node, Source
from studio.graph.edits import move
from studio.layers import layer
from studio.layers.initialization import network_initializers
from studio.project import Project
from studio.project.file import dumps
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.events import Event, RunFailed, RunFinished, RunStarted
from studio.training.optimizers import optimizers
from studio.training.runs import Run
from studio.training.runs.records import read_sealed, write_sealed
from studio.training.runs.resume import Beginning
from studio.training.snapshot import Snapshot


def refusal(events: list[Event]) -> str:
    """Why a run did not go on."""
    (failed,) = events
    assert isinstance(failed, RunFailed)
    return f"{failed.message} {failed.remedy}"


def with_layer(name: str, kind: str, **params: object) -> Graph:
    """The small network with one layer replaced."""
    graph = small_network()
    return Graph({**graph, name: Node(layer(kind, **params), graph[name].inputs)})


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        (with_layer("relu", "Sigmoid"), ["“relu”", "ReLU", "Sigmoid"]),
        (with_layer("dropout", "Dropout", p=0.5), ["“dropout”", "“p”", "0.2", "0.5"]),
        (with_layer("fc1", "Linear", out_features=16), ["“fc1”", "out_features", "32", "16"]),
        (with_layer("input", "Input", shape=(1, 4, 4)), ["“input”", "shape", "[1, 8, 8]", "[1, 4, 4]"]),
        (small_network(tanh=layer("Tanh")), ["“tanh”", "Tanh", "new"]),
    ],
)
def test_a_changed_network_is_refused_by_the_node_that_differs(
    graph: Graph, words: list[str], snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    train_all(snapshot(epochs=1))
    said = refusal(train_all(snapshot(graph, epochs=2)))
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"batch_size": 32}, ["batch_size", "64", "32"]),
        ({"seed": 5}, ["seed", "0", "5"]),
        ({"optimizer": optimizers["Adam"](lr=0.5)}, ["optimizer.lr", "0.001", "0.5"]),
        ({"data": Digits(normalize=True)}, ["normalize", "off", "on"]),
    ],
)
def test_changed_settings_are_refused_with_the_value_then_and_now(
    settings: dict[str, object], words: list[str], snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    train_all(snapshot(epochs=1))
    said = refusal(train_all(snapshot(**{"epochs": 2, **settings})))
    assert [word for word in words if word not in said] == []


def test_a_refusal_leaves_the_run_as_it_was(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    events = train_all(snapshot(epochs=1))
    refusal(train_all(snapshot(with_layer("relu", "Sigmoid"), epochs=2)))
    assert list(Run.open(run_folder).events()) == events
    assert isinstance(train_all(snapshot(epochs=2))[-1], RunFinished)


def test_places_of_cards_and_nodes_that_lead_nowhere_may_change(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    train_all(snapshot(epochs=1))
    graph = move(small_network(), {"relu": (500.0, 500.0)})
    aside = Graph({**graph, "aside": Node(layer("ReLU"), (graph["fc2"].inputs[0],))})
    assert isinstance(train_all(snapshot(aside, epochs=2))[-1], RunFinished)


@pytest.mark.parametrize("forgotten", [("auxiliary_weight",), ("initialization",), ("optimizer", "amsgrad")])
def test_a_run_of_a_version_without_a_setting_goes_on_where_it_is_at_its_default(
    forgotten: tuple[str, ...], snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    config = read_sealed(run_folder / "config.json")
    *parts, setting = ("training", *forgotten)
    holder: dict[str, Any] = config
    for part in parts:
        holder = holder[part]
    del holder[setting]
    write_sealed(run_folder / "config.json", config)
    assert isinstance(train_all(snapshot(epochs=2))[-1], RunFinished)
    other: Any = {
        "auxiliary_weight": 0.5,
        "initialization": network_initializers["Zeros"](),
        "amsgrad": optimizers["Adam"](amsgrad=True),
    }[setting]
    name = "optimizer" if setting == "amsgrad" else setting
    assert setting in refusal(train_all(snapshot(epochs=2, **{name: other})))


def pictures(folder: Path) -> ImageFolder:
    """Twenty cats and twenty dogs."""
    return ImageFolder(path=str(write_picture_folder(folder, pictures=20, size=(8, 8))))


def rename_a_class(folder: Path) -> None:
    (folder / "cats").rename(folder / "tabby_cats")


def add_a_picture(folder: Path) -> None:
    shutil.copy(folder / "dogs" / "1.png", folder / "cats" / "another.png")


def change_a_picture(folder: Path) -> None:
    Image.new("L", (8, 8), 77).save(folder / "cats" / "1.png")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (rename_a_class, ["cats", "tabby_cats"]),
        (add_a_picture, ["other data", "fingerprint"]),
        (change_a_picture, ["other data", "fingerprint"]),
    ],
)
def test_changed_data_are_refused(
    change: Callable[[Path], None], words: list[str], snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path
) -> None:
    data = pictures(tmp_path / "data")
    train_all(snapshot(small_network(2), data, epochs=1))
    change(Path(data.path))
    said = refusal(train_all(snapshot(small_network(2), data, epochs=2)))
    assert [word for word in words if word not in said] == []


def test_the_same_data_may_lie_elsewhere(snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path) -> None:
    data = pictures(tmp_path / "data")
    train_all(snapshot(small_network(2), data, epochs=1))
    moved = ImageFolder(path=str(shutil.move(data.path, tmp_path / "moved")))
    assert isinstance(train_all(snapshot(small_network(2), moved, epochs=2))[-1], RunFinished)


def test_a_run_tells_how_its_samples_were_prepared(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path, tmp_path: Path
) -> None:
    data = pictures(tmp_path / "data")
    train_all(snapshot(small_network(2), data, epochs=1))
    rename_a_class(Path(data.path))
    preparation = Run.open(run_folder).preparation()
    assert preparation is not None
    assert preparation.classes == ("cats", "dogs")


def make_older(folder: Path, document: str) -> None:
    """Take away what earlier versions did not keep."""
    run_folders.make_older(folder)
    (folder / "project.nns").write_text(document, encoding="utf-8")


def test_a_run_of_an_earlier_version_goes_on_and_says_what_it_cannot_tell(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    make_older(run_folder, snapshot().document)
    run = Run.open(run_folder)
    assert run.preparation() is None
    events = train_all(snapshot(epochs=2))
    assert isinstance(events[0], RunStarted)
    assert "no fingerprint" in events[0].note
    assert isinstance(events[-1], RunFinished)


def test_the_network_of_a_run_of_an_earlier_version_is_compared_with_its_project_file(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    def whole(graph: Graph) -> Snapshot:
        made = snapshot(graph, epochs=2)
        return replace(made, document=dumps(Project("Digits", graph, made.data, made.training)))

    first, changed = whole(small_network()), whole(with_layer("relu", "Sigmoid"))
    train_all(replace(first, training=first.training.changed(epochs=1)))
    make_older(run_folder, first.document)
    assert "Sigmoid" in refusal(train_all(changed))
    moved = whole(move(small_network(), {"relu": (500.0, 500.0)}))
    assert isinstance(train_all(moved)[-1], RunFinished)


def test_a_project_file_of_a_run_that_was_edited_is_not_taken_for_what_was_trained(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    (run_folder / "project.nns").write_text('{"format": "nn-studio", "name": "other"}', encoding="utf-8")
    with pytest.raises(TrainingError, match="was changed after"):
        Run.open(run_folder).document()


def test_outputs_in_another_order_are_another_network(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        first=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    second = {
        "second": Node(layer("Linear", out_features=10), (Source("flatten"),)),
        "other": Node(layer("Output"), (Source("second"),)),
    }
    train_all(snapshot(Graph({**graph, **second}), epochs=1))
    said = refusal(train_all(snapshot(Graph({**second, **graph}), epochs=2)))
    assert "order" in said


def test_among_many_classes_the_one_that_differs_is_named(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path
) -> None:
    for number in range(12):
        folder = tmp_path / "data" / f"class{number:02}"
        folder.mkdir(parents=True)
        for picture in range(10):
            Image.new("L", (8, 8), 20 * number + picture).save(folder / f"{picture}.png")
    data = ImageFolder(path=str(tmp_path / "data"))
    train_all(snapshot(small_network(12), data, epochs=1))
    (tmp_path / "data" / "class11").rename(tmp_path / "data" / "other11")
    said = refusal(train_all(snapshot(small_network(12), data, epochs=2)))
    assert "class11" in said
    assert "other11" in said


def test_a_run_that_is_stopped_before_it_goes_on_is_where_it_was(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    first = train_all(snapshot(epochs=1))
    control = Control()
    control.stop()
    stopped = train_all(snapshot(epochs=2), control)[-1]
    assert isinstance(stopped, RunFinished)
    assert (stopped.reason, stopped.epoch, stopped.step) == ("stopped", 1, first[-1].step)


def test_a_number_that_became_text_is_told_as_such(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    train_all(snapshot(epochs=1))
    config = run_folder / "config.json"
    settings = read_sealed(config)
    settings["training"]["batch_size"] = "64"
    write_sealed(config, settings)
    assert '“batch_size” was "64" and is 64 now' in refusal(train_all(snapshot(epochs=2)))


def test_a_run_of_a_version_with_fewer_settings_of_the_data_goes_on_with_their_defaults(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    now = Beginning.of(Run.open(run_folder))
    earlier = replace(now, settings={**now.settings, "data": {"kind": "digits"}})
    earlier.check(snapshot(epochs=2))
    with pytest.raises(TrainingError, match="normalize"):
        earlier.check(snapshot(epochs=2, data=Digits(normalize=not Digits().normalize)))
    with pytest.raises(TrainingError, match="kind"):
        earlier.check(snapshot(epochs=2, data=Iris()))
