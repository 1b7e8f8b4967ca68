"""What is worked out off the UI thread to show where samples lie for a layer of a trained network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QImage

from studio.ui.background.tiles import tile

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import torch

    from studio.data.inspection.opened import Opened
    from studio.evaluation.explanations.embedding import Embedding, Way
    from studio.evaluation.explanations.subject import Explained
    from studio.training.runs.checkpoint_index import Which

MOST = 2000
"""So many samples are laid out; of more, these are drawn by chance."""

BATCH = 64
SIDE = 240
SPLITS = ("test", "validation", "train")


class Mapped(NamedTuple):
    """What is to be laid out: the samples of a split of the run in a folder, by what a layer gives for them."""

    layer: str
    way: Way
    split: str = "test"
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Ground:
    """A run laid open: its network with the names of its layers, and its samples."""

    subject: Explained
    opened: Opened
    layers: tuple[str, ...]

    @property
    def splits(self) -> tuple[str, ...]:
        """Those that have samples."""
        return tuple(split for split in SPLITS if split in self.opened.parts and len(self.opened.parts[split]))


@dataclass(frozen=True, eq=False)
class Map:
    """Places of samples (N, 2), the row of each in its split, and its class; -1 where samples have no one class."""

    wanted: Mapped
    embedding: Embedding
    rows: npt.NDArray[np.int64]
    classes: npt.NDArray[np.int64]
    names: tuple[str, ...]


class Seen(NamedTuple):
    """A sample in words, and its picture where it has one."""

    words: str
    picture: QImage | None


def lay_ground(run: Path, which: Which) -> Ground:
    """Raises TrainingError, ProjectError, DataError, CompileError or ExplanationError."""
    import numpy as np

    from studio.project.asked import explained_run
    from studio.training.runs import Run
    from studio.ui.background.evaluation_work import Subject, open_samples
    from studio.ui.background.progress import Progress

    subject = explained_run(Run.open(run), which)
    opened = open_samples(Subject(run, which), Progress())
    first = next(split for split in SPLITS if split in opened.parts and len(opened.parts[split]))
    return Ground(subject, opened, tuple(subject.layers(_prepared(opened, first, np.zeros(1, np.int64))[0])))


def mapped(ground: Ground, wanted: Mapped) -> Map:
    """Lay samples out. Raises DataError or ExplanationError."""
    import numpy as np
    import torch

    from studio.compiler.turns import a_batch
    from studio.evaluation.explanations.embedding import embedded

    rows = _drawn(len(ground.opened.parts[wanted.split]), wanted.seed)
    parts, targets = [], []
    for at in range(0, len(rows), BATCH):
        chosen = rows[at : at + BATCH]
        fitted = ground.opened.fitted(wanted.split, chosen)
        with a_batch():
            parts.append(ground.subject.activations(wanted.layer, _finished(ground.opened, fitted.inputs)))
        targets.append(fitted.targets)
    is_classes = ground.opened.preparation.task == "classes"
    classes = torch.cat(targets).numpy() if is_classes else np.full(len(rows), -1)
    places = embedded(torch.cat(parts).numpy(), wanted.way, wanted.seed)
    return Map(wanted, places, rows, classes, ground.subject.names if is_classes else ())


def seen(ground: Ground, found: Map, place: int) -> Seen:
    """A sample of the map. Raises DataError."""
    import numpy as np
    import torch

    from studio.formatting.numbers import exact
    from studio.text import tr

    row = int(found.rows[place])
    values = ground.opened.fitted(found.wanted.split, np.asarray([row])).inputs
    answer = ground.subject.names[int(ground.subject.likeliest(_finished(ground.opened, values))[0])]
    plan = ground.opened.preparation
    picture = tile(values[0].numpy(), SIDE) if plan.sample in ("picture", "recording") else None
    told: str = tr("Sample {number}", number=exact(row + 1))
    if found.names:
        truth = found.names[int(found.classes[place])]
        told = tr("Sample {number}: truth “{truth}”, prediction “{answer}”",
                  number=exact(row + 1), truth=truth, answer=answer)  # fmt: skip
    if picture is None and torch.is_floating_point(values):
        told = "\n".join((told, ", ".join(f"{value:.4g}" for value in values.flatten().tolist()[:20])))
    return Seen(told, picture)


def _drawn(count: int, seed: int) -> npt.NDArray[np.int64]:
    import numpy as np

    if count <= MOST:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, MOST, replace=False))


def _prepared(opened: Opened, split: str, rows: npt.NDArray[np.int64]) -> torch.Tensor:
    return _finished(opened, opened.fitted(split, rows).inputs)


def _finished(opened: Opened, fitted: torch.Tensor) -> torch.Tensor:
    from studio.data.preparation import modules

    found: torch.Tensor = modules(opened.preparation.finishing)(fitted)
    return found
