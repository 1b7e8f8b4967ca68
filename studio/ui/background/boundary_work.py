"""What a run's network makes of a plane, as pictures; worked out on threads of the pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from studio.text import tr

if TYPE_CHECKING:
    from studio.evaluation.boundary import Boundary, Plane, PlaneNetwork
    from studio.training.runs.checkpoint_index import Which

MOST_POINTS = 1_000
PALE = 0.62
"""How much of a field's colour is the ground's, so that samples stand out."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A run whose network can be looked at: samples (N, 2) with classes or numbers (N,), checkpoints with epochs.

    `axes` are what x and y are called, `answers` the classes, labels or numbers that are told.
    """

    folder: Path
    network: PlaneNetwork
    plane: Plane
    points: npt.NDArray[np.float32]
    values: npt.NDArray[np.float32]
    are_numbers: bool
    epochs: Mapping[Which, int]
    axes: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Tints:
    """Colours (#rrggbb) of classes and of the ground, and those of low and high values."""

    classes: tuple[str, ...]
    ground: str
    low: str
    high: str


@dataclass(frozen=True, eq=False)
class UnitSeen:
    """A hidden unit's field as a picture."""

    name: str
    picture: QImage


@dataclass(frozen=True, eq=False)
class PlaneSeen:
    """A plane as a picture, at a moment of the training; `stamp` tells it from the one before.

    `answers` (K, side, side) are the probabilities of classes, or a number, at its places, row by row from the top.
    """

    picture: QImage
    units: tuple[UnitSeen, ...]
    epoch: int
    step: int
    answers: npt.NDArray[np.float32]
    stamp: int = 0


def table_of(opened: Opened, seen: PlaneSeen) -> list[list[str]]:
    """The places of a plane, a line each, with what the network says there."""
    places, answers = opened.plane.points().numpy(), seen.answers.reshape(len(seen.answers), -1).T
    values = np.concatenate([places, answers], axis=1)
    return [[*opened.axes, *opened.answers], *([f"{each:.6g}" for each in row] for row in values.tolist())]


def open_plane(folder: Path) -> Opened:
    """The run in a folder. Raises TrainingError, ProjectError, DataError, CompileError."""
    from studio.data.inspection.names import number_names
    from studio.evaluation.boundary import Plane, PlaneNetwork, has_plane
    from studio.project.reading import loads
    from studio.project.run_samples import open_samples
    from studio.training.errors import TrainingError
    from studio.training.runs import Run

    run = Run.open(folder)
    project, preparation = loads(run.document()), run.preparation()
    if preparation is None or not has_plane(preparation):
        raise TrainingError(tr("The samples of this run are no points of a plane."), "")
    opened = open_samples(run)
    part = opened.parts["train"]
    rows = np.unique(np.linspace(0, len(part) - 1, MOST_POINTS).astype(np.int64))
    fitted = opened.fitted("train", rows)
    points, values = fitted.inputs.numpy(), fitted.targets.reshape(len(rows), -1)[:, 0].float().numpy()
    network = PlaneNetwork(project.graph, preparation, project.training.loss)
    epochs = {which: entry.epoch for which, entry in run.checkpoints.entries().items()}
    are_numbers = preparation.task == "numbers"
    return Opened(folder, network, Plane.about(points), points, values, are_numbers, epochs,
                  number_names(preparation), preparation.classes)  # fmt: skip


def live(opened: Opened, last: int, tints: Tints) -> PlaneSeen | None:
    """What the network of this moment makes of the plane; None where it is that of the last time."""
    from studio.training.runs import glimpse

    glimpse.want(opened.folder)
    stamp = glimpse.stamp(opened.folder)
    found = glimpse.read(opened.folder) if stamp not in (0, last) else None
    if found is None:
        return None
    opened.network.take(found.weights)
    return _seen(opened, found.epoch, found.step, tints, stamp)


def of_checkpoint(opened: Opened, which: Which, tints: Tints) -> PlaneSeen:
    """The same of a checkpoint. Raises TrainingError."""
    from studio.training.runs import Run

    saved = Run.open(opened.folder).checkpoints.read(which)
    opened.network.take(saved.weights)
    return _seen(opened, saved.entry.epoch, saved.entry.step, tints)


def _seen(opened: Opened, epoch: int, step: int, tints: Tints, stamp: int = 0) -> PlaneSeen:
    found = opened.network.over(opened.plane)
    units = tuple(
        UnitSeen(f"{unit.node} {unit.place + 1}", _of_values(unit.field, tints, pale=0.0)) for unit in found.units
    )
    return PlaneSeen(_of_answers(found, opened, tints), units, epoch, step, found.answers, stamp)


def _of_answers(found: Boundary, opened: Opened, tints: Tints) -> QImage:
    """Classes in their colours, as far as each is probable; a number between the lowest and the highest of samples."""
    if not found.are_probabilities:
        low, high = float(opened.values.min()), float(opened.values.max())
        return _of_values(found.answers[0], tints, pale=PALE, ends=(low, high))
    colours = np.array([_rgb(tints.classes[at % len(tints.classes)]) for at in range(len(found.answers))])
    shares = found.answers / np.maximum(found.answers.sum(axis=0, keepdims=True), 1e-9)
    mixed = np.tensordot(np.nan_to_num(shares), colours, axes=(0, 0))
    ground = np.array(_rgb(tints.ground))
    pixels = mixed + (ground - mixed) * PALE
    likeliest = found.answers.argmax(axis=0)
    edges = np.zeros(likeliest.shape, dtype=bool)
    edges[1:] |= likeliest[1:] != likeliest[:-1]
    edges[:, 1:] |= likeliest[:, 1:] != likeliest[:, :-1]
    pixels[edges] = mixed[edges]
    return _image(pixels)


def _of_values(
    values: npt.NDArray[Any], tints: Tints, *, pale: float, ends: tuple[float, float] | None = None
) -> QImage:
    low, high = ends if ends is not None else (float(np.nanmin(values)), float(np.nanmax(values)))
    share = np.clip((np.nan_to_num(values) - low) / ((high - low) or 1.0), 0.0, 1.0)[..., None]
    first, last, ground = (np.array(_rgb(each)) for each in (tints.low, tints.high, tints.ground))
    pixels = first + (last - first) * share
    return _image(pixels + (ground - pixels) * pale)


def _image(pixels: npt.NDArray[Any]) -> QImage:
    levels = np.ascontiguousarray(pixels.round().clip(0, 255).astype(np.uint8))
    height, width = levels.shape[:2]
    return QImage(levels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _rgb(colour: str) -> tuple[int, int, int]:
    found = QColor(colour)
    return found.red(), found.green(), found.blue()
