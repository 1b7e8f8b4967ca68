"""How a picture has to be turned to stand upright, as the camera noted in it."""

from __future__ import annotations

import os
import struct
from typing import IO

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by the orientation that its EXIF data note."""

ON_ITS_SIDE = (5, 6, 7, 8)
"""Orientations of which height and width change places."""

PNG_SIGNATURE_BYTES = 8
PNG_NOTES = (b"eXIf", b"iTXt", b"tEXt", b"zTXt")


def orientation(image: Image.Image) -> int:
    """The orientation that is still to be undone, 1 for upright; Pillow does so itself for TIFF."""
    if image.format == "TIFF":
        return 1
    try:
        if isinstance(image, PngImageFile) and image.fp is not None and not _has_late_notes(image.fp):
            # PngImageFile.getexif would unpack all pixels first.
            return int(Image.Image.getexif(image).get(ORIENTATION, 1))
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        # Damaged notes of a camera are no reason to refuse the picture, and Pillow raises nearly anything on them.
        return 1


def _has_late_notes(file: IO[bytes]) -> bool:
    """Whether a PNG file has notes behind its pixels."""
    place = file.tell()
    try:
        file.seek(PNG_SIGNATURE_BYTES)
        behind = False
        while len(header := file.read(8)) == 8:
            length, name = struct.unpack(">I4s", header)
            if behind and name in PNG_NOTES:
                return True
            behind = behind or name == b"IDAT"
            file.seek(length + 4, os.SEEK_CUR)
        return False
    finally:
        file.seek(place)
