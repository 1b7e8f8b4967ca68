"""Folders of the MNIST family: pictures and labels in IDX files, gzipped or not.

The format (http://yann.lecun.com/exdb/mnist/): two zero bytes, the type of the numbers, the number of axes, the
length of each axis as a big-endian 32-bit number, then the numbers themselves.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Hashable
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import IO, Literal, cast

import numpy as np
import numpy.typing as npt

from studio.data.config import Idx
from studio.data.errors import DataError
from studio.data.memory import check_memory
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.folder import existing_folder, file_stamp
from studio.data.sources.source import Source, register

Content = Literal["images", "labels"]

UNSIGNED_BYTE = 0x08
AXES: dict[Content, int] = {"images": 3, "labels": 1}
PREFIXES = {"train": ("train",), "test": ("t10k", "test")}
AGAIN = "Download the file again, or choose another folder."


@register(Idx)
class IdxSource(Source[Idx]):
    """Pictures at their own size, as uint8, in the two splits that the files make."""

    def describe(self, config: Idx, check: Check = carry_on) -> Description:
        """Classes and counts from the label files, the shape from the header of the training pictures."""
        train, test = (_size(_find(config, split, "images")) for split in PREFIXES)
        classes, labels = _labels(config)
        counts = {name: count_classes(found.tolist(), classes) for name, found in labels.items()}
        return replace(Description.of_classes(classes, (1, *train), counts), uniform=train == test)

    def read(self, config: Idx, check: Check = carry_on) -> Reading:
        classes, labels = _labels(config)
        samples = {}
        for split, found in labels.items():
            check()
            path = _find(config, split, "images")
            images = _read(path, "images")
            if len(images) != len(found):
                raise DataError(
                    f"“{path.name}” has {len(images)} pictures, but there are {len(found)} labels for them.",
                    "Both files must come from the same data set: download them again.",
                )
            samples[split] = Samples(images[:, None], found)
        return Reading(classes, samples["train"], None, samples["test"])

    def peek(self, config: Idx, count: int) -> Samples:
        """The first pictures to train on; the rest of the file is not read."""
        _, labels = _labels(config)
        images = _read(_find(config, "train", "images"), "images", count)
        return Samples(images[:, None], labels["train"]).first(len(images))

    def stamp(self, config: Idx) -> Hashable:
        """Changes when one of the four files does."""
        contents: tuple[Content, ...] = ("images", "labels")
        return tuple(file_stamp(_find(config, split, content)) for split in PREFIXES for content in contents)


def _find(config: Idx, split: str, content: Content) -> Path:
    """The file of this content, under any name in use: `train-images-idx3-ubyte`, `train-images.idx3-ubyte.gz` …"""
    folder = existing_folder(config.path, "IDX files")
    patterns = [
        f"*{prefix}-{content}?idx{AXES[content]}-ubyte{end}" for prefix in PREFIXES[split] for end in ("", ".gz")
    ]
    found = [path for pattern in patterns for path in sorted(folder.glob(pattern)) if path.is_file()]
    if not found:
        raise DataError(
            f"“{folder}” has no file {PREFIXES[split][0]}-{content}-idx{AXES[content]}-ubyte (or the same with .gz).",
            "Choose the folder that holds the four files of MNIST, Fashion-MNIST or another set of this family.",
        )
    if len({path.name.removesuffix(".gz") for path in found}) > 1:
        raise DataError(
            f"“{folder}” holds several data sets: {found[0].name} and {found[1].name}.",
            "Put the four files of one data set into a folder of their own.",
        )
    return found[0]


def _labels(config: Idx) -> tuple[tuple[str, ...], dict[str, npt.NDArray[np.int64]]]:
    """The classes, named by the numbers that occur in training, and each split's labels as their indices."""
    paths = {split: _find(config, split, "labels") for split in PREFIXES}
    numbers = {split: _read(path, "labels") for split, path in paths.items()}
    known = np.unique(numbers["train"])
    for split, found in numbers.items():
        strange = np.setdiff1d(found, known)
        if len(strange):
            raise DataError(
                f"“{paths[split].name}” has the class {strange[0]}, which does not occur in training.",
                "Both label files must come from the same data set: download them again.",
            )
    labels = {split: np.searchsorted(known, found).astype(np.int64) for split, found in numbers.items()}
    return tuple(map(str, known)), labels


def _size(path: Path) -> tuple[int, ...]:
    """Height and width of the pictures in a file."""
    with _open(path) as file:
        return _header(file, path, "images")[1:]


def _read(path: Path, content: Content, count: int | None = None) -> npt.NDArray[np.uint8]:
    """All numbers of a file in the shape its header gives, or those of its first `count` samples."""
    with _open(path) as file:
        sizes = _header(file, path, content)
        if count is not None and count < sizes[0]:
            return _numbers(file, path, (count, *sizes[1:]))
        return _numbers(file, path, sizes, whole=True)


def _numbers(file: IO[bytes], path: Path, sizes: tuple[int, ...], *, whole: bool = False) -> npt.NDArray[np.uint8]:
    """The next numbers of a file in this shape; `whole` if nothing may come after them."""
    expected = prod(sizes)
    check_memory(expected, f"“{path.name}” says that it holds {expected:,} numbers, which", AGAIN)
    try:
        numbers = file.read(expected + whole)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"“{path.name}” is damaged or cut short ({error}).", AGAIN) from None
    if len(numbers) != expected:
        actual = "ends early" if len(numbers) < expected else "goes on after them"
        raise DataError(f"“{path.name}” should hold {expected:,} numbers, but {actual}.", AGAIN)
    return np.frombuffer(numbers, dtype=np.uint8).reshape(sizes)


def _open(path: Path) -> IO[bytes]:
    try:
        return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")
    except OSError as error:
        raise DataError(f"“{path}” cannot be read: {error.strerror}.", "Check the file's permissions.") from None


def _header(file: IO[bytes], path: Path, content: Content) -> tuple[int, ...]:
    """The length of each axis. Raises DataError when the file is none of this content."""
    axes = AXES[content]
    try:
        header = file.read(4 * (1 + axes))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"“{path.name}” is damaged or cut short ({error}).", AGAIN) from None
    if len(header) < 4 * (1 + axes) or header[:2] != b"\0\0":
        raise DataError(f"“{path.name}” is no IDX file: it does not begin with an IDX header.", AGAIN)
    if header[2] != UNSIGNED_BYTE or header[3] != axes:
        raise DataError(
            f"“{path.name}” holds numbers of type 0x{header[2]:02X} along {header[3]} axes; "
            f"{content} need unsigned bytes (0x08) along {axes}.",
            AGAIN,
        )
    sizes = tuple(int(size) for size in np.frombuffer(header, dtype=">u4", offset=4))
    if 0 in sizes:
        raise DataError(f"“{path.name}” is empty: its header says {' × '.join(map(str, sizes))}.", AGAIN)
    return sizes
