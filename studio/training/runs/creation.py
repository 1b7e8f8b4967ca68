"""How a run's folder comes into being: whole, or recognised later as one that was not completed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from torch import Tensor

from studio.files import cause, replace_file
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.launch.requests import REQUEST
from studio.training.runs import origin
from studio.training.runs.environment import environment
from studio.training.runs.layout import (
    BEGINS_WITH,
    CONFIG,
    DATA,
    DOCUMENT,
    ENVIRONMENT,
    EVENTS,
    GLIMPSE,
    LOCK,
    NETWORK,
    ORIGIN,
    OUTPUT,
    OWNER,
    START,
    WANTED,
)
from studio.training.runs.network import described
from studio.training.runs.ownership import owned
from studio.training.runs.records import digest, read_record, write_record, write_sealed
from studio.training.runs.settings import configuration
from studio.training.snapshot import Snapshot

Start = tuple[origin.Origin, Mapping[str, Tensor]]
"""Where first weights come from, and they themselves by name."""

REMARK = "remark"
"""The entry of the environment with what is to be told of the run when it begins."""

CREATED = (ENVIRONMENT, NETWORK, DOCUMENT, ORIGIN, START)
"""What stands in the folder before it is completed by the settings."""


def create(path: Path, snapshot: Snapshot, remark: str = "", start: Start | None = None) -> None:
    """Make the folder of a run, in a place that is new or empty or was left unfinished. Raises TrainingError.

    `remark` is told when the training begins; `start` has the weights that it begins with where they are another's.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        _check_free(path, snapshot)
        with owned(path):
            _check_free(path, snapshot)
            _write(path, snapshot, remark, start)
    except OSError as error:
        raise TrainingError(
            tr("The run cannot be kept in “{path}”: {reason}.", path=path, reason=cause(error)),
            tr("Choose another folder, or free some space."),
        ) from None


def discard(path: Path) -> None:
    """Remove a run that came to nothing, and its folder where nothing else is in it."""
    with suppress(TrainingError, OSError):
        with owned(path):
            _remove(path)
        (path / LOCK).unlink(missing_ok=True)
        path.rmdir()


def _write(path: Path, snapshot: Snapshot, remark: str, start: Start | None) -> None:
    """Everything that a run begins with, the settings last."""
    document = snapshot.document.encode()
    write_record(path / ENVIRONMENT, environment() | ({REMARK: remark} if remark else {}))
    write_sealed(path / NETWORK, {**described(snapshot.graph), "document": digest(document)})
    if not _holds(path / DOCUMENT, document):
        replace_file(path / DOCUMENT, document)
    weights = {} if start is None else {BEGINS_WITH: origin.write(path, *start)}
    write_sealed(path / CONFIG, {**configuration(snapshot), **weights})
    for name in (*CREATED, CONFIG, OWNER):
        for left in path.glob(f".{name}.*.tmp"):
            left.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    """Take away what `_write` and a training that did not begin have put there: no project that was there before."""
    if (path / DOCUMENT).stat().st_mtime_ns >= (path / ENVIRONMENT).stat().st_mtime_ns:
        (path / DOCUMENT).unlink()
    for name in (CONFIG, ENVIRONMENT, NETWORK, DATA, EVENTS, ORIGIN, OUTPUT, REQUEST, START, GLIMPSE, WANTED):
        (path / name).unlink(missing_ok=True)


def _check_free(path: Path, snapshot: Snapshot) -> None:
    """Refuse a folder with anything in it but what a creation left that was not completed."""
    names = sorted(entry.name for entry in path.iterdir())
    if CONFIG in names:
        raise TrainingError(
            tr("The folder “{path}” is not empty: there is a run in it.", path=path),
            tr("Choose a new folder for the run, or go on with the run in it."),
        )
    foreign = [name for name in names if not _is_ours(name)]
    if DOCUMENT in names and not foreign and not _was_begun(path, snapshot):
        foreign = [DOCUMENT]
    if foreign:
        raise TrainingError(
            tr("The folder “{path}” is not empty: “{name}” is in it.", path=path, name=foreign[0]),
            tr("Choose a new folder for the run, or go on with the run in it."),
        )


def _is_ours(name: str) -> bool:
    return name in (*CREATED, LOCK, OWNER) or any(fnmatch(name, f".{own}.*.tmp") for own in (*CREATED, CONFIG, OWNER))


def _was_begun(path: Path, snapshot: Snapshot) -> bool:
    """Whether a project file without the settings of a run was left by a creation, and is nobody's own."""
    try:
        return "libraries" in read_record(path / ENVIRONMENT)
    except TrainingError:
        pass
    # Earlier versions wrote the project first.
    return snapshot.document.encode().startswith((path / DOCUMENT).read_bytes())


def _holds(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content
