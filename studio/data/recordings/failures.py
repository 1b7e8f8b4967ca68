"""The error that names recordings which cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.text import listed, ntr, tr

NAMED = 10
"""So many are named, with the reasons."""


def unreadable(failures: Mapping[Path, str]) -> DataError:
    """The error for these files, with the reasons why they cannot be read."""
    paths = sorted(failures)
    named = [f"“{shown(path)}” ({failures[path]})" for path in paths[:NAMED]]
    rest = len(paths) - len(named)
    if rest:
        named.append(ntr("{count} more", "{count} more", rest))
    message = ntr(
        "{count} recording cannot be read: {files}.", "{count} recordings cannot be read: {files}.", len(paths),
        files=listed(named),
    )  # fmt: skip
    return DataError(message, tr("Remove it from the folder, or put an intact copy there."))
