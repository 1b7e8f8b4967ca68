"""Files put in place in one step, so that the old one stays whole until the new one is."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from studio.file_names import LONGEST_PATH, is_too_long, objection
from studio.text import ended, tr, unended

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


_TOKEN = "[a-z0-9_]{8}"
"""What the system puts into the name of a temporary file to make it the only one."""


def replace_file(path: Path, content: bytes) -> None:
    """Write a file under another name, then move it into place, with the permissions of the one it replaces.

    What an earlier writing of this file left beside it, as its process was ended, is removed. Raises OSError, and then
    leaves what was there untouched and nothing beside it.
    """
    replace_written(path, lambda file: file.write(content))


def replace_written(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """The same with what `write` puts into the open file, for contents that are not held in memory as a whole."""
    path = _resolved(path)
    mode = _mode(path)
    remove_left_over(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path), suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            _hold(file.fileno())
            write(file)
            file.flush()
            os.fsync(file.fileno())
            if os.name == "posix":
                _put_in_place(name, path, mode)
        if os.name != "posix":
            _put_in_place(name, path, mode)  # there only a closed file can be moved
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)


def remove_left_over(path: Path) -> None:
    """Remove temporary files that an interrupted writing of this file left beside it.

    Only ordinary files of this user that are named like ours and that no living process is writing.
    """
    pattern = re.compile(re.escape(_prefix(path)) + _TOKEN + re.escape(".tmp"))
    try:
        with os.scandir(path.parent) as entries:
            found = [entry.path for entry in entries if pattern.fullmatch(entry.name) and _is_ours(entry)]
    except OSError:
        return
    for each in found:
        with suppress(OSError):
            if not _is_held(each):
                os.unlink(each)


def cause(error: Exception) -> str:
    """Why the system refused something, in its own words and without a full stop; never empty."""
    words = unended((getattr(error, "strerror", None) or str(error)).strip())
    return words or tr("the system does not say why ({kind})", kind=type(error).__name__)


def reason(path: Path, error: OSError, platform: str = sys.platform) -> str:
    """Why a file could not be read or written, as a sentence."""
    if is_too_long(path, platform):
        return tr(
            "Its path has {count} characters, of which Windows takes {most} unless long paths are switched on.",
            count=len(str(path.absolute())), most=LONGEST_PATH,
        )  # fmt: skip
    if isinstance(error, IsADirectoryError):
        return tr("There is a folder of that name.")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if os.path.isdir(path.parent):
            return tr("There is no such file.")
        return tr("There is no folder “{folder}”.", folder=path.parent)
    if isinstance(error, PermissionError):
        return tr("You have no permission for that.")
    words = cause(error)
    return ended(f"{words[0].upper()}{words[1:]}")


def _prefix(path: Path) -> str:
    return f".{path.name[:50]}."


def _resolved(path: Path) -> Path:
    """Where a link leads. Raises OSError also for links in a circle and for names that no file can have."""
    refusal = objection(path.name)
    if refusal:
        raise OSError(errno.EINVAL, refusal, str(path))
    try:
        return path.resolve()
    except RuntimeError:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    except ValueError:
        raise OSError(errno.EINVAL, tr("no file can have that name")) from None


def _put_in_place(name: str, path: Path, mode: int) -> None:
    os.chmod(name, mode)
    os.replace(name, path)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    """Whether a file could have been left by this user."""
    if not entry.is_file(follow_symlinks=False):
        return False
    return not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _hold(handle: int) -> None:
    """Show other processes that a file is being written, as far as the system has such locks."""
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_held(name: str) -> bool:
    """Whether a living process is writing a file. Where there are no locks, open files cannot be removed anyway."""
    if fcntl is None:
        return False
    handle = os.open(name, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _mode(path: Path) -> int:
    """Permissions for the new file: those of the one it replaces, else what a new file gets here.

    Raises PermissionError for a file that is write-protected.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists():
        if not path.is_file():
            raise OSError(errno.EINVAL, tr("it is not an ordinary file"), str(path))
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
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
