"""A training on pictures that stay files goes on exactly, stops at a checkpoint where one is gone, and says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from networks import chain
from pictures_on_disk import SHAPE, on_disk
from trainings import batch_losses

from studio.compiler.module import compile_graph
from studio.data import ImageFolder
from studio.data.cache.folder import caches
from studio.data.cache.slots import SAMPLES
from studio.data.load import load
from studio.data.stores.picture_store import PictureStore
from studio.layers import layer
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.events import BatchesDone, EpochDone, Event, Remark, RunFailed, RunFinished
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot

pytestmark = pytest.mark.slow


def snapshot(data: ImageFolder, **settings: Any) -> Snapshot:
    """A small network of pictures with batch normalization and dropout, for two epochs."""
    graph = chain(
        input=layer("Input", shape=SHAPE),
        conv=layer("Conv2d", out_channels=3, kernel_size=3),
        norm=layer("BatchNorm2d"),
        flatten=layer("Flatten"),
        dropout=layer("Dropout", p=0.2),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    training = TrainingConfig.create({"epochs": 2, "batch_size": 8, "device": "cpu", **settings})
    return Snapshot("Pictures", graph, data, training, document='{"format": "nn-studio"}')


def new_run(folder: Path, start: Snapshot) -> Run:
    return Run.create(folder, start)


@pytest.mark.parametrize("transforms", [[], [{"kind": "RandomRotation", "degrees": 20}]], ids=["plain", "by chance"])
def test_a_run_that_is_stopped_goes_on_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transforms: list[dict[str, Any]]
) -> None:
    start = snapshot(on_disk(tmp_path / "data", monkeypatch, normalize=True, transforms=transforms))
    whole = list(train(start, run=new_run(tmp_path / "whole", start)))
    run, control, part = new_run(tmp_path / "part", start), Control(), []
    for event in train(start, control, run):
        part.append(event)
        if isinstance(event, EpochDone):
            control.stop()
    assert isinstance(part[-1], RunFinished)
    assert part[-1].reason == "stopped"
    rest = list(train(start, run=Run.open(tmp_path / "part")))
    assert isinstance(rest[-1], RunFinished)
    assert rest[-1].reason == "finished"
    assert batch_losses([*part, *rest]) == batch_losses(whole)
    for found, wanted in zip(weights(run), weights(Run.open(tmp_path / "whole")), strict=True):
        assert torch.equal(found, wanted)


def weights(run: Run) -> list[torch.Tensor]:
    model = compile_graph(snapshot(ImageFolder(path="nowhere")).graph, seed=0)
    run.load_weights(model, "last")
    return list(model.state_dict().values())


def test_a_picture_that_vanishes_stops_it_at_a_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = snapshot(on_disk(tmp_path / "data", monkeypatch))
    whole = list(train(start, run=new_run(tmp_path / "whole", start)))
    for file in (cache.folder for cache in caches()):
        (file / SAMPLES).unlink()
    validation = load(start.data, SHAPE, start.training.seed).validation.store
    assert isinstance(validation, PictureStore)
    gone = Path(validation.paths[0])
    content, times = gone.read_bytes(), gone.stat()
    # What is at hand has the cache open that was removed: read it anew.
    load(start.data, SHAPE, start.training.seed + 1)
    run, events = new_run(tmp_path / "run", start), list[Event]()
    for event in train(start, run=run):
        events.append(event)
        if isinstance(event, BatchesDone):
            gone.unlink(missing_ok=True)
    assert isinstance(events[-1], RunFailed)
    assert str(gone) in events[-1].message
    assert "not there any more" in events[-1].message
    assert run.checkpoints.entry("last") is not None
    gone.write_bytes(content)
    os.utime(gone, ns=(times.st_atime_ns, times.st_mtime_ns))
    rest = list(train(start, run=Run.open(tmp_path / "run")))
    assert isinstance(rest[-1], RunFinished)
    assert batch_losses([*events, *rest]) == batch_losses(whole)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_under_the_cache_is_told_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = snapshot(on_disk(tmp_path / "data", monkeypatch))
    whole = list(train(start, run=new_run(tmp_path / "whole", start)))
    (cache,) = caches()
    for file in cache.folder.iterdir():
        file.unlink()
    (cache.folder / SAMPLES).symlink_to("/dev/full")
    load(start.data, SHAPE, start.training.seed + 1)
    events = list(train(start, run=new_run(tmp_path / "run", start)))
    (told,) = [event.text for event in events if isinstance(event, Remark)]
    assert "is full" in told
    assert batch_losses(events) == batch_losses(whole)
    assert [told] == [event.text for event in Run.open(tmp_path / "run").events() if isinstance(event, Remark)]
