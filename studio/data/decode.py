"""Decodes one picture file to its numbers, as they are before anything is done to fit a network."""

from __future__ import annotations

from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from studio.data.errors import DataError
from studio.layers import Shape

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
MODES = {1: "L", 3: "RGB"}
GREY_MODES = ("1", "L", "LA", "I", "F")
WHITE = (255, 255, 255, 255)
LEVELS = 255.0
DIGEST_BYTES = 16

_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for files that are damaged, cut short, no pictures or unreasonably large."""


def original_shape(path: Path) -> Shape:
    """The (C, H, W) of a picture file as it lies there. Raises DataError."""
    try:
        with Image.open(path) as image:
            return _shape(image)
    except _UNREADABLE as error:
        raise _unreadable(path, error) from None


class Decoded(NamedTuple):
    """A picture: float32 (C, H, W) in [0, 1], the (C, H, W) it came in, and a digest of its file."""

    pixels: npt.NDArray[np.float32]
    original: Shape
    digest: bytes


def decode(path: Path, channels: int) -> Decoded:
    """The picture with 1 or 3 channels, turned as its EXIF data say, transparent places white. Raises DataError."""
    try:
        content = path.read_bytes()
        with Image.open(BytesIO(content)) as file:
            image = ImageOps.exif_transpose(file)
            original = _shape(image)
            image = _opaque(image).convert(MODES[channels])
    except _UNREADABLE as error:
        raise _unreadable(path, error) from None
    pixels = np.asarray(image, dtype=np.float32).reshape(image.height, image.width, channels).transpose(2, 0, 1)
    return Decoded(np.ascontiguousarray(pixels) / np.float32(LEVELS), original, content_digest(content))


def content_digest(content: bytes) -> bytes:
    """What tells files of other content apart."""
    return blake2b(content, digest_size=DIGEST_BYTES).digest()


def _shape(image: Image.Image) -> Shape:
    channels = 1 if image.mode in GREY_MODES or image.mode.startswith("I;16") else 3
    return channels, image.height, image.width


def _opaque(image: Image.Image) -> Image.Image:
    """The picture without transparency and with 8 bits a channel."""
    if image.mode.startswith("I"):
        # 16-bit grey; Pillow's own conversion would cut all values off at 255.
        return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, WHITE), rgba)
    return image


def _unreadable(path: Path, error: BaseException) -> DataError:
    reason = str(error).replace(str(path), path.name).rstrip(".") or type(error).__name__
    return DataError(
        f"The picture “{path}” cannot be read: {reason}.", "Remove it from the folder, or put an intact copy there."
    )
