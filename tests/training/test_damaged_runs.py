"""Damaged and forged folders of runs get a sentence or are read right; `tests/fuzz/run_folders.py` tries thousands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import run_folders
import torch
from safetensors.torch import load_file, save_file
from trainings import SnapshotOf, TrainAll

from studio.training.errors import TrainingError
from studio.training.events import RunFailed
from studio.training.runs import Run
from studio.training.runs.records import read_sealed, write_sealed
from studio.training.runs.state_file import read_state

COUNT = 60


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two epochs."""
    folder = tmp_path_factory.mktemp("original") / "run"
    run_folders.trained(folder)
    return folder


@pytest.fixture(scope="module")
def reference(original: Path) -> dict[str, torch.Tensor]:
    """The weights that it goes on to."""
    return run_folders.gone_on(original)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_damaged_run_is_refused_in_words_or_goes_on_as_it_would_have(
    part: int, original: Path, reference: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    for seed in range(10_000 + part, 10_000 + COUNT, 4):
        run_folders.check(seed, original, reference, tmp_path)


def spoilt(change: Callable[[dict[str, Any]], object], folder: Path) -> None:
    """Change the state that a run goes on from, and let its digest agree."""
    path = next((folder / "checkpoints").glob("*.state"))
    state = read_state(path)
    change(state)
    torch.save(state, path)
    run_folders.renew_digests(folder)


STATES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "of another shape": (lambda s: s["optimizer"]["state"][0].update(exp_avg=torch.zeros(3)), "exp_avg"),
    "in another format": (lambda s: s["optimizer"]["state"][0].update(exp_avg=torch.zeros(32, 64).int()), "exp_avg"),
    "of another optimizer": (lambda s: s["optimizer"]["state"].update({0: {"momentum_buffer": None}}), "weight 0"),
    "of a weight too many": (lambda s: s["optimizer"]["state"].update({9: {}}), "9"),
    "without an optimizer": (lambda s: s.pop("optimizer"), "optimizer"),
    "without its progress": (lambda s: s.pop("progress"), "progress"),
    "with text for a number": (lambda s: s["progress"].update(batch="3"), "batch"),
    "with a huge number": (lambda s: s["progress"].update(step=10**80), "step"),
    "with no number": (lambda s: s["progress"].update(loss_sum=float("nan")), "loss_sum"),
    "of another moment": (lambda s: s["progress"].update(step=3), "last checkpoint"),
}


@pytest.mark.parametrize(("change", "words"), STATES.values(), ids=list(STATES))
def test_a_state_is_refused(
    change: Callable[[dict[str, Any]], object],
    words: str,
    snapshot: SnapshotOf,
    train_all: TrainAll,
    run_folder: Path,
) -> None:
    train_all(snapshot(epochs=1))
    spoilt(change, run_folder)
    (failed,) = train_all(snapshot(epochs=2))
    assert isinstance(failed, RunFailed)
    assert "damaged" in failed.message
    assert words in failed.message


@pytest.mark.parametrize("name", ["../x.safetensors", "/etc/passwd", "step-00000001.safetensors/../../x", "", "step-1"])
def test_an_index_names_only_files_of_its_own_folder(
    name: str, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    index = run_folder / "checkpoints" / "checkpoints.json"
    entries = read_sealed(index)
    entries["last"]["weights"] = name
    write_sealed(index, entries)
    with pytest.raises(TrainingError, match="damaged"):
        Run.open(run_folder).checkpoints.read("last")


def test_weights_of_another_shape_are_named(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    train_all(snapshot(epochs=1))
    path = next((run_folder / "checkpoints").glob("*.safetensors"))
    save_file({**load_file(path), "fc2.weight": torch.zeros(10, 31)}, path)
    run_folders.renew_digests(run_folder)
    (failed,) = train_all(snapshot(epochs=2))
    assert isinstance(failed, RunFailed)
    assert "“fc2.weight” is (10, 31) there and (10, 32) here" in failed.message
