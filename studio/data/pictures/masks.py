"""Masks: pictures whose values are classes, one for each pixel of another picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from studio.data.pictures.decode import DIGEST_BYTES, opened_picture
from studio.data.pictures.files import Findings, Seen, unreadable
from studio.data.pictures.orientation import UPRIGHT, orientation
from studio.data.regular_files import UnreadableError
from studio.text import ntr, tr

MOST_VALUES = 256
"""Values that all masks of a data set may have; more are no classes, but soft edges or noise."""

TRANSPARENT = 1 << 24
"""The value of transparent places, beyond all colours."""

OPAQUE = 255
WHITE = 255

Values = npt.NDArray[np.int32]


class Mask(NamedTuple):
    """A mask as its file has it: values (H, W), the numbers of a palette or levels of grey, or colours as 0xRRGGBB.

    `palette` has the colour of each number of a palette, by its place; () for other masks.
    """

    values: Values
    is_coloured: bool
    palette: tuple[int, ...]
    digest: bytes

    @property
    def colours(self) -> Values:
        """The colour (H, W) of each place."""
        if self.is_coloured:
            return self.values
        if self.palette:
            return np.array(self.palette, dtype=np.int32)[self.values]
        return np.minimum(self.values, WHITE) * 0x010101


class Content(NamedTuple):
    """What a mask holds: its size, how many pixels have each number (None for colours), and each colour.

    `palette` has the colours of the numbers that occur.
    """

    size: tuple[int, ...]
    numbers: Mapping[int, int] | None
    colours: Mapping[int, int]
    palette: Mapping[int, int]


def read_mask(path: Path) -> Mask:
    """The mask in a file, upright as EXIF data say. Raises UnreadableError."""
    with opened_picture(path) as (image, content):
        palette = _palette(image)
        values, is_coloured = _values(image)
        upright = UPRIGHT.get(orientation(image))
        if upright is not None:
            values = np.asarray(Image.fromarray(values).transpose(upright))
    return Mask(values, is_coloured, palette, blake2b(content, digest_size=DIGEST_BYTES).digest())


def content_of(path: Path) -> Content:
    """What the mask in a file holds. Raises UnreadableError, also where there are more values than classes can be."""
    mask = read_mask(path)
    numbers = None if mask.is_coloured else _counted(mask.values)
    colours = _counted(mask.colours)
    palette = {number: mask.palette[number] for number in numbers or () if mask.palette}
    return Content(mask.values.shape, numbers, colours, palette)


def _counted(values: Values) -> dict[int, int]:
    found, counts = np.unique(values, return_counts=True)
    if len(found) > MOST_VALUES:
        raise UnreadableError(
            tr(
                "it holds {count} different values, as soft edges and JPEG make them; a mask has at most {most}",
                count=len(found),
                most=MOST_VALUES,
            )
        )
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def _palette(image: Image.Image) -> tuple[int, ...]:
    colours = image.getpalette("RGB") if image.mode == "P" else None
    if not colours:
        return ()
    packed = np.array(colours, dtype=np.int32).reshape(-1, 3) @ np.array([1 << 16, 1 << 8, 1], dtype=np.int32)
    # Numbers beyond a short palette have no colour of their own.
    return (*packed.tolist(), *[0] * (256 - len(packed)))


def _values(image: Image.Image) -> tuple[Values, bool]:
    """Values (H, W), and whether they are colours; colour files that hold grey alone are levels of grey."""
    if image.mode == "F":
        raise UnreadableError(tr("it holds fractions, which are no classes"))
    if image.mode == "1":
        return np.asarray(image).astype(np.int32) * WHITE, False
    if image.mode in ("L", "P") or image.mode.startswith("I"):
        return np.asarray(image).astype(np.int32), False
    rgba = np.asarray(image.convert("RGBA")).astype(np.int32)
    red, green, blue, alpha = (rgba[..., channel] for channel in range(4))
    if np.any((alpha > 0) & (alpha < OPAQUE)):
        raise UnreadableError(tr("it has half transparent places, which belong to no class"))
    if bool((alpha == OPAQUE).all()) and np.array_equal(red, green) and np.array_equal(green, blue):
        return red, False
    return np.where(alpha == 0, TRANSPARENT, (red << 16) | (green << 8) | blue), True


@dataclass(frozen=True)
class MaskClasses:
    """The class of each value: `values` in ascending order, and the place of each one's class among `names`."""

    names: tuple[str, ...]
    values: tuple[int, ...]
    places: tuple[int, ...]
    coloured: bool

    def of(self, mask: Mask) -> npt.NDArray[np.uint8]:
        """The class (H, W) of each place. Raises UnreadableError where a value has none."""
        found = mask.colours if self.coloured else mask.values
        if mask.is_coloured and not self.coloured:
            raise UnreadableError(tr("it holds colours, where other masks hold levels of grey"))
        known = np.array(self.values)
        places = np.searchsorted(known, found).clip(max=len(known) - 1)
        strange = np.unique(found[known[places] != found])
        if len(strange):
            raise UnreadableError(
                ntr(
                    "it holds the value {values}, which is no class",
                    "it holds the values {values}, which are no classes",
                    len(strange),
                    values=tr(", ").join(value_name(int(value), self.coloured) for value in strange[:5]),
                )
            )
        return np.array(self.places, dtype=np.uint8)[places]

    def counts(self, contents: Iterable[Content]) -> tuple[int, ...]:
        """The pixels of each class in masks."""
        found: Counter[int] = Counter()
        for each in contents:
            found.update(each.colours if self.coloured or each.numbers is None else each.numbers)
        by_class = Counter[int]()
        for value, place in zip(self.values, self.places, strict=True):
            by_class[place] += found[value]
        return tuple(by_class[place] for place in range(len(self.names)))


