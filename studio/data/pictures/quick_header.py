"""The shapes of plain JPEG and PNG files from a few of their bytes, many times faster than Pillow opens them.

JPEG: ITU-T T.81, appendix B; PNG: https://www.w3.org/TR/png-3/#5PNG-file-signature.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Callable
from pathlib import Path

from studio.layers import Shape

HEAD = 4096
"""Bytes at the beginning in which the header of a plain file lies."""

MOST_PIXELS = 16_000_000
"""Larger pictures are looked at properly: there may be too many pixels in them."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_END = b"\x00\x00\x00\x00IEND\xaeB\x60\x82"
PNG_KINDS = {**{(bits, 0): 1 for bits in (1, 2, 4, 8, 16)}, **{(bits, 3): 3 for bits in (1, 2, 4, 8)}}
PNG_KINDS |= {(8, 2): 3, (16, 2): 3, (8, 4): 1, (16, 4): 3, (8, 6): 3, (16, 6): 3}
"""Channels by bits and colour type of the header, as Pillow opens them; palettes are colour."""

PNG_PLAIN = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"sBIT", b"iCCP"})
"""Chunks that say nothing of how the picture is turned."""

JPEG_SIGNATURE, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
JPEG_CHANNELS = {1: 1, 3: 3}
SIZES = (0xC0, 0xC1, 0xC2)
"""Markers of the segment with the sizes, in files that are compressed in a usual way."""

TABLES = (0xC4, 0xDB, 0xDD, 0xE0, 0xED, 0xEE, 0xFE)
"""Markers of tables, comments and notes of programs that say nothing of how the picture is turned."""

ReadAt = Callable[[int, int], bytes]
"""So many bytes from this place on, fewer at the end."""


def quick_shape(path: Path | str) -> Shape | None:
    """The (C, H, W) of an upright picture that ends as it should; None where that needs a closer look."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            return None

        def read_at(place: int, count: int) -> bytes:
            os.lseek(file, place, os.SEEK_SET)
            return os.read(file, count)

        shape = _shape(read_at, status.st_size)
    except (OSError, struct.error, IndexError):
        return None
    finally:
        os.close(file)
    return shape if shape and 0 < shape[1] * shape[2] <= MOST_PIXELS else None


def _shape(read_at: ReadAt, size: int) -> Shape | None:
    head = read_at(0, HEAD)
    tail = (head if size <= HEAD else read_at(size - len(PNG_END), HEAD))[-len(PNG_END) :]
    if head.startswith(JPEG_SIGNATURE) and tail.endswith(JPEG_END):
        return _of_jpeg(head)
    if head.startswith(PNG_SIGNATURE) and tail == PNG_END and _is_plain(read_at, head, size):
        width, height, bits, colours = struct.unpack_from(">IIBB", head, 16)
        return (PNG_KINDS[bits, colours], height, width) if (bits, colours) in PNG_KINDS else None
    return None


def _of_jpeg(head: bytes) -> Shape | None:
    place = 2
    while head[place] == 0xFF:
        marker, length = head[place + 1], int.from_bytes(head[place + 2 : place + 4], "big")
        if marker in SIZES:
            bits, height, width, parts = struct.unpack_from(">BHHB", head, place + 4)
            return (JPEG_CHANNELS[parts], height, width) if bits == 8 and parts in JPEG_CHANNELS else None
        if marker not in TABLES and not head.startswith(b"ICC_PROFILE", place + 4):
            return None
        place += 2 + length
    return None


def _is_plain(read_at: ReadAt, head: bytes, size: int) -> bool:
    """Whether a PNG file has chunks only of which we know that they do not matter here."""
    place = len(PNG_SIGNATURE)
    while place < size:
        here = head[place : place + 8] if place + 8 <= len(head) else read_at(place, 8)
        length, name = struct.unpack(">I4s", here)
        if name not in PNG_PLAIN:
            return False
        place += length + 12
    return head[12:16] == b"IHDR"
