"""Event files have every value by step, as the package reads them back."""

from __future__ import annotations

import builtins
import struct
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from written_runs import written_run

from studio.training.curves.tensorboard import export_run
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, EpochDone, RunStarted
from studio.training.runs import history
from studio.training.runs.layout import EVENTS


def read(path: Path) -> list[Any]:
    """The events of a file; each record has its length and checksums."""
    event_pb2 = pytest.importorskip("tensorboardX.proto.event_pb2")
    writer = pytest.importorskip("tensorboardX.record_writer")
    content, found, at = path.read_bytes(), [], 0
    while at < len(content):
        (length,) = struct.unpack("Q", content[at : at + 8])
        data = content[at + 12 : at + 12 + length]
        (checksum,) = struct.unpack("I", content[at + 12 + length : at + 16 + length])
        assert checksum == writer.masked_crc32c(data)
        found.append(event_pb2.Event.FromString(data))
        at += 16 + length
    return found


def scalars(events: Sequence[Any]) -> Mapping[str, list[tuple[int, float]]]:
    found = defaultdict(list)
    for event in events:
        for value in event.summary.value:
            if value.WhichOneof("value") == "simple_value":
                found[value.tag].append((event.step, value.simple_value))
    return found


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = written_run(tmp_path / "mine")
    (folder / EVENTS).unlink()
    for event in (
        RunStarted("mine", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 2, 0, "", ("accuracy",)),
        BatchesDone("mine", 1, (1, 2), (0.5, 0.25), 1.0, 2.0, {"accuracy": 0.75}, 0.125),
        EpochDone("mine", 1, 2, True, 2.0, {"loss": 0.375, "validation_loss": 0.5, "validation_accuracy": 1.0}),
    ):
        history.add(folder / EVENTS, event)
    return folder


def test_what_was_written_is_read_back_by_step(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    path = export_run(run, tmp_path / "board")
    assert path.parent == tmp_path / "board" / "mine"
    assert "tfevents" in path.name
    events = read(path)
    assert events[0].file_version == "brain.Event:2"
    assert scalars(events) == {
        "loss/training": [(1, 0.5), (2, 0.25)],
        "loss/training_epoch": [(2, 0.375)],
        "loss/validation": [(2, 0.5)],
        "accuracy/training": [(2, 0.75)],
        "accuracy/validation": [(2, 1.0)],
        "learning_rate": [(2, 0.125)],
    }
    times = [event.wall_time for event in events if event.step == 2]
    assert times[0] == pytest.approx(events[0].wall_time + 2.0)


def test_settings_are_there_as_text(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    (text,) = [
        value for event in read(export_run(run, tmp_path / "board")) for value in event.summary.value
        if value.metadata.plugin_data.plugin_name == "text"
    ]  # fmt: skip
    assert b"epochs" in text.tensor.string_val[0]


def test_nothing_is_replaced_unasked(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    path = export_run(run, tmp_path / "board")
    before = path.read_bytes()
    with pytest.raises(TrainingError, match="is there already"):
        export_run(run, tmp_path / "board")
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_told(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="cannot be written"):
        export_run(run, tmp_path / "file")


def test_what_is_missing_without_the_package_is_told(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> ModuleType:
        if name.startswith("tensorboardX"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(TrainingError, match=r"nn-studio\[tensorboard\]"):
        export_run(run, tmp_path / "board")
    assert not (tmp_path / "board").exists()
