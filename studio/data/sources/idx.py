"""Folders of the MNIST family: pictures and labels in IDX files."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.array_files.inputs import MOVES
from studio.data.config import Idx
from studio.data.errors import DataError
from studio.data.file_rows import FileRows, Rows, changed
from studio.data.regular_files import shown
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.idx_files import first_pictures, read_labels, read_pictures, sizes_of
from studio.data.sources.idx_names import Pair, find_pairs, is_name
from studio.data.sources.source import Source, register
from studio.data.transforms.picture_shapes import CHANNELS
from studio.layers import Shape, format_shape
from studio.text import tr


@register(Idx)
class IdxSource(Source[Idx]):
    """Pictures at their own size, as uint8, in the splits that the files make."""

    def describe(self, config: Idx, check: Check = carry_on) -> Description:
        """Classes and counts from the label files, the shape from the header of the training pictures."""
        pairs = find_pairs(config.path)
        shapes = _shapes(config, pairs)
        classes, labels, notes = _labels(pairs)
        counts = {split: count_classes(found.tolist(), classes) for split, found in labels.items()}
        return Description(
            classes,
            shapes["train"],
            {split: len(found) for split, found in labels.items()},
            counts,
            uniform=len(set(shapes.values())) == 1,
            notes=(*_notes(config, pairs["train"].images.path), *notes),
        )

    def read(self, config: Idx, check: Check = carry_on) -> Reading:
        pairs = find_pairs(config.path)
        _shapes(config, pairs)
        classes, labels, _ = _labels(pairs)
        samples = {}
        for split, found in labels.items():
            check()
            path = pairs[split].images.path
            images = _arranged(config, path, read_pictures(path, check))
            if len(images) != len(found):
                raise DataError(
                    tr(
                        "“{file}” has {pictures} pictures, but there are {labels} labels for them.",
                        file=shown(path.name),
                        pictures=len(images),
                        labels=len(found),
                    ),
                    _one_set(),
                )
            samples[split] = Samples(images, found)
        return Reading(classes, samples["train"], samples.get("validation"), samples.get("test"))

    def peek(self, config: Idx, count: int) -> Samples:
        """The first pictures to train on; the rest of the file is not read."""
        pairs = find_pairs(config.path)
        _, labels, _ = _labels(pairs)
        path = pairs["train"].images.path
        images = _arranged(config, path, first_pictures(path, count))
        return Samples(images, labels["train"]).first(len(images))

    def stamp(self, config: Idx) -> Hashable:
        """Changes when one of the files does."""
        return tuple((split, *(entry.stamp for entry in pair)) for split, pair in find_pairs(config.path).items())

    def files(self, config: Idx) -> Mapping[str, Hashable]:
        """Pictures and labels of each split."""
        return {str(entry.path): entry.stamp for pair in find_pairs(config.path).values() for entry in pair}

    def place(self, path: Path) -> Path | None:
        """A folder with pictures in an IDX file, or the folder of such a file."""
        folder = path if path.is_dir() else path.parent
        names = [each.name for each in folder.iterdir()] if path.is_dir() else [path.name]
        return folder if any(map(is_name, names)) else None


def _channels_last(config: Idx, path: Path, sizes: tuple[int, ...]) -> bool:
    """Whether channels stand behind height and width, in files of four axes. Raises DataError where it is not clear."""
    last, first = sizes[3] in CHANNELS, sizes[1] in CHANNELS
    if config.channels != "auto":
        last, first = last and config.channels == "last", first and config.channels == "first"
    if last != first:
        return last
    shape = format_shape(sizes[1:])
    if last:
        raise DataError(
            tr("Pictures in “{file}” are {shape}: channels may be the first or the last axis.", file=shown(path.name),
               shape=shape),
            tr("Set channels to first or last in the data settings."),
        )  # fmt: skip
    raise DataError(
        tr("Pictures in “{file}” are {shape}, but neither their first nor their last axis has 1 or 3 channels.",
           file=shown(path.name), shape=shape)
        if config.channels == "auto"
        else tr("Pictures in “{file}” are {shape}: there are no 1 or 3 channels where the data settings say.",
                file=shown(path.name), shape=shape),
        tr("Choose another file, or other channels in the data settings."),
    )  # fmt: skip


def _shapes(config: Idx, pairs: dict[str, Pair]) -> dict[str, Shape]:
    """The (C, H, W) of each split's pictures. Raises DataError where they differ in their channels."""
    shapes = {split: _shape(config, pair.images.path) for split, pair in pairs.items()}
    for split, shape in shapes.items():
        if shape[0] != shapes["train"][0]:
            raise DataError(
                tr(
                    "“{file}” has pictures of {count} channels, those to train on have {wanted}.",
                    file=shown(pairs[split].images.path.name),
                    count=shape[0],
                    wanted=shapes["train"][0],
                ),
                _one_set(),
            )
    return shapes


