"""Descriptions of runs kept in a database, each as long as the files that it follows from stay as they are.

It only saves time: where it is missing, damaged, locked or cannot be written, runs are read from their folders.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from studio.text import language
from studio.training.runs.description import RECORDS, Description
from studio.training.runs.layout import NOTES

VERSION = 5
"""Goes up when a description of the same files becomes another, or the table does."""

PATIENCE = 0.2
"""Seconds to wait for another process that writes."""

SETTLED = 10**8
"""Nanoseconds after which a file that is changed once more has another time."""

_TABLE = "CREATE TABLE IF NOT EXISTS runs (path BLOB PRIMARY KEY, stamp TEXT NOT NULL, description TEXT NOT NULL)"
_KNOWN = "SELECT path, stamp, description FROM runs WHERE path = ? OR (path >= ? AND path < ?)"


class Index:
    """What is known of the runs in some folders, and what was learnt since."""

    def __init__(self, known: dict[bytes, tuple[str, str]] | None = None) -> None:
        self._known = known or {}
        self._learnt: dict[bytes, tuple[str, str]] = {}
        self._met: set[bytes] = set()

    @classmethod
    @contextmanager
    def opened(cls, file: Path | None, *folders: Path) -> Iterator[Index]:
        """The index of the runs in these folders, from a database that takes what was learnt.

        Without one it begins empty. A database that is damaged is made anew.
        """
        index = cls(_read(file, folders) if file else None)
        yield index
        if file and index.changes:
            _write(file, index)

    @property
    def changes(self) -> bool:
        """Whether the database is behind."""
        return bool(self._learnt or self.gone)

    @property
    def learnt(self) -> list[tuple[bytes, str, str]]:
        """Runs that were read, to be kept: path, stamp, description."""
        return [(path, *values) for path, values in self._learnt.items()]

    @property
    def gone(self) -> list[tuple[bytes]]:
        """Paths at which there is no run any more."""
        return [(path,) for path in self._known.keys() - self._met]

    def description(self, path: Path) -> Description:
        """Of the run in a folder: the one kept, if its files are the same still; none is kept of damaged runs."""
        key = os.fsencode(path)
        self._met.add(key)
        stamp, newest = _stamp(path)
        before, text = self._known.get(key, ("", ""))
        if before == stamp:
            with suppress(ValueError, TypeError):
                return Description.from_json(path, text)
        found = Description.of(path)
        if found.state != "damaged" and newest + SETTLED < time.time_ns():
            self._learnt[key] = stamp, found.to_json()
        return found


def _stamp(path: Path) -> tuple[str, int]:
    """What changes with the files of a run, and the time of the latest change in nanoseconds."""
    folder = os.path.join(path, "")  # as text: thousands of paths as values take longer than the disk
    newest, parts = 0, [f"{VERSION} {language.current()}"]
    for name in (*RECORDS, NOTES):
        try:
            found = os.lstat(f"{folder}{name}")
        except OSError as error:
            parts.append(f"- {error.errno}")
        else:
            newest = max(newest, found.st_mtime_ns)
            parts.append(f"{found.st_mode} {found.st_ino} {found.st_mtime_ns} {found.st_size}")
    return "|".join(parts), newest


def _read(file: Path, folders: Sequence[Path]) -> dict[bytes, tuple[str, str]]:
    try:
        with closing(_connected(file)) as database:
            found = [database.execute(_KNOWN, _range(folder)) for folder in folders]
            return {path: (stamp, text) for rows in found for path, stamp, text in rows}
    except sqlite3.OperationalError:  # locked, no place, no permission: others may need what is there
        return {}
    except (sqlite3.DatabaseError, TypeError):
        for each in (file, file.with_name(f"{file.name}-journal")):
            with suppress(OSError):
                each.unlink(missing_ok=True)
        return {}
    except OSError:
        return {}


def _write(file: Path, index: Index) -> None:
    with suppress(sqlite3.Error, OSError), closing(_connected(file)) as database, database:
        database.executemany("DELETE FROM runs WHERE path = ?", index.gone)
        database.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", index.learnt)


def _connected(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, timeout=PATIENCE)
    try:
        database.execute(_TABLE)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _range(folder: Path) -> tuple[bytes, bytes, bytes]:
    """A folder, and from where to where the paths inside it lie in the order of bytes."""
    own, separator = os.fsencode(folder).rstrip(os.fsencode(os.sep)), os.fsencode(os.sep)
    return os.fsencode(folder), own + separator, own + bytes([separator[0] + 1])
