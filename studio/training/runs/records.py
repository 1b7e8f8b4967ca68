"""JSON files of a run: written in one step, sealed where nobody should change them, read back whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.files import cause, replace_file
from studio.text import tr, unended
from studio.training.errors import TrainingError
from studio.training.runs.layout import CONFIG, NETWORK

SEAL = "digest"
"""The entry that tells whether the others are what was written."""


def write_record(path: Path, values: dict[str, Any]) -> None:
    """Put a JSON file in its place. Raises OSError."""
    replace_file(path, (json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode())


def read_record(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises TrainingError where it is missing, or no object of sound values."""
    try:
        values = json.loads(read_file(path).decode())
        _canonical(values)  # NaN and half characters are read without complaint, and fail later
    except OSError as error:
        raise unreadable(path, error) from None
    except (ValueError, RecursionError) as error:
        raise damaged(path, error) from None
    if not isinstance(values, dict):
        raise damaged(path, tr("it holds no JSON object"))
    return values


def read_file(path: Path) -> bytes:
    """All of an ordinary file. Raises OSError, also for what never ends or waits for another program."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, tr("it is not an ordinary file"), str(path))
    return path.read_bytes()


def write_sealed(path: Path, values: dict[str, Any]) -> None:
    """Put a JSON file in its place that tells when its values are changed later. Raises OSError."""
    write_record(path, {**values, SEAL: _seal(values)})


def read_sealed(path: Path, *, always: bool = True) -> dict[str, Any]:
    """The values that `write_sealed` kept; unless `always`, also those that earlier versions kept without a seal.

    Raises TrainingError where they are missing, damaged or changed.
    """
    values = read_record(path)
    if (always or SEAL in values) and values.pop(SEAL, None) != _seal(values):
        raise altered(path)
    return values


def is_sealed(path: Path) -> bool:
    """Whether a record has a seal, be it right or not. Raises TrainingError where it is missing or damaged."""
    return SEAL in read_record(path)


def read_config(folder: Path) -> dict[str, Any]:
    """The settings of a run: `name`, `data` and `training`. Raises TrainingError."""
    config = read_sealed(folder / CONFIG, always=False)
    for part in ("data", "training"):
        if not isinstance(config.get(part), dict):
            raise damaged(folder / CONFIG, tr("it has no settings under “{part}”", part=part))
    return config


def read_network(folder: Path) -> dict[str, Any] | None:
    """What a run trains, as `described` has it; None for runs of versions that did not keep it.

    Raises TrainingError where it is damaged, or missing although this version keeps it.
    """
    path = folder / NETWORK
    return read_sealed(path) if path.exists() or is_sealed(folder / CONFIG) else None


def digest_of_network(network: Mapping[str, Any] | None) -> str:
    """A number that no network has that computes something else; "" where it was not kept."""
    if network is None:
        return ""
    return _seal({name: value for name, value in network.items() if name != "document"})


def digest(content: bytes) -> str:
    """A number that no other content has."""
    return hashlib.sha256(content).hexdigest()


def check_is_run(path: Path) -> None:
    """Raise TrainingError for a folder that is not that of a run."""
    if not (path / CONFIG).is_file():
        raise TrainingError(
            tr("“{path}” is not the folder of a run.", path=path), tr("Choose a folder that holds {name}.", name=CONFIG)
        )


def unreadable(path: Path, error: OSError) -> TrainingError:
    """The error for a file of a run that cannot be read."""
    reason = cause(error)
    return TrainingError(tr("“{path}” cannot be read: {reason}.", path=path, reason=reason), tr("Choose another run."))


def damaged(path: Path, reason: object) -> TrainingError:
    """The error for a file of a run that is not what was written."""
    words = in_one_line(str(reason), reason)
    return TrainingError(tr("“{path}” is damaged: {reason}.", path=path, reason=words), tr("Start a new training."))


def in_one_line(words: str, reason: object) -> str:
    """The beginning of what was said of a reason, to stand within a sentence; its kind where nothing was said."""
    return unended(words.strip().partition("\n")[0][:200] or type(reason).__name__)


def altered(path: Path) -> TrainingError:
    """The error for a file of a run that somebody has changed."""
    return TrainingError(
        tr("“{path}” was changed after the run wrote it, so that it no longer tells what was trained.", path=path),
        tr("Put back the file as it was, or start a new training."),
    )


def _seal(values: dict[str, Any]) -> str:
    return digest(_canonical(values).encode())


def _canonical(values: Any) -> str:
    """The one text of JSON values. Raises ValueError for what is no JSON."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, allow_nan=False)
    text.encode()
    return text
