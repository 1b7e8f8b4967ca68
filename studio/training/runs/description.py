"""What is told of a run in a list, read from its folder without torch: a value of plain words and numbers.

Whatever has become of the folder, it has a description: a damaged run says what is wrong with it in its `reason`.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self, get_args

from studio.text import paragraph, tr
from studio.training.errors import TrainingError
from studio.training.events import (
    Alarm,
    BatchesDone,
    EpochDone,
    Evaluated,
    Event,
    RunFailed,
    RunFinished,
    RunStarted,
)
from studio.training.runs import history
from studio.training.runs.layout import CONFIG, DATA, ENVIRONMENT, EVENTS, NETWORK
from studio.training.runs.notes import Notes, notes_for_lists
from studio.training.runs.records import (
    damaged,
    digest_of_network,
    read_config,
    read_network,
    read_record,
    read_sealed,
    unreadable,
)

State = Literal["running", "stopped", "finished", "failed", "not begun", "damaged"]

TEST = "test_"
"""Before the names of values on the test samples."""

RECORDS = (CONFIG, ENVIRONMENT, NETWORK, DATA, EVENTS)
"""The files that a description follows from."""

LARGEST_RECORD = 64 * 2**20
"""Bytes; a record of a run is never larger, and a file that is could fill the memory."""

DEEPEST = 50
"""Levels of settings within settings; no layer, loss or kind of data has so many."""


@dataclass(frozen=True)
class Description:
    """A run in a list.

    `began` is in seconds since 1970, `seconds` the time trained without pauses. `metrics` are those of the best epoch,
    with those on the test samples after `test_`. `settings` are those of the training, `data` those of the data;
    `fingerprint` is "" where none was kept, and so is `network`, the digest of what was trained; `project` is the id of
    the project, "" where that had none. `alarms` are those that monitors raised, with the entries of their events.
    `notes` are a person's own words. `parameters` and `device` are known once a training has begun.
    """

    path: Path
    state: State
    reason: str = ""
    name: str = ""
    began: float = 0.0
    epoch: int = 0
    steps: int = 0
    seconds: float = 0.0
    parameters: int | None = None
    device: str = ""
    metrics: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    network: str = ""
    project: str = ""
    alarms: tuple[Mapping[str, Any], ...] = ()
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def of(cls, path: Path) -> Self:
        """What the folder of a run says, whoever may be training it."""
        values: dict[str, Any] = {"path": path, "began": _began(path), "notes": notes_for_lists(path)}
        try:
            for name in RECORDS:
                _check_ordinary(path / name)
            config = _config(path)
            values |= {"name": str(config.get("name", "")), "settings": config["training"], "data": config["data"]}
            values["project"] = str(config.get("project", ""))
            values |= _of_events(history.telling_events(path / EVENTS))
            values["network"] = digest_of_network(read_network(path))
            values["fingerprint"] = _fingerprint(path)
        except TrainingError as error:
            values |= {"state": "damaged", "reason": str(error)}
        except OSError as error:
            values |= {"state": "damaged", "reason": str(unreadable(path, error))}
        return cls(**values)

    def after(self, event: Event) -> Self:
        """The same run while it is trained, once this event has happened."""
        changes = _changes(event, self.metrics, self.alarms)
        if isinstance(event, RunStarted | BatchesDone | EpochDone):
            changes |= {"state": "running", "reason": ""}
        return replace(self, **changes)

    @property
    def has_begun(self) -> bool:
        """Whether anything of it was trained, as far as can be told."""
        return self.state not in ("damaged", "not begun")

    @property
    def title(self) -> str:
        """What the run is called: as a person has named it, else as its folder is."""
        return self.notes.title or self.path.name

    @property
    def state_words(self) -> str:
        """The state as people read it."""
        words: dict[State, str] = {
            "running": tr("running"),
            "stopped": tr("stopped"),
            "finished": tr("finished"),
            "failed": tr("failed"),
            "not begun": tr("not begun"),
            "damaged": tr("damaged"),
        }
        return words[self.state]

    def to_json(self) -> str:
        """All but the path, as a line of JSON."""
        values = asdict(self)
        del values["path"]
        return json.dumps(values)

    @classmethod
    def from_json(cls, path: Path, text: str) -> Self:
        """What `to_json` kept of the run in a folder. Raises ValueError for anything else."""
        values = json.loads(text)
        if not isinstance(values, dict) or values.keys() != {each.name for each in fields(cls)} - {"path"}:
            raise ValueError("not the description of a run")
        if values["state"] not in get_args(State):
            raise ValueError("not the state of a run")
        return cls(path, **{**values, "notes": Notes.from_json(values["notes"]), "alarms": tuple(values["alarms"])})


def _config(path: Path) -> dict[str, Any]:
    if not (path / CONFIG).exists():
        raise TrainingError(
            tr("“{path}” was not completed, or has lost its {name}.", path=path, name=CONFIG),
            tr("Put the file back, or remove the folder."),
        )
    config = read_config(path)
    if _is_deeper(config, DEEPEST):
        raise damaged(path / CONFIG, tr("its settings lie too deep in each other"))
    return config


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(each, levels - 1) for each in inner)


def _of_events(events: Iterable[Event]) -> dict[str, Any]:
    """State and results, as far as the events go."""
    found: dict[str, Any] = {"state": "not begun", "metrics": {}, "alarms": ()}
    for event in events:
        found |= _changes(event, found["metrics"], found["alarms"])
    return found


def _changes(event: Event, metrics: Mapping[str, float], alarms: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """What is another after an event; `metrics` are the results before it, `alarms` those raised before."""
    found = _progress(event)
    if isinstance(event, RunStarted):
        found |= {"state": "stopped", "reason": tr("Its program ended before the training did.")}
        found |= {"parameters": event.parameters, "device": event.device}
    elif isinstance(event, EpochDone) and event.best:
        found["metrics"] = dict(event.metrics)  # what was tested before were other weights
    elif isinstance(event, Evaluated) and event.checkpoint == "best":
        best = {name: value for name, value in metrics.items() if not name.startswith(TEST)}
        found["metrics"] = {**best, **{f"{TEST}{name}": value for name, value in event.metrics.items()}}
    elif isinstance(event, RunFinished):
        found |= {"state": event.reason, "reason": "" if event.early is None else event.early.words}
    elif isinstance(event, Alarm):
        found["alarms"] = (*alarms, event.entry)
    elif isinstance(event, RunFailed):
        found |= {"state": "failed", "reason": paragraph(event.message, event.remedy)}
    return found


def _progress(event: Event) -> dict[str, Any]:
    """How far the training is after an event, and for how long it has been trained."""
    if isinstance(event, BatchesDone):
        return {"steps": event.steps[-1], "seconds": event.seconds}
    found: dict[str, Any] = {}
    if isinstance(event, EpochDone | RunFinished):
        found["seconds"] = event.seconds
    if isinstance(event, EpochDone | RunFinished | RunFailed):
        found |= {"epoch": event.epoch, "steps": event.step}
    return found


def _fingerprint(path: Path) -> str:
    if not (path / DATA).exists():
        return ""
    return str(read_sealed(path / DATA).get("fingerprint", ""))


def _began(path: Path) -> float:
    """When the run was made: as it says itself, else when its settings or its folder were written."""
    try:
        _check_ordinary(path / ENVIRONMENT)
        began = datetime.fromisoformat(read_record(path / ENVIRONMENT)["started"]).timestamp()
        datetime.fromtimestamp(began).astimezone()  # no year 10000, wherever this is read
        return began
    except (TrainingError, OSError, KeyError, TypeError, ValueError, OverflowError):
        return next(_written(path / CONFIG, path), 0.0)


def _written(*paths: Path) -> Iterator[float]:
    for path in paths:
        try:
            yield os.lstat(path).st_mtime
        except OSError:
            continue


def _check_ordinary(path: Path) -> None:
    """Raise TrainingError for a link, a folder, a pipe or the like where a record is due, and for one without end."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise damaged(path, tr("it is not an ordinary file"))
    if path.name != EVENTS and found.st_size > LARGEST_RECORD:
        raise damaged(path, tr("it is too large for a record of a run"))