def _shape(config: Idx, path: Path) -> Shape:
    """The (C, H, W) of the pictures in a file."""
    sizes = sizes_of(path)
    if len(sizes) == 3:
        channels, height, width = 1, *sizes[1:]
    elif _channels_last(config, path, sizes):
        height, width, channels = sizes[1:]
    else:
        channels, height, width = sizes[1:]
    return (channels, width, height) if config.transpose else (channels, height, width)


def _arranged(config: Idx, path: Path, images: npt.NDArray[np.uint8] | FileRows) -> Any:
    """Pictures (N, H, W), or with channels, as (N, C, H, W)."""
    last = images.ndim == 4 and _channels_last(config, path, images.shape)
    images = changed(images, MOVES["NHW" if images.ndim == 3 else "NHWC" if last else "NCHW"])
    return changed(images, _transposed) if config.transpose else images


def _transposed(pictures: Rows) -> Rows:
    return pictures.swapaxes(2, 3)


def _notes(config: Idx, path: Path) -> list[str]:
    """How the pictures were understood, where there is something to understand."""
    notes: list[str] = []
    sizes = sizes_of(path)
    if len(sizes) == 4:
        last = _channels_last(config, path, sizes)
        told = {"shape": format_shape(sizes[1:])}
        notes.append(
            tr("Pictures are {shape} in their file: channels come last.", **told)
            if last
            else tr("Pictures are {shape} in their file: channels come first.", **told)
        )
    if path.name.lower().startswith("emnist") and not config.transpose:
        notes.append(tr("EMNIST's pictures lie on their side; transpose puts them upright."))
    return notes


def _labels(pairs: dict[str, Pair]) -> tuple[tuple[str, ...], dict[str, npt.NDArray[np.int64]], list[str]]:
    """The classes, named by the numbers that occur in training, each split's labels as their indices, and notes."""
    numbers: dict[str, npt.NDArray[np.generic]] = {}
    notes: list[str] = []
    for split, pair in pairs.items():
        found = read_labels(pair.labels.path)
        if found.ndim == 2:
            if split == "train":
                notes.append(
                    tr(
                        "“{file}” has {count} numbers for each picture, of which the first is its class.",
                        file=shown(pair.labels.path.name),
                        count=found.shape[1],
                    )
                )
            found = found[:, 0]
        numbers[split] = found
    known = np.unique(numbers["train"])
    for split, found in numbers.items():
        strange = np.setdiff1d(found, known)
        if len(strange):
            raise DataError(
                tr(
                    "“{file}” has the class {label}, which does not occur in training.",
                    file=shown(pairs[split].labels.path.name),
                    label=strange[0],
                ),
                _one_set(),
            )
    labels = {split: np.searchsorted(known, found).astype(np.int64) for split, found in numbers.items()}
    return tuple(map(str, known)), labels, notes


def _one_set() -> str:
    return tr("Both files must come from the same data set: download them again.")
