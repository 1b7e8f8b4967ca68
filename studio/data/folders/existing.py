"""Folders and files that a person names as data."""

from __future__ import annotations

import os
from pathlib import Path

from studio.data.errors import DataError
from studio.data.regular_files import failure, shown
from studio.text import tr

FileStamp = tuple[str, int, int]
"""Path, time of the last change in nanoseconds, and size in bytes."""


def existing_folder(path: str, content: str) -> Path:
    """The folder at `path`, `~` being the home folder. Raises DataError when there is none."""
    if not path.strip():
        raise DataError(
            tr("No folder is chosen for the {content}.", content=content), tr("Choose the folder in the data settings.")
        )
    try:
        folder = Path(path).expanduser()
        if folder.is_dir():
            return folder
        exists = folder.exists()
    except (OSError, ValueError, RuntimeError) as error:
        reason = failure(error)
        raise DataError(
            tr("The folder “{folder}” cannot be opened: {reason}.", folder=shown(path), reason=reason),
            tr("Choose another folder."),
        ) from None
    if exists:
        message = tr("The folder “{folder}” is a file, not a folder.", folder=shown(folder))
    else:
        message = tr("The folder “{folder}” does not exist.", folder=shown(folder))
    raise DataError(message, tr("Choose the folder that holds the {content}.", content=content))


def file_stamp(path: Path) -> FileStamp:
    """What changes when the file does."""
    status = path.stat()
    return str(path), status.st_mtime_ns, status.st_size


def folders_stamp(folder: Path, depth: int = 2) -> tuple[FileStamp, ...]:
    """What changes when a file comes or goes in a folder, or in those up to `depth` below it; () where there is none.

    Far quicker than to look at every file.
    """
    try:
        with os.scandir(folder) as entries:
            inner = sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False)) if depth else []
        return (file_stamp(folder), *(stamp for each in inner for stamp in folders_stamp(Path(each), depth - 1)))
    except (OSError, ValueError):
        return ()
