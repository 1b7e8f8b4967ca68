"""How much of the disk caches may take: what a person chose, or a share of what is free."""

from __future__ import annotations

import json
import shutil
from math import isfinite
from pathlib import Path

from studio import paths
from studio.files import replace_file

GIB = 2**30

USUAL = 64 * GIB
"""Bytes that caches take together where nothing was chosen, if the disk has room."""

SHARE = 0.5
"""Share of the free disk that they take at most then."""

SPARED = GIB
"""Bytes of the disk that they leave free in any case."""


def limit(taken: int) -> int:
    """Bytes that all caches may take together, `taken` being what they have already. Raises OSError."""
    free = free_disk()
    most = chosen_limit()
    if most is None:
        most = min(USUAL, int(SHARE * (taken + free)))
    return max(0, min(most, taken + free - SPARED))


def free_disk() -> int:
    """Bytes that are free where the caches lie. Raises OSError."""
    return shutil.disk_usage(_existing(paths.caches())).free


def chosen_limit() -> int | None:
    """The bytes that a person chose; None where nothing sound was chosen."""
    try:
        found = json.loads(paths.cache_limit().read_text(encoding="utf-8"))["bytes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    is_sound = isinstance(found, int | float) and not isinstance(found, bool) and isfinite(found) and found >= 0
    return int(found) if is_sound else None


def choose_limit(size: int | None) -> None:
    """Let caches take so many bytes, or what is usual. Raises OSError."""
    file = paths.cache_limit()
    if size is None:
        file.unlink(missing_ok=True)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, json.dumps({"bytes": size}).encode())


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())
