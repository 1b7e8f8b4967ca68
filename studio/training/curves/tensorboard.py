"""Curves as TensorBoard event files, written with the package tensorboardX, which is an extra of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.files import reason
from studio.text import tr
from studio.training.curves.reading import read_curves
from studio.training.curves.run_curves import RunCurves
from studio.training.errors import TrainingError
from studio.training.metrics import LEARNING_RATE
from studio.training.runs.description import Description
from studio.training.runs.records import unreadable

if TYPE_CHECKING:
    from tensorboardX.proto.event_pb2 import Event

FILE = "events.out.tfevents.0000000001.nn-studio"
"""TensorBoard takes files whose names have `tfevents` in them. It is always the same one, so that none counts twice."""

UNFINISHED = ".unfinished"
"""What a file is called until it is whole."""

TAGS = {"batches": "{figure}/training", "training": "{figure}/training_epoch", "validation": "{figure}/validation"}
"""The names of a figure's values there; the learning rate is just that."""


def write_tensorboard(curves: RunCurves, name: str, began: float, settings: Mapping[str, Any], folder: Path) -> Path:
    """Write the curves of a run by step, and its settings as text, into a new file in `folder / name`, and say where.

    `began` is in seconds since 1970. Raises TrainingError, also where the file is there already.
    """
    record_writer = _record_writer()
    path = folder / name / FILE
    if path.exists():
        raise TrainingError(
            tr("“{path}” is there already.", path=path), tr("Choose another folder, or remove the file first.")
        )
    begun = path.parent / UNFINISHED
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = record_writer(str(begun))
        try:
            for event in _events(curves, began, settings):
                writer.write(event.SerializeToString())
        finally:
            writer.close()
        begun.rename(path)
    except OSError as error:
        with suppress(OSError):
            begun.unlink()
        raise TrainingError(
            tr("“{path}” cannot be written. {reason}", path=path, reason=reason(path, error)),
            tr("Choose another folder."),
        ) from None
    return path


def export_run(run: Path, folder: Path) -> Path:
    """Write the curves and settings of the run in a folder into a new one below another. Raises TrainingError."""
    _record_writer()
    described = Description.of(run)
    if described.state == "damaged":
        raise TrainingError(described.reason, tr("Choose another run."))
    try:
        curves = read_curves(run)
    except OSError as error:
        raise unreadable(run, error) from None
    settings = {"training": dict(described.settings), "data": dict(described.data)}
    return write_tensorboard(curves, run.name, described.began, settings, folder)


def _events(curves: RunCurves, began: float, settings: Mapping[str, Any]) -> Iterator[Event]:
    from tensorboardX.proto.event_pb2 import Event

    yield Event(wall_time=began, file_version="brain.Event:2")
    yield _text("settings/text_summary", f"```json\n{json.dumps(settings, indent=2)}\n```", began)
    for figure in curves.known:
        for values, tag in TAGS.items():
            named = figure if figure == LEARNING_RATE.name else tag.format(figure=figure)
            series = getattr(curves[figure], values)
            seconds = curves.x_of(series.steps, "time")
            for step, second, value in zip(
                series.steps.tolist(), seconds.tolist(), series.values.tolist(), strict=True
            ):
                yield _scalar(named, int(step), began + second, value)


def _scalar(tag: str, step: int, time: float, value: float) -> Event:
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.proto.summary_pb2 import Summary

    return Event(wall_time=time, step=step, summary=Summary(value=[Summary.Value(tag=tag, simple_value=value)]))


def _text(tag: str, text: str, time: float) -> Event:
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboardX.proto.tensor_pb2 import TensorProto

    tensor = TensorProto(dtype="DT_STRING", string_val=[text.encode()])
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    value = Summary.Value(tag=tag, metadata=metadata, tensor=tensor)
    return Event(wall_time=time, summary=Summary(value=[value]))


def _record_writer() -> Any:
    """The writer of the package. Raises TrainingError where that is not there."""
    try:
        from tensorboardX.record_writer import RecordWriter
    except ImportError:
        raise TrainingError(
            tr("TensorBoard event files need the package tensorboardX, which is not installed."),
            tr("Install it with “pip install 'nn-studio[tensorboard]'”."),
        ) from None
    return RecordWriter
