"""Whether a WAV file is as long as it says (RIFF: chunks of a name, a size in bytes, and so many bytes)."""

from __future__ import annotations

import os
from typing import IO

UNKNOWN = 0xFFFF_FF00
"""Sizes from here on are written where the size was not known yet, as of a recording that was piped."""

MOST_CHUNKS = 1_000
"""So many are looked at."""


def missing_bytes(file: IO[bytes]) -> int:
    """Bytes of sound that a WAV file lacks; 0 for whole files, and for those of other formats."""
    end = os.fstat(file.fileno()).st_size
    file.seek(0)
    start = file.read(12)
    if start[:4] != b"RIFF" or start[8:12] != b"WAVE":
        return 0
    at = 12
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        chunk = file.read(8)
        if len(chunk) < 8:
            return 0
        size = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data":
            return 0 if size >= UNKNOWN else max(0, at + 8 + size - end)
        at += 8 + size + size % 2
    return 0
