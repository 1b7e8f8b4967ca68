"""Files put in place in one step, so that the old one stays whole until the new one is."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from studio.text import tr


def replace_file(path: Path, content: bytes) -> None:
    """Write a file under another name, then move it into place, with the permissions of the one it replaces.

    Raises OSError, and then leaves what was there untouched and nothing beside it.
    """
    path = path.resolve()
    mode = _mode(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)


def reason(path: Path, error: OSError) -> str:
    """Why a file could not be read or written, as a sentence."""
    if isinstance(error, IsADirectoryError):
        return tr("There is a folder of that name.")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if path.parent.is_dir():
            return tr("There is no such file.")
        return tr("There is no folder “{folder}”.", folder=path.parent)
    if isinstance(error, PermissionError):
        return tr("You have no permission for that.")
    return f"{error.strerror or type(error).__name__}."


def _mode(path: Path) -> int:
    """Permissions for the new file: those of the one it replaces, else what a new file gets here.

    Raises PermissionError for a file that is write-protected.
    """
    if path.is_dir():
        raise IsADirectoryError
    if path.exists():
        if not os.access(path, os.W_OK):
            raise PermissionError
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Have the new name on disk too, where the system can do that (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
