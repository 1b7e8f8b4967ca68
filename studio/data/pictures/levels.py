"""The numbers of a decoded picture as float32 in [0, 1], by the range that its format says they have."""

from __future__ import annotations

from math import prod

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.ImageFile import ImageFile

from studio.data.regular_files import UnreadableError
from studio.data.transforms.steps import LUMA
from studio.text import tr

Pixels = npt.NDArray[np.float32]

GREY_MODES = ("1", "L", "LA", "La", "I", "F")
MODES = {1: "L", 3: "RGB"}
WHITE = (255, 255, 255, 255)
BYTE = 255

BITS, SAMPLE_FORMAT, PHOTOMETRIC = 258, 339, 262
SIGNED = 2
WHITE_IS_ZERO = 0
"""Tags of TIFF files, and values of them that change what the numbers mean."""


def levels(image: Image.Image, content: bytes, channels: int, upright: Image.Transpose | None = None) -> Pixels:
    """The picture (C, H, W) with 1 or 3 channels. Raises UnreadableError where the range of its numbers is unknown."""
    _check_signs(image)
    if isinstance(image, ImageFile) and image.format == "PPM" and image.tile and image.tile[0][0] == "ppm":
        return _of_any_white(image, content, channels)
    if image.mode == "F" or image.mode.startswith("I"):
        grey = _deep(image)
        turned = grey if upright is None else np.asarray(Image.fromarray(grey).transpose(upright))
        return np.array(np.broadcast_to(turned, (channels, *turned.shape)), order="C")
    shown = _opaque(image if upright is None else image.transpose(upright)).convert(MODES[channels])
    planes = np.asarray(shown, dtype=np.uint8).reshape(shown.height, shown.width, channels).transpose(2, 0, 1)
    pixels = planes.astype(np.float32, order="C")
    pixels /= BYTE
    return pixels


def _deep(image: Image.Image) -> Pixels:
    """Grey of more than 8 bits (H, W)."""
    transparent = image.info.get("transparency")
    numbers = np.asarray(image)
    grey = _checked_floats(numbers) if image.mode == "F" else numbers.astype(np.float32) / np.float32(_top(image))
    if image.format == "TIFF" and _tag(image, PHOTOMETRIC, 1) == WHITE_IS_ZERO:
        grey = 1 - grey
    if isinstance(transparent, int):
        grey = np.where(numbers == transparent, np.float32(1), grey)
    return grey.astype(np.float32)


def _top(image: Image.Image) -> int:
    """The number that stands for white in a grey picture of whole numbers."""
    bits = _tag(image, BITS, 16) if image.format == "TIFF" else 16
    if bits > 16:
        raise UnreadableError(tr("it holds whole numbers of {bits} bits, whose range is not told", bits=bits))
    return int(2**bits - 1)


def _checked_floats(numbers: npt.NDArray[np.float32]) -> Pixels:
    if not np.isfinite(numbers).all():
        raise UnreadableError(tr("it holds what is no number (NaN or infinity)"))
    low, high = float(numbers.min()), float(numbers.max())
    if not (low >= 0 and high <= 1):
        raise UnreadableError(
            tr(
                "it holds numbers from {low} to {high}, where 0 is black and 1 is white",
                low=f"{low:g}",
                high=f"{high:g}",
            )
        )
    return numbers


def _check_signs(image: Image.Image) -> None:
    if image.format == "TIFF" and _tag(image, SAMPLE_FORMAT, 1) == SIGNED:
        raise UnreadableError(tr("it holds numbers with a sign, whose range is not told"))


def _tag(image: Image.Image, tag: int, default: int) -> int:
    """A number from the notes of a TIFF file, that of the first channel."""
    found = image.tag_v2.get(tag, default)  # type: ignore[attr-defined]
    return int(found[0] if isinstance(found, tuple) else found)


def _of_any_white(image: ImageFile, content: bytes, channels: int) -> Pixels:
    """A PPM whose white is no full byte (C, H, W); Pillow would go through its numbers one by one in Python."""
    offset, arguments = image.tile[0][2:4]
    top = int(arguments[1])  # type: ignore[index]
    kind = np.dtype(">u2" if top > BYTE else "u1")
    sizes = (image.height, image.width, 3 if image.mode == "RGB" else 1)
    count = prod(sizes)
    if len(content) < offset + count * kind.itemsize:
        raise UnreadableError(tr("it is cut short"))
    numbers = np.frombuffer(content, kind, count, offset).reshape(sizes).transpose(2, 0, 1)
    pixels = np.minimum(numbers.astype(np.float32) / np.float32(top), np.float32(1))
    if channels == 1 and len(pixels) == 3:
        return np.tensordot(np.array(LUMA, np.float32), pixels, axes=1)[None]
    return np.array(np.broadcast_to(pixels, (channels, *sizes[:2])), order="C")


def _opaque(image: Image.Image) -> Image.Image:
    """The picture on white."""
    if image.has_transparency_data:
        straight = image.convert({"La": "LA", "RGBa": "RGBA"}.get(image.mode, image.mode))
        rgba = straight.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, WHITE), rgba)
    return image
