"""Training, and what was learnt: runs begun from documents, their figures, their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from studio.api.documents import Document
from studio.text import paragraph, tr
from studio.training.errors import TrainingError

if TYPE_CHECKING:
    from studio.evaluation.asking import Asked, Entry
    from studio.evaluation.inputs.raw_inputs import Given
    from studio.training.control import Control
    from studio.training.events import Event
    from studio.training.launch import Launching
    from studio.training.runs import Run
    from studio.training.runs.checkpoint_index import Which
    from studio.training.snapshot import Snapshot
    from studio.training.testing import SplitName


@dataclass(frozen=True)
class Trained:
    """A run in its folder: how far it came, and what it reached.

    `metrics` are those of its best epoch, `validation_loss` and such among them; `test` those on the test samples,
    empty where there are none or it was stopped. `reason` says whether all of it was done.
    """

    path: Path
    epoch: int
    step: int
    reason: Literal["finished", "stopped"]
    metrics: Mapping[str, float] = field(default_factory=dict)
    test: Mapping[str, float] = field(default_factory=dict)


Place = str | Path | Trained
"""A run: its folder, or what `train` gave."""


def train(
    document: Document,
    folder: str | Path,
    *,
    resume: bool = False,
    start: str | None = None,
    told: Callable[[Event], None] | None = None,
    control: Control | None = None,
) -> Trained:
    """Train a document in this process, its run kept in a folder that is new or empty; `resume` goes on with one.

    `start` begins with the weights of another run: its folder, with `:last` or `:epoch-12` behind it for others than
    the best. Each event goes to `told`; `control.stop()` from another thread ends it cleanly. Raises TrainingError or
    DataError where it cannot begin or breaks off.

    >>> flowers = api.document(api.network(4).Linear(16).ReLU().Linear(3), "flowers")
    >>> flowers = flowers.set({"data": "iris", "training.epochs": 2, "training.seed": 1})
    >>> run = api.train(flowers, "runs/first")
    >>> run.epoch, run.reason, sorted(run.test)
    (2, 'finished', ['accuracy', 'loss'])
    """
    from studio.training.events import Evaluated, RunFailed, RunFinished
    from studio.training.runs.description import TEST, Description

    test, last = dict[str, float](), None
    for event in training(document, Path(folder), resume=resume, start=start, control=control):
        if told is not None:
            told(event)
        if isinstance(event, Evaluated):
            test = dict(event.metrics)
        last = event
    if isinstance(last, RunFailed):
        raise TrainingError(last.message, last.remedy, last.code)
    assert isinstance(last, RunFinished)
    metrics = Description.of(Path(folder)).metrics  # also of epochs before this went on
    reached = {name: value for name, value in metrics.items() if not name.startswith(TEST)}
    return Trained(Path(folder), last.epoch, last.step, last.reason, reached, test)


def training(
    document: Document,
    folder: Path,
    *,
    resume: bool = False,
    start: str | None = None,
    where: Launching | None = None,
    control: Control | None = None,
) -> Iterator[Event]:
    """What happens in a training, event by event; it goes on as the next one is asked for.

    As `train`, but failures while it is on are told by its last event, RunFailed. `where` says what trains, this
    process where it is None. A run of which nothing was trained is removed. Raises TrainingError where the folder
    cannot be used.
    """
    from studio.project.file import located
    from studio.project.snapshots import snapshot
    from studio.training.control import Control
    from studio.training.runs import Run

    if resume and start is not None:
        raise TrainingError(
            tr("A run that goes on has weights of its own; only a new one begins with those of another."),
            tr("Give one of the two."),
        )
    taken = snapshot(located(document.project, document.path))
    run = Run.open(folder) if resume else _new_run(folder, taken, start)
    try:
        events = _events(taken, control or Control(), run, where)
    except TrainingError:
        if not resume:
            run.discard()
        raise
    return _kept(events, run, began=resume)


def _kept(events: Iterator[Event], run: Run, *, began: bool) -> Iterator[Event]:
    """The events, after which requests are withdrawn; a run that never began is removed."""
    from studio.training.events import RunStarted
    from studio.training.launch.requests import withdraw

    for event in events:
        began = began or isinstance(event, RunStarted)
        yield event
    withdraw(run.path)
    if not began:
        run.discard()


def _new_run(folder: Path, taken: Snapshot, start: str | None) -> Run:
    """A run that begins with weights of its own, or with those named by `RUN`, `RUN:last` or `RUN:epoch-12`."""
    from studio.training.runs import Run

    if start is None:
        return Run.create(folder, taken)
    from studio.training.branching import branched
    from studio.training.runs.checkpoint_index import is_checkpoint_name

    name, _, which = start.rpartition(":")
    if Path(start).exists() or not is_checkpoint_name(which):
        name, which = start, "best"
    return branched(folder, taken, Run.open(Path(name)), which)


def _events(taken: Snapshot, control: Control, run: Run, where: Launching | None) -> Iterator[Event]:
    """What happens in the training, wherever it runs."""
    from studio.training.launch.requests import withdraw

    withdraw(run.path)
    if where is None or where.how == "thread":
        from studio.training.loop import train

        return train(taken, control, run)
    from studio.training.launch.process import launched

    return launched(run, taken, where).events()


def evaluate(
    run: Place,
    split: SplitName = "test",
    *,
    checkpoint: Which = "best",
    worst: int = 10,
    allow_code: bool = False,
    control: Control | None = None,
) -> dict[str, Any]:
    """What a run has learnt, with the keys of `studio evaluate --json`: loss, metrics, confusion, the worst samples.

    Raises TrainingError, DataError or ProjectError; Stopped where `control` asks for that.

    >>> found = api.evaluate("runs/first")
    >>> found["samples"], found["classes"], len(found["confusion"])
    (22, ['setosa', 'versicolor', 'virginica'], 3)
    """
    from studio.evaluation.making import of
    from studio.evaluation.summary import summarised
    from studio.project.snapshots import snapshot_of
    from studio.training.runs import Run

    opened = Run.open(folder_of(run))
    taken = snapshot_of(opened, allow_code=allow_code)
    return summarised(of(opened, taken, split, checkpoint, control), worst)


def predict(
    subject: Place,
    *inputs: str | Path | Any,
    rows: Iterable[str | Mapping[str, Any]] = (),
    texts: Iterable[str] = (),
    checkpoint: Which = "best",
    allow_code: bool = False,
) -> list[Entry]:
    """Answers of a trained network for samples, prepared as in its training, with the keys of `studio predict --json`.

    `subject` is a run, a project file (for its last run) or an ONNX file. Inputs are files, folders of them, or arrays
    of raw samples; rows have a value by the name of each column, or are written `length=5.1,width=3.5`. What cannot be
    read has an `error` among the answers. Raises TrainingError, DataError, ProjectError or CompileError.

    >>> answer, = api.predict("runs/first", [5.1, 3.5, 1.4, 0.2])
    >>> answer["prediction"] in ("setosa", "versicolor", "virginica"), len(answer["probabilities"])
    (True, 3)
    """
    from studio.data.pictures.decode import quiet
    from studio.project.asked import asked

    found = asked(folder_of(subject), checkpoint, allow_code=allow_code)
    with quiet():
        return list(found.about(given_all(found, inputs, rows, texts)))


def given_all(
    found: Asked, inputs: Iterable[Any], rows: Iterable[str | Mapping[str, Any]], texts: Iterable[str]
) -> Iterator[Given]:
    """The raw samples that a person gives, each with its name or what is wrong with it."""
    from studio.data.errors import DataError
    from studio.evaluation.inputs.raw_inputs import Given, given, given_array, given_row, given_text
    from studio.evaluation.inputs.typed import cells

    for each in inputs:
        if isinstance(each, str | Path):
            yield from given(str(each), found.preparation, found.habits)
        else:
            yield from given_array(each, found.preparation, found.habits)
    for row in rows:
        name = row if isinstance(row, str) else ",".join(f"{key}={value}" for key, value in row.items())
        try:
            values = cells(row, found.preparation) if isinstance(row, str) else {k: str(v) for k, v in row.items()}
            yield given_row(name, values, found.preparation, found.habits)
        except DataError as error:
            yield Given(name, error=paragraph(error.message, error.remedy))
    for text in texts:
        yield given_text(text, found.preparation)


def folder_of(place: Place) -> Path:
    """The folder of a run, or the file that stands for it."""
    return place.path if isinstance(place, Trained) else Path(place)
