"""Whether a file of sound ends before it says: decoders take what is there of it for a whole, shorter recording."""

from __future__ import annotations

import os
from typing import IO

UNKNOWN = 0xFFFF_FF00
"""Sizes from here on are written where the size was not known yet, as of a recording that was piped."""

MOST_CHUNKS = 1_000
"""So many are looked at."""

LONGEST_PAGE = 65_307
"""Bytes of a page of OGG (RFC 3533)."""

LAST_PAGE = 4
"""The bit of a page's flags that says that it is the last one."""


def is_cut_short(file: IO[bytes]) -> bool:
    """Whether a file of WAV or OGG lacks its end; of other formats decoding tells. Leaves the file at its beginning."""
    start = file.read(12)
    if start[:4] in (b"RIFF", b"RF64") and start[8:12] == b"WAVE":
        cut = _lacks_numbers(file)
    else:
        cut = start[:4] == b"OggS" and not _has_last_page(file)
    file.seek(0)
    return cut


def _lacks_numbers(file: IO[bytes]) -> bool:
    """RIFF has chunks of a name, a size in bytes, and so many bytes; RF64 keeps larger sizes in ds64 (EBU 3306)."""
    end, at, long_size = os.fstat(file.fileno()).st_size, 12, 0
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        chunk = file.read(24)
        if len(chunk) < 8:
            return False
        size = int.from_bytes(chunk[4:8], "little")
        if chunk[:4] == b"ds64":
            long_size = int.from_bytes(chunk[16:24], "little")
        if chunk[:4] == b"data":
            known = long_size or (size if size < UNKNOWN else 0)
            return at + 8 + known > end
        at += 8 + size + size % 2
    return False


def _has_last_page(file: IO[bytes]) -> bool:
    """Whether a file of OGG has all of the page that says it is the last one: 27 bytes, sizes, and so many bytes."""
    end = os.fstat(file.fileno()).st_size
    file.seek(max(0, end - 2 * LONGEST_PAGE))
    tail = file.read()
    page = tail[max(0, tail.rfind(b"OggS")) :]
    if len(page) < 27 or not page[5] & LAST_PAGE:
        return False
    sizes = page[27 : 27 + page[26]]
    return len(page) >= 27 + page[26] + sum(sizes)
