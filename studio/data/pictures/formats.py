"""Which picture files are read: the suffixes, and the only decoders that are let at a file, whatever its name is."""

from __future__ import annotations

from importlib.util import find_spec

DECLARED = {
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
    "JPEG": (".jfif", ".jpe", ".jpeg", ".jpg"),
    "PNG": (".apng", ".png"),
    "PPM": (".pbm", ".pgm", ".pnm", ".ppm"),
    "TIFF": (".tif", ".tiff"),
    "WEBP": (".webp",),
    "AVIF": (".avif",),
}
"""Suffixes by Pillow's name of the decoder. None of these starts another program or reads another file."""

NEEDS = {"WEBP": "PIL._webp", "AVIF": "PIL._avif"}
"""Decoders that not every Pillow has, by the module they need."""

FORMATS = tuple(name for name in DECLARED if name not in NEEDS or find_spec(NEEDS[name]))
"""The decoders that this Pillow has."""

SUFFIXES = tuple(sorted(suffix for name in FORMATS for suffix in DECLARED[name]))

PIXELS = 89_478_485
"""Pixels of the largest picture that is read; the number from which Pillow warns of a decompression bomb."""

SLOW_DECODERS = ("bmp_rle", "ppm_plain")
SLOW_PIXELS = 2_000_000
"""Pixels of the largest picture that is read where the decoder goes from number to number in Python."""

FILE_BYTES = 2**30
"""Bytes of the largest file that is opened."""
