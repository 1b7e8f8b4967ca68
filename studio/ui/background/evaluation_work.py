"""What is read, predicted and worked out of a run's samples for the window, on threads of the pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from studio.data.errors import DataError
from studio.formatting.numbers import six_digits
from studio.text import tr
from studio.ui.background.progress import GivenUp, Progress
from studio.ui.background.tiles import tile

if TYPE_CHECKING:
    from torch import Tensor

    from studio.data.inspection.opened import Opened
    from studio.data.inspection.page import Sample
    from studio.evaluation.predictions import Predictions
    from studio.evaluation.selection import Compared, Judged, Selection
    from studio.training.control import Control
    from studio.training.runs import Run
    from studio.training.runs.checkpoint_index import Which

SPLITS = ("test", "validation", "train")
"""In the order in which they tell most of what a network is worth."""


class Subject(NamedTuple):
    """What is looked at: the run in a folder, one of its checkpoints, a split; "" for what tells most of the run."""

    folder: Path
    which: Which = "best"
    split: str = ""


@dataclass(frozen=True)
class Offer:
    """What there is to be looked at of a run: its checkpoints with their epochs, and how many samples each split has.

    `trained` says that the run is being trained, so that its weights may become others.
    """

    title: str
    epochs: Mapping[Which, int] = field(default_factory=dict)
    splits: Mapping[str, int] = field(default_factory=dict)


class Looks(NamedTuple):
    """What samples of a run are ("picture", "row" …), and what the numbers of each are called.

    `has_plane` says that they are points of a plane, over which the network's answers can be seen.
    """

    sample: str = ""
    names: tuple[str, ...] = ()
    are_texts: bool = False
    has_plane: bool = False


@dataclass(frozen=True, eq=False)
class Laid:
    """A subject with its predictions; None where none are kept of it."""

    subject: Subject
    offer: Offer
    looks: Looks
    judged: Judged | None


@dataclass(frozen=True, eq=False)
class Seen:
    """A sample as it can be looked at: pictures of it, of what is true and of what was answered; or its numbers."""

    picture: QImage | None = None
    truth: QImage | None = None
    numbers: tuple[str, ...] = ()
    text: str = ""
    file: str = ""
    problem: str = ""


def lay_open(subject: Subject) -> Laid:
    """What is kept of a subject, in a moment. Raises TrainingError."""
    from studio.evaluation.making import kept
    from studio.training.runs import Run

    run = Run.open(subject.folder)
    offer = _offer(run)
    found = subject._replace(
        which=subject.which if subject.which in offer.epochs else "best",
        split=subject.split if subject.split in offer.splits else next(iter(offer.splits), "test"),
    )
    predictions = kept(run, found.split, found.which) if offer.epochs else None  # type: ignore[arg-type]
    return _laid(run, found, predictions)


def predicted(subject: Subject, control: Control, progress: Progress) -> Laid:
    """The same with predictions, which are made where none are kept. Raises TrainingError, ProjectError, DataError and
    GivenUp."""
    from studio.evaluation.making import of
    from studio.project.snapshots import snapshot_of
    from studio.training.control import Stopped
    from studio.training.device import use_one_core
    from studio.training.runs import Run

    run = Run.open(subject.folder)
    try:
        start = snapshot_of(run)
        made = of(run, start, subject.split, subject.which, control, progress.tell)  # type: ignore[arg-type]
    except Stopped:
        raise GivenUp from None
    finally:
        use_one_core()  # this thread is not that of a training
    return _laid(run, subject, made)


def open_samples(subject: Subject, progress: Progress) -> Opened:
    """The samples of a run as its network gets them. Raises TrainingError, ProjectError, DataError and GivenUp."""
    from studio.project import run_samples
    from studio.training.runs import Run

    return run_samples.open_samples(Run.open(subject.folder), progress.count)


class Look(NamedTuple):
    """How samples are to be looked at: pictures that fit `side` pixels, classes of their pixels in `colours`."""

    side: int
    colours: tuple[str, ...]


def seen_at(
    opened: Opened, found: Predictions, rows: npt.NDArray[np.int64], look: Look, progress: Progress
) -> dict[int, Seen]:
    """Samples by their rows. Raises DataError where the data are not those of the predictions any more, and GivenUp."""
    from studio.data.inspection.page import samples_at

    part = opened.parts.get(found.split)
    if part is None or len(part) != len(found):
        raise _others()
    samples = samples_at(opened, found.split, rows, progress.check)
    for sample in samples:
        if sample.label is not None and found.truth is not None and sample.label != found.truth[sample.place]:
            raise _others()
    return {sample.place: _seen(opened, found, sample, look) for sample in samples}


def prepared_sample(opened: Opened, split: str, row: int) -> Tensor:
    """A sample (*shape) as the network takes it. Raises DataError."""
    from studio.data.preparation import modules

    fitted = opened.fitted(split, np.asarray([row])).inputs
    prepared: Tensor = modules(opened.preparation.finishing)(fitted)[0]
    return prepared


def compared(laid: Laid, subject: Subject, control: Control) -> Compared:
    """Other predictions for the same samples, made where none are kept.

    Raises TrainingError, ProjectError, DataError and GivenUp.
    """
    from studio.evaluation.selection import Compared
    from studio.training.errors import TrainingError
    from studio.training.runs import Run

    assert laid.judged is not None
    split = laid.judged.found.split
    theirs = predicted(subject._replace(split=split), control, Progress()).judged
    assert theirs is not None
    records = [Run.open(each.folder).data() for each in (laid.subject, subject)]
    prints = [None if record is None else record.fingerprint for record in records]
    found = Compared.of(laid.judged, theirs)
    if prints[0] != prints[1] or not found.is_of_the_same:
        raise TrainingError(
            tr("The run “{run}” was not trained on the same data.", run=_offer(Run.open(subject.folder)).title),
            tr("Choose one that learns the same of the same samples."),
        )
    return found


def rows_of(judged: Judged, wanted: Selection, other: Compared | None) -> npt.NDArray[np.int64]:
    """The samples that are wanted, in their order."""
    from studio.evaluation.selection import selected

    return selected(judged, wanted, other)


def _laid(run: Run, subject: Subject, predictions: Predictions | None) -> Laid:
    """With all that the window would else have to wait for."""
    from studio.evaluation.selection import Judged

    judged = None if predictions is None else Judged(predictions)
    if judged is not None:
        _ = judged.right, judged.confidence, judged.mislabelled
    return Laid(subject, _offer(run), _looks(run), judged)


def _looks(run: Run) -> Looks:
    from studio.data.inspection.names import number_names
    from studio.evaluation.boundary import has_plane

    plan = run.preparation()
    if plan is None:
        return Looks()
    names = (tr("Text") if plan.tokenizer is not None else tr("Tokens"),) if plan.vocabulary else number_names(plan)
    return Looks(plan.sample, names, bool(plan.vocabulary), has_plane(plan))


def _offer(run: Run) -> Offer:
    from studio.project.run_samples import counts_of
    from studio.training.runs.notes import title_of

    entries = run.checkpoints.entries()
    epochs = {which: entry.epoch for which, entry in entries.items()}
    if "last" in epochs:
        epochs.setdefault("best", epochs["last"])
    return Offer(title_of(run.path), epochs, counts_of(run))


def _seen(opened: Opened, found: Predictions, sample: Sample, look: Look) -> Seen:
    if sample.problem:
        return Seen(file=sample.file, problem=sample.problem)
    word, answers = opened.preparation.sample, found.answers
    if word in ("picture", "recording"):
        if found.task == "pixels" and answers is not None:
            picture = tile(sample.values, look.side, np.asarray(answers[sample.place]), look.colours)
            return Seen(picture, tile(sample.values, look.side, sample.mask, look.colours), file=sample.file)
        if found.task == "input" and answers is not None:
            again = np.asarray(answers[sample.place]).reshape(sample.values.shape)
            return Seen(tile(again, look.side), tile(sample.values, look.side), file=sample.file)
        return Seen(tile(sample.values, look.side), file=sample.file)
    values = sample.values.ravel()
    if opened.preparation.vocabulary:
        return Seen(text=sample.text or " ".join(map(str, values)), file=sample.file)
    return Seen(numbers=tuple(map(six_digits, values.tolist())), file=sample.file)


def _others() -> DataError:
    return DataError(
        tr("The data are others than those that were evaluated."),
        tr("Put the data of the run back to see its samples; what was found out of them stays as it was."),
    )
