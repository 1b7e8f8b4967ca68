"""Folders of pictures: one folder for each class, by themselves or inside train, validation and test folders."""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.data.config import ImageFolder
from studio.data.decode import SUFFIXES, decode, original_shape
from studio.data.errors import DataError
from studio.data.folder import existing_folder, file_stamp
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.layers import Shape

SPLIT_NAMES = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val"),
    "test": ("test", "testing"),
}
ARRANGEMENT = "Arrange the pictures in one folder for each class: cats/1.jpg, dogs/1.jpg."


@dataclass(frozen=True)
class _Listing:
    """The pictures of a folder with their labels, split by split."""

    classes: tuple[str, ...]
    splits: dict[str, list[tuple[Path, int]]]


def describe(config: ImageFolder) -> Description:
    """Classes and counts from the folders, the shape from the first picture."""
    listing = _list(config)
    counts = {
        split: count_classes((label for _, label in found), listing.classes) for split, found in listing.splits.items()
    }
    return Description.of_classes(listing.classes, original_shape(listing.splits["train"][0][0]), counts)


def read(config: ImageFolder, shape: Shape, check: Check = carry_on) -> Reading:
    """All pictures as uint8 in this (C, H, W), decoded on all cores."""
    listing = _list(config)
    originals: set[Shape] = set()
    samples = {split: _read(found, shape, originals, check) for split, found in listing.splits.items()}
    return Reading(
        listing.classes, samples["train"], samples.get("validation"), samples.get("test"), frozenset(originals)
    )


def stamp(config: ImageFolder) -> Hashable:
    """Changes when a picture is added, removed or changed."""
    return tuple(file_stamp(path) for found in _list(config).splits.values() for path, _ in found)


def _read(found: Sequence[tuple[Path, int]], shape: Shape, originals: set[Shape], check: Check) -> Samples:
    images: npt.NDArray[np.uint8] = np.empty((len(found), *shape), dtype=np.uint8)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            for index, (pixels, original) in enumerate(pool.map(lambda entry: decode(entry[0], shape), found)):
                check()
                images[index] = pixels
                originals.add(original)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return Samples(images, np.array([label for _, label in found], dtype=np.int64))


def _list(config: ImageFolder) -> _Listing:
    """Every picture, in the order of the names. Raises DataError when there is nothing to tell apart."""
    root = existing_folder(config.path, "pictures")
    folders = _split_folders(root)
    classes = tuple(folder.name for folder in _subfolders(folders["train"]))
    if len(classes) < 2:
        raise DataError(
            f"“{folders['train']}” has {len(classes)} class folders, but there must be two classes to tell apart.",
            ARRANGEMENT,
        )
    splits = {split: _list_split(folder, classes) for split, folder in folders.items()}
    _check_every_class(folders["train"], classes, splits["train"])
    return _Listing(classes, splits)


def _split_folders(root: Path) -> dict[str, Path]:
    """The folder of each split that is there; the root itself is all training where it holds the classes."""
    folders = {folder.name.lower(): folder for folder in _subfolders(root)}
    found = {
        split: next(folders[name] for name in names if name in folders)
        for split, names in SPLIT_NAMES.items()
        if any(name in folders for name in names)
    }
    # A class may be called “train” as well: then pictures, not folders, lie in it.
    if "train" in found and _subfolders(found["train"]):
        return found
    return {"train": root}


def _list_split(folder: Path, classes: Sequence[str]) -> list[tuple[Path, int]]:
    found: list[tuple[Path, int]] = []
    for class_folder in _subfolders(folder):
        pictures = _pictures(class_folder)
        if class_folder.name not in classes:
            raise DataError(
                f"“{folder}” has a class “{class_folder.name}”, which does not occur in training.",
                "Give the folder the name of a training class, or move it away.",
            )
        found += [(path, classes.index(class_folder.name)) for path in pictures]
    if not found:
        raise DataError(f"“{folder}” holds no pictures.", f"{ARRANGEMENT} Read are {', '.join(SUFFIXES)}.")
    return found


def _check_every_class(folder: Path, classes: Sequence[str], found: Sequence[tuple[Path, int]]) -> None:
    missing = set(range(len(classes))) - {label for _, label in found}
    if missing:
        raise DataError(
            f"The class folder “{folder / classes[min(missing)]}” holds no pictures.",
            f"Put pictures into it ({', '.join(SUFFIXES)}), or remove the folder.",
        )


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "__")))
    except OSError as error:
        raise DataError(f"“{folder}” cannot be read: {error.strerror}.", "Check the folder's permissions.") from None


def _pictures(folder: Path) -> list[Path]:
    """The pictures in a folder and below it; other files are passed over."""
    return sorted(
        Path(where, name)
        for where, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(SUFFIXES) and not name.startswith(".")
    )
