"""The one reader of picture files: what it says of a file's shape is what decoding gives."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from studio.data.pictures.endings import seems_cut_short
from studio.data.pictures.formats import FILE_BYTES, FORMATS, PIXELS, SLOW_DECODERS, SLOW_PIXELS
from studio.data.pictures.levels import GREY_MODES, levels
from studio.data.pictures.orientation import ON_ITS_SIDE, UPRIGHT, orientation
from studio.data.pictures.quick_header import quick_shape
from studio.data.regular_files import UnreadableError, failure, open_regular, read_regular
from studio.layers import Shape
from studio.text import listed, tr, unended

OF_SEVERAL = ("GIF", "PNG", "TIFF", "WEBP", "AVIF")
"""Formats, by Pillow's names, in which a file may hold several pictures of equal standing."""

DIGEST_BYTES = 16
LARGE_PIXELS = 16_000_000
_large = threading.Lock()
"""Pictures with more pixels are decoded one at a time: each takes some hundred megabytes meanwhile."""


class Decoded(NamedTuple):
    """A picture: float32 (C, H, W) in [0, 1], the (C, H, W) it came in, and a digest of its file."""

    pixels: npt.NDArray[np.float32]
    original: Shape
    digest: bytes


def shape_of(path: Path) -> Shape:
    """The (C, H, W) of a picture file once it is decoded, from its header. Raises UnreadableError.

    Only a file that seems to be cut short is decoded to be sure.
    """
    quick = quick_shape(path)
    if quick is not None:
        return quick
    with _refusals(), open_regular(path) as file, _opened(file) as image:
        if not seems_cut_short(file, image.format or ""):
            return _shape(image)
    return decode(path, channels=1).original


def decode(path: Path, channels: int) -> Decoded:
    """The picture with 1 or 3 channels, upright as EXIF data say, transparent places white. Raises UnreadableError."""
    with opened_picture(path) as (image, content):
        original = _shape(image)
        pixels = levels(image, content, channels, UPRIGHT.get(orientation(image)))
    return Decoded(pixels, original, blake2b(content, digest_size=DIGEST_BYTES).digest())


def frames_of(path: Path) -> int:
    """How many pictures an animation or a file of several pages holds; 1 for any other. Raises UnreadableError.

    Of these, `decode` gives the first. A photograph may carry smaller copies of itself, which do not count.
    """
    with opened_picture(path) as (image, _):
        return int(getattr(image, "n_frames", 1)) if image.format in OF_SEVERAL else 1


@contextmanager
def opened_picture(path: Path) -> Iterator[tuple[Image.Image, bytes]]:
    """A picture file to be decoded meanwhile, with its content. Raises UnreadableError, also for what fails inside."""
    content = read_regular(path, FILE_BYTES)
    with (
        _refusals(),
        _opened(BytesIO(content)) as image,
        _large if image.width * image.height > LARGE_PIXELS else nullcontext(),
    ):
        yield image, content


@contextmanager
def quiet() -> Iterator[None]:
    """Pillow says nothing of odd details in files meanwhile; what it cannot read is still raised.

    For the whole process, so around the reading of many files and not of each.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def _opened(file: IO[bytes]) -> Image.Image:
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        raise UnreadableError(
            tr("it is no picture in a format that is read, {formats}", formats=listed(FORMATS, "or"))
        ) from None
    except Image.DecompressionBombError:
        raise UnreadableError(
            tr("it has more pixels than the {limit} million that are read", limit=PIXELS // 1_000_000)
        ) from None
    decoder = image.tile[0][0] if getattr(image, "tile", None) else ""
    limit = SLOW_PIXELS if decoder in SLOW_DECODERS else PIXELS
    if image.width * image.height > limit:
        raise UnreadableError(
            tr(
                "it has {width}×{height} pixels, more than the {limit} million that are read",
                width=image.width,
                height=image.height,
                limit=limit // 1_000_000,
            )
        )
    return image


def _shape(image: Image.Image) -> Shape:
    height, width = image.height, image.width
    if orientation(image) in ON_ITS_SIDE:
        height, width = width, height
    return 1 if image.mode in GREY_MODES or image.mode.startswith("I;16") else 3, height, width


@contextmanager
def _refusals() -> Iterator[None]:
    """Raises UnreadableError for whatever Pillow raises. Its decoders raise nearly anything on damaged files."""
    try:
        yield
    except (UnreadableError, KeyboardInterrupt):
        raise
    except OSError as error:
        raise UnreadableError(failure(error)) from None
    except MemoryError:
        raise UnreadableError(tr("it does not fit into memory")) from None
    except Exception as error:
        raise UnreadableError(unended(str(error)) or type(error).__name__) from None
