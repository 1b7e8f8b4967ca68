"""Decodes one picture file to the channels, height and width a network takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from studio.data.errors import DataError
from studio.layers import Shape

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
MODES = {1: "L", 3: "RGB"}
GREY_MODES = ("1", "L", "LA", "I", "F")
WHITE = (255, 255, 255, 255)

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


def decode(path: Path, shape: Shape) -> tuple[npt.NDArray[np.uint8], Shape]:
    """The picture as uint8 in this (C, H, W), and the (C, H, W) it came in.

    Turned as its EXIF data say, transparent places white, scaled with antialiasing. Raises DataError.
    """
    channels, height, width = shape
    try:
        with Image.open(path) as file:
            original = _shape(file)
            # Lets JPEG files be decoded at a fraction of their size when that suffices.
            file.draft(MODES[channels], (width, height))
            image = _opaque(ImageOps.exif_transpose(file)).convert(MODES[channels])
            image = image.resize((width, height), Image.Resampling.BILINEAR)
    except _UNREADABLE as error:
        raise _unreadable(path, error) from None
    return np.asarray(image, dtype=np.uint8).reshape(height, width, channels).transpose(2, 0, 1), original


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
