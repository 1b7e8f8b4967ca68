"""A run goes on with what it has written of itself, and is exported from it, or is refused by the name of the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import run_folders
from trainings import SnapshotOf, TrainAll

from studio.project.export import subject_of
from studio.training.errors import TrainingError
from studio.training.events import RunFailed, RunFinished
from studio.training.runs import Run
from studio.training.runs.records import SEAL, read_sealed

INDEX = "checkpoints/checkpoints.json"
Change = Callable[[dict[str, Any]], object]

CHANGES: dict[str, tuple[str, Change]] = {
    "another epoch": (INDEX, lambda entries: entries["best"].update(epoch=1)),
    "another step": (INDEX, lambda entries: entries["best"].update(step=3)),
    "other weights": (INDEX, lambda entries: entries["best"].update(weights="step-00000022.safetensors")),
    "no best": (INDEX, lambda entries: entries.pop("best")),
    "an entry more": (INDEX, lambda entries: entries["last"].update(loss=0.1)),
    "no digests": (INDEX, lambda entries: entries["last"].pop("weights_digest")),
    "no seal of the index": (INDEX, lambda entries: entries.pop(SEAL)),
    "other epochs": ("config.json", lambda config: config["training"].update(epochs=7)),
    "another batch size": ("config.json", lambda config: config["training"].update(batch_size=1)),
    "an unknown setting": ("config.json", lambda config: config["training"].update(warmth=3)),
    "another name": ("config.json", lambda config: config.update(name="other")),
    "another fingerprint": ("data.json", lambda data: data.update(fingerprint="0" * 64)),
    "another layer": ("network.json", lambda network: network["nodes"]["relu"].update(layer="Sigmoid")),
}


def change(path: Path, how: Change) -> None:
    """Alter a JSON file by hand."""
    values = json.loads(path.read_text(encoding="utf-8"))
    how(values)
    path.write_text(json.dumps(values), encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    """All that lies in a run's folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("name", "how"), CHANGES.values(), ids=list(CHANGES))
def test_a_record_that_was_altered_by_hand_is_refused_by_its_name(
    name: str, how: Change, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=2))
    change(run_folder / name, how)
    before = files(run_folder)
    (failed,) = train_all(snapshot(epochs=3))
    assert isinstance(failed, RunFailed)
    assert f"“{run_folder / name}” was changed after the run wrote it" in failed.message
    assert "Put back the file as it was" in failed.remedy
    assert files(run_folder) == before


@pytest.mark.parametrize("name", ["network.json", "data.json", INDEX, "project.nns"])
def test_a_run_goes_on_only_with_all_that_it_wrote(
    name: str, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    (run_folder / name).unlink()
    before = files(run_folder)
    (failed,) = train_all(snapshot(epochs=2))
    assert isinstance(failed, RunFailed)
    assert (name if name != INDEX else "“checkpoints”") in f"{failed.message} {failed.remedy}"
    assert files(run_folder) == before


def test_a_run_whose_kept_project_was_altered_does_not_go_on(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    with (run_folder / "project.nns").open("a", encoding="utf-8") as file:
        file.write(" ")
    (failed,) = train_all(snapshot(epochs=2))
    assert isinstance(failed, RunFailed)
    assert "project.nns” was changed after" in failed.message


@pytest.mark.parametrize("name", [each for each in CHANGES if CHANGES[each][0] == INDEX])
def test_weights_are_not_exported_from_an_altered_index(name: str, tmp_path: Path) -> None:
    run_folders.trained(tmp_path / "run")
    change(tmp_path / "run" / INDEX, CHANGES[name][1])
    with pytest.raises(TrainingError, match=r"checkpoints\.json” was changed after the run wrote it"):
        _ = subject_of(run_folders.project(2), Run.open(tmp_path / "run")).trained


def test_a_run_of_an_earlier_version_is_sealed_as_far_as_it_goes_on(tmp_path: Path) -> None:
    run_folders.trained(tmp_path)
    run_folders.make_older(tmp_path)
    assert list(Run.open(tmp_path).checkpoints.entries()) == ["last", "best"]
    events = list(run_folders.train(run_folders.snapshot(3), None, Run.open(tmp_path)))
    assert isinstance(events[-1], RunFinished)
    assert read_sealed(tmp_path / INDEX)["last"]["epoch"] == 3


def test_a_run_that_was_ended_before_its_first_checkpoint_begins_again(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    Run.create(run_folder, snapshot(epochs=1))
    (run_folder / "checkpoints").mkdir()
    (run_folder / "checkpoints" / "step-00000022.safetensors").write_bytes(b"written before the index")
    assert isinstance(train_all(snapshot(epochs=1))[-1], RunFinished)
