"""The folder of all caches: finds the one of certain samples, makes room by removing those used longest ago."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from math import prod
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from studio import paths
from studio.data.cache.positioned import PositionedFile
from studio.data.cache.room import limit
from studio.data.cache.slots import SUM_BYTES, SUMS, Slots
from studio.layers import Shape

VERSION = 1
"""Goes up when samples would be decoded, or lie in the files, in another way."""

ABOUT = "about.json"
STAMPS = "stamps"
STAMP_BYTES = DIGEST_BYTES = 16
TRIES = 3


@dataclass(frozen=True)
class Cache:
    """The cache of a set of samples: `of` says which, `size` is its bytes on the disk, `used` when it was, in seconds
    since 1970."""

    folder: Path
    of: str
    size: int
    used: float


def caches() -> list[Cache]:
    """All caches there are, those used longest ago first."""
    try:
        folders = [Path(each.path) for each in os.scandir(paths.caches()) if each.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted((cache for each in folders if (cache := _cache(each)) is not None), key=lambda cache: cache.used)


class Opened(NamedTuple):
    """Room for samples, and where those of them lie that are in an earlier cache: for each its slot there, or -1."""

    slots: Slots
    earlier: Slots | None = None
    places: npt.NDArray[np.int64] | None = None


def opened(
    of: str, what: Mapping[str, object], stamps: Sequence[bytes], shape: Shape, kind: np.dtype[np.generic]
) -> Opened:
    """Room for samples, what earlier trainings decoded of them already in it; for fewer where room is short.

    `of` names them for people, `what` says how they were made of their files, and `stamps`, STAMP_BYTES for each
    sample, change when its file does. Raises OSError where nothing can be kept.
    """
    count, together = len(stamps), b"".join(stamps)
    about = {"version": VERSION, "of": of, "samples": count, "shape": shape, "kind": kind.name, **what}
    key = blake2b(json.dumps(about, sort_keys=True).encode() + together, digest_size=DIGEST_BYTES).hexdigest()
    folder = paths.caches() / key
    each = prod(shape) * kind.itemsize + SUM_BYTES
    earlier = _earlier(folder, about, stamps, shape, kind)
    fitting = min(count, make_room(folder, count * each) // each)
    if earlier is not None and fitting < count:
        earlier[0].close()
        earlier, fitting = None, min(count, make_room(folder, count * each) // each)
    for _ in range(TRIES):
        folder.mkdir(parents=True, exist_ok=True)
        slots = Slots(folder, fitting, shape, kind)
        if slots.hold():
            (folder / STAMPS).write_bytes(together)
            (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")
            return Opened(slots, *earlier) if earlier is not None else Opened(slots)
        slots.close()
    raise FileNotFoundError(folder)


def _earlier(
    folder: Path, about: Mapping[str, object], stamps: Sequence[bytes], shape: Shape, kind: np.dtype[np.generic]
) -> tuple[Slots, npt.NDArray[np.int64]] | None:
    """The latest cache in another folder that has some of these samples, made in the same way."""
    for cache in reversed(caches()):
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            theirs = json.loads((cache.folder / ABOUT).read_text(encoding="utf-8"))
            if cache.folder == folder or {**theirs, "samples": 0} != json.loads(json.dumps({**about, "samples": 0})):
                continue
            together = (cache.folder / STAMPS).read_bytes()
            count = len(together) // STAMP_BYTES
            there = {together[place * STAMP_BYTES : (place + 1) * STAMP_BYTES]: place for place in range(count)}
            places = np.fromiter((there.get(each, -1) for each in stamps), np.int64, len(stamps))
            slots = Slots(cache.folder, count, shape, kind)
            if (places >= 0).any() and slots.hold():
                return slots, places
            slots.close()
    return None


def clear() -> list[Cache]:
    """Remove all caches that nobody uses; gives those that are left."""
    for cache in caches():
        _remove(cache.folder)
    return caches()


def make_room(folder: Path, size: int) -> int:
    """Remove what was used longest ago until `size` bytes may be in this folder; gives the bytes that may. Raises
    OSError.
    """
    found = caches()
    taken = sum(cache.size for cache in found)
    allowed = limit(taken)
    others = [cache for cache in found if cache.folder != folder]
    left = sum(cache.size for cache in others)
    for cache in others:
        if left + size <= allowed:
            break
        if _remove(cache.folder):
            left -= cache.size
    return max(0, allowed - left)


def _remove(folder: Path) -> bool:
    """Remove a cache; False where someone uses it."""
    try:
        file = PositionedFile(folder / SUMS)
    except OSError:
        return False
    try:
        if not file.hold(alone=True):
            return False
        # The sums go first: samples without them count for nothing.
        (folder / SUMS).unlink()
        shutil.rmtree(folder)
    except OSError:
        return False
    finally:
        file.close()
    return True


def _cache(folder: Path) -> Cache | None:
    try:
        files = list(os.scandir(folder))
        status = [each.stat() for each in files]
        used = max((each.st_mtime for each in status), default=folder.stat().st_mtime)
    except OSError:
        return None
    of = ""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        of = str(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["of"])
    return Cache(folder, of, sum(map(_on_disk, status)), used)


def _on_disk(status: os.stat_result) -> int:
    """Bytes that a file takes; files that are filled at any place have holes."""
    return status.st_blocks * 512 if hasattr(status, "st_blocks") else status.st_size