def value_name(value: int, coloured: bool) -> str:
    """How people write a value: a number, or a colour such as #ff0000."""
    if not coloured:
        return str(value)
    return "transparent" if value == TRANSPARENT else f"#{value:06x}"


@dataclass(frozen=True, eq=False)
class MaskFiles:
    """Files of masks, one for each sample; parts of them share their findings."""

    paths: npt.NDArray[np.object_]
    classes: MaskClasses
    contents: Mapping[Path, Content]
    findings: Findings = field(default_factory=Findings)

    @classmethod
    def of(cls, contents: Mapping[Path, Content], paths: Sequence[Path], classes: MaskClasses) -> MaskFiles:
        """These files, in this order."""
        array = np.empty(len(paths), dtype=object)
        array[:] = paths
        return cls(array, classes, contents)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, places: npt.NDArray[np.int64] | slice) -> MaskFiles:
        return MaskFiles(self.paths[places], self.classes, self.contents, self.findings)

    def mask(self, place: int) -> Tensor | None:
        """The class of each pixel (H, W) as uint8 at the mask's own size; None, and noted, where it cannot be read."""
        path = self.paths[place]
        try:
            mask = read_mask(path)
            found = self.classes.of(mask)
        except UnreadableError as error:
            self.findings.failures[path] = error.reason
            return None
        self.findings.seen[path] = Seen((1, *found.shape), mask.digest)
        return torch.from_numpy(found)

    def counts(self) -> tuple[int, ...]:
        """The pixels of each class in all of them, as they were listed."""
        return self.classes.counts(self.contents[path] for path in self.paths if path in self.contents)

    def check_read(self) -> None:
        """Raise DataError where masks could not be read, naming them all at once."""
        failures = self.findings.failures
        if failures:
            raise unreadable({path: failures[path] for path in sorted(failures)})

    def digests(self) -> Iterable[bytes]:
        """A digest of what the values mean, and that of each file that has been read."""
        yield repr(self.classes).encode()
        yield from (self.findings.seen[path].digest for path in self.paths if path in self.findings.seen)
