"""What is too large for the memory: made once into a folder of the cache, and read from there the next time."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from studio import paths
from studio.data.cache.folder import ABOUT, DIGEST_BYTES, TRIES, make_room
from studio.data.cache.positioned import PositionedFile
from studio.data.cache.slots import SUMS
from studio.data.errors import DataError
from studio.data.regular_files import failure
from studio.formatting.numbers import storage
from studio.text import tr

Made = TypeVar("Made")
Read = Callable[[Path, PositionedFile], Made]


def made_once(
    title: str, about: Mapping[str, object], size: int, make: Callable[[Path], None], read: Read[Made]
) -> Made:
    """What `about` describes (JSON values; `of` names it for people), as it is kept, or as it is made now.

    `make` puts it into a folder, where it takes `size` bytes at most, and `read` opens it there; the file that `read`
    is given stays open for as long as it is in use. Raises DataError, which calls it by its `title`.
    """
    digest = blake2b(json.dumps(about, sort_keys=True).encode(), digest_size=DIGEST_BYTES).hexdigest()
    folder = paths.caches() / digest
    try:
        for _ in range(TRIES):
            found = _kept(folder, read)
            if found is not None:
                return found
            _check_room(title, folder, size)
            _fill(folder, about, make)
        raise FileNotFoundError(folder)
    except OSError as error:
        raise _refused(title, error) from None


def _kept(folder: Path, read: Read[Made]) -> Made | None:
    """What a folder has; None where it has nothing, or not all."""
    if not (folder / ABOUT).exists():
        return None
    lock = PositionedFile(folder / SUMS)
    try:
        if not lock.hold() or not lock.is_at(folder / SUMS):
            lock.close()
            return None
        # What is read counts as used, and goes later than what is not.
        os.utime(folder / SUMS)
        return read(folder, lock)
    except (OSError, ValueError, EOFError):
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)
        return None


def _fill(folder: Path, about: Mapping[str, object], make: Callable[[Path], None]) -> None:
    """Make it in a folder of another name, which gets its own when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    lock = PositionedFile(making / SUMS)
    try:
        lock.hold()
        (making / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        make(making)
        if not (folder / ABOUT).exists():
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # where another process was faster, what that made is taken
            making.rename(folder)
    finally:
        lock.close()
        shutil.rmtree(making, ignore_errors=True)


def _check_room(title: str, folder: Path, size: int) -> None:
    free = make_room(folder, size)
    if free < size:
        raise DataError(
            tr("{title}: too large for the memory, and for the cache, where up to {needed} are needed and {free} are "
               "left.", title=title, needed=storage(size), free=storage(free)),
            tr("Make room on the disk, let the cache take more, or choose less data."),
        )  # fmt: skip


def _refused(title: str, error: OSError) -> DataError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DataError(
            tr("{title}: too large for the memory, and the disk is full under the cache.", title=title),
            tr("Make room on the disk, or choose less data."),
        )
    return DataError(
        tr("{title}: too large for the memory, and the cache cannot be written: {reason}.",
           title=title, reason=failure(error)),
        tr("Choose less data, or see that the folder of the cache can be written."),
    )  # fmt: skip
