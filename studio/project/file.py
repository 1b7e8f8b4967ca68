"""Project files: opened whole or refused with a sentence, saved whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.project.reading import load_fragment, loads
from studio.project.writing import dump_fragment, dumps

__all__ = ["ProjectError", "dump_fragment", "dumps", "load", "load_fragment", "loads", "save", "write_text"]

SUFFIX = ".nns"
LARGEST = 32 * 2**20
"""Bytes of the largest file that is read; a network of 1,000 nodes takes about 0.2 MB."""


def load(path: Path) -> Project:
    """Open a project file. Raises ProjectError; `Project.notices` say what could not be read."""
    try:
        return loads(_read(path))
    except ProjectError as error:
        raise ProjectError(f"“{path.name}” cannot be opened. {error.message}", error.remedy) from None


def save(project: Project, path: Path) -> None:
    """Write a project file in one step, so that the old one stays whole until the new one is. Raises ProjectError."""
    write_text(path, dumps(project))


def write_text(path: Path, text: str) -> None:
    """Put a text file in place in one step, with the permissions of the file it replaces. Raises ProjectError."""
    try:
        _replace(path.resolve(), text.encode())
    except OSError as error:
        raise ProjectError(f"“{path.name}” could not be saved: {_reason(path, error)}", _remedy(path)) from None


def _read(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise ProjectError("It is a folder." if path.is_dir() else "It is not an ordinary file.")
        if path.stat().st_size > LARGEST:
            raise ProjectError(f"It is larger than {LARGEST // 2**20} MB, which no project is.")
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise ProjectError("It is not a text file (UTF-8).") from None
    except ValueError:
        raise ProjectError("No file can have that name.") from None
    except OSError as error:
        raise ProjectError(_reason(path, error)) from None


def _replace(path: Path, content: bytes) -> None:
    mode = _mode(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".tmp")
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


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "There is a folder of that name."
    if isinstance(error, FileNotFoundError):
        return "There is no such file." if path.parent.is_dir() else f"There is no folder “{path.parent}”."
    if isinstance(error, PermissionError):
        return "You have no permission for that."
    return f"{error.strerror or type(error).__name__}."


def _remedy(path: Path) -> str:
    kept = "The earlier file is unchanged. " if path.is_file() else ""
    return f"{kept}Choose another place or name."
