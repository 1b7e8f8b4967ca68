"""What is held in memory: how much of it is free, and which data are too many."""

from __future__ import annotations

import os
import re
from math import prod
from pathlib import Path

from studio.data.config import Task
from studio.data.errors import DataError
from studio.data.samples import Description
from studio.layers import Shape
from studio.text import tr

USABLE = 0.9
GIB = 2**30

MOST_HELD = 2**26
"""Numbers of all pictures of a folder, fitted, from which on these stay on the disk: 256 MiB as float32."""

MOST_ROWS = 2**28
"""Numbers of other samples from which on these are read from their file batch by batch: 1 GiB as float32."""

SHARE = 0.2
"""So are those that would take a larger share of the free memory."""

NUMBER_BYTES = 4

ALONE: tuple[Task, ...] = ("classes", "labels", "numbers")
"""Tasks whose targets are known without the pictures."""


def stays_on_disk(description: Description, task: Task, fitted: Shape) -> bool:
    """Whether pictures that are files are too many to be decoded to `fitted` before a training begins."""
    return description.are_files and task in ALONE and description.samples * prod(fitted) > MOST_HELD


def is_large(numbers: int) -> bool:
    """Whether samples of so many numbers are too many to be held in memory, where they come in several copies."""
    free = free_memory()
    return numbers > MOST_ROWS or (free is not None and numbers * NUMBER_BYTES > SHARE * free)


def check_memory(needed: int, what: str, remedy: str) -> None:
    """Raise DataError when `needed` bytes are more than there are to have; `what` begins the sentence."""
    free = free_memory()
    if free is not None and needed > USABLE * free:
        needs, has = (f"{size / GIB:.1f}" for size in (needed, free))
        raise DataError(
            tr("{what} would take {needed} GiB of memory; {free} GiB are free.", what=what, needed=needs, free=has),
            remedy,
        )


def free_memory() -> int | None:
    """Bytes a program may still take without pushing others out; where only the whole is known, that; else None."""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        found = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo.read_text(encoding="ascii"), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
