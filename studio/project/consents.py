"""Which files' code a person has allowed, kept for the next time: by the file's place and a hash of all its code."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from studio import paths
from studio.files import replace_file
from studio.graph import Graph
from studio.layers import consent
from studio.layers.custom import codes, is_allowed

MOST_FILES = 200

_log = logging.getLogger(__name__)


def recall(path: Path, graph: Graph) -> bool:
    """Allow the code of a file that was allowed before, unless any of it has changed since; whether all is allowed."""
    found = codes(graph)
    if found and _remembered().get(_key(path)) == consent.fingerprint(found):
        consent.allow(found)
    return is_allowed(graph)


def remember(path: Path, graph: Graph) -> None:
    """Keep that the code of a file is allowed, where all of it is; else forget what was kept of that file."""
    found = codes(graph)
    known = _remembered()
    before = known.pop(_key(path), None)
    if found and is_allowed(graph):
        known[_key(path)] = consent.fingerprint(found)
    if known.get(_key(path)) != before:
        _write(known)


def allow(graph: Graph, path: Path | None = None) -> None:
    """A person has allowed all the code of a network, as it stands in the file at `path`."""
    consent.allow(codes(graph))
    if path is not None:
        remember(path, graph)


def _remembered() -> dict[str, str]:
    try:
        read = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {path: value for path, value in read.items() if isinstance(value, str)}


def _write(known: dict[str, str]) -> None:
    latest = dict(list(known.items())[-MOST_FILES:])
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        replace_file(_file(), json.dumps(latest, indent=1).encode())
    except OSError as error:
        _log.warning("The consent could not be kept: %s", error)


def _key(path: Path) -> str:
    return str(path.resolve())


def _file() -> Path:
    return paths.user_data() / "consents.json"
