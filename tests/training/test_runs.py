"""Runs as folders: what they hold, what is read from them, and how they survive accidents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from trainings import SnapshotOf, TrainAll, small_network

from studio import paths
from studio.compiler.module import compile_graph
from studio.training.errors import TrainingError
from studio.training.runs import Run, new_folder
from studio.training.runs.checkpoint_index import Entry, Which
from studio.training.runs.checkpoints import Checkpoints
from studio.training.runs.listing import listed_runs


def test_a_run_holds_document_settings_environment_events_and_weights(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    settings = snapshot(epochs=1)
    events = train_all(settings)
    run = Run.open(run_folder)
    assert run.document() == settings.document
    assert run.config()["training"]["optimizer"]["kind"] == "Adam"
    assert run.config()["data"]["kind"] == "digits"
    assert json.loads((run_folder / "environment.json").read_text())["libraries"]["torch"]
    assert list(run.events()) == events
    assert [path.suffix for path in sorted((run_folder / "checkpoints").glob("step-*"))] == [".safetensors", ".state"]


def test_only_the_checkpoints_in_use_are_kept(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    train_all(snapshot(epochs=5, batch_size=512))
    entries = Run.open(run_folder).checkpoints.entries()
    weights = {path.name for path in (run_folder / "checkpoints").glob("*.safetensors")}
    assert weights == {entry.weights for entry in entries.values()}
    assert entries["last"].epoch == 5


def test_a_crash_while_saving_leaves_the_checkpoint_before_it_whole(tmp_path: Path) -> None:
    checkpoints, model = Checkpoints(tmp_path / "checkpoints"), torch.nn.Linear(2, 2)
    checkpoints.save(model, {"steps": 1}, step=1, epoch=1, best=True)
    (tmp_path / "checkpoints" / "step-00000002.safetensors").write_bytes(b"half of it")
    (tmp_path / "checkpoints" / ".step-00000002.state.tmp").write_bytes(b"")
    assert torch.equal(checkpoints.read("last").weights["weight"], model.weight)
    assert checkpoints.state() == {"steps": 1}
    checkpoints.save(model, {"steps": 2}, step=2, epoch=1, best=False)
    assert checkpoints.state() == {"steps": 2}
    assert checkpoints.entries()["best"].step == 1


def test_a_state_that_would_run_code_is_not_loaded(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "harmed",)

    checkpoints = Checkpoints(tmp_path / "checkpoints")
    checkpoints.save(torch.nn.Linear(1, 1), {}, step=1, epoch=1, best=True)
    torch.save(Harm(), tmp_path / "checkpoints" / checkpoints.entries()["last"].state)
    with pytest.raises(TrainingError, match="damaged"):
        checkpoints.state()
    assert not (tmp_path / "harmed").exists()


def test_weights_load_into_the_network_compiled_anew(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    model = compile_graph(small_network(), seed=99)
    Run.open(run_folder).load_weights(model, "last")
    kept = Run.open(run_folder).checkpoints.read("last").weights
    assert all(torch.equal(kept[name], weights) for name, weights in model.state_dict().items())


def test_a_run_without_weights_says_so(snapshot: SnapshotOf, run_folder: Path) -> None:
    run = Run.create(run_folder, snapshot())
    with pytest.raises(TrainingError, match="no weights yet"):
        run.load_weights(compile_graph(small_network()))


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="not the folder of a run"):
        Run.open(tmp_path)


def test_a_new_run_wants_an_empty_folder(snapshot: SnapshotOf, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(TrainingError, match="is not empty"):
        Run.create(tmp_path, snapshot())
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["notes.txt"]


def test_events_that_a_crash_or_an_editor_damaged_are_passed_over(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    events = train_all(snapshot(epochs=1))
    with (run_folder / "events.jsonl").open("ab") as file:
        file.write(b'\xff\xfe\n[1, 2]\n"text"\n{"event": "Unknown"}\n{"event": "EpochDone"}\n{"event": "Batch')
    assert list(Run.open(run_folder).events()) == events


def test_runs_begun_in_the_same_second_are_listed_newest_first(snapshot: SnapshotOf) -> None:
    for name in ("b", "c", "a"):
        Run.create(paths.runs() / name, snapshot())
    assert [run.path.name for run in listed_runs(paths.runs())] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("name", "end"),
    [("LeNet-5", "LeNet-5"), ("../../etc", " etc"), ("网络", "网络"), ("", ""), ("a" * 200, " " + "a" * 60)],
)
def test_any_project_name_gives_a_folder_of_its_own(name: str, end: str, tmp_path: Path) -> None:
    folder = new_folder(name, tmp_path)
    assert folder.parent == tmp_path
    assert folder.name.endswith(end)
    folder.mkdir()
    assert not new_folder(name, tmp_path).exists()


def test_a_second_checkpoint_of_one_step_leaves_the_first_whole_until_it_is_in_its_place(tmp_path: Path) -> None:
    checkpoints, model = Checkpoints(tmp_path / "checkpoints"), torch.nn.Linear(2, 2)
    checkpoints.save(model, {"epochs": 0}, step=5, epoch=0, best=False)
    first = checkpoints.entries()["last"]
    checkpoints.save(model, {"epochs": 1}, step=5, epoch=1, best=True)
    assert checkpoints.entries()["last"].weights != first.weights
    assert checkpoints.state() == {"epochs": 1}
    checkpoints.save(model, {"epochs": 2}, step=5, epoch=1, best=False)
    assert checkpoints.state() == {"epochs": 2}
    assert len(list((tmp_path / "checkpoints").glob("step-*"))) == 3


def test_weights_that_are_replaced_while_they_are_read_are_not_taken_for_damaged(tmp_path: Path) -> None:
    model, later = torch.nn.Linear(4, 4), torch.nn.Linear(4, 4)

    class ReplacedOnce(Checkpoints):
        """Those of a run whose training saves right after the index was read."""

        is_replaced = False

        def entries(self) -> dict[Which, Entry]:
            found = super().entries()
            if found and not self.is_replaced:
                self.is_replaced = True
                Checkpoints(tmp_path).save(later, {}, step=2, epoch=2, best=True)
            return found

    Checkpoints(tmp_path).save(model, {}, step=1, epoch=1, best=True)
    assert torch.equal(ReplacedOnce(tmp_path).read("best").weights["weight"], later.weight)
