"""Whether a picture file may have been cut short, as by a copy that was broken off, told from its last bytes."""

from __future__ import annotations

import os
import struct
from typing import IO

TAIL = 2**16
"""So many bytes may follow the end of a picture; cameras put notes of their own there."""

ENDS = {"JPEG": b"\xff\xd9", "MPO": b"\xff\xd9", "PNG": b"IEND", "GIF": b"\x3b"}
"""What marks the end of a picture."""


def seems_cut_short(file: IO[bytes], name: str) -> bool:
    """Whether the end of a picture of this format is missing; False where a format has no mark for it.

    Such a file may still be whole, which only decoding tells.
    """
    place = file.tell()
    try:
        size = file.seek(0, os.SEEK_END)
        if name == "WEBP":
            file.seek(4)
            (length,) = struct.unpack("<I", file.read(4))
            return bool(length + 8 > size)
        if name not in ENDS:
            return False
        file.seek(max(0, size - TAIL))
        return ENDS[name] not in file.read(TAIL)
    finally:
        file.seek(place)
