"""Folders of pictures: one folder for each class, by themselves or inside train, validation and test folders."""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from studio.data.config import ImageFolder
from studio.data.decode import SUFFIXES, original_shape
from studio.data.errors import DataError
from studio.data.picture_files import PictureFiles
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.folder import existing_folder, file_stamp, folders_stamp
from studio.data.sources.source import Source, register

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


@register(ImageFolder)
class ImageFolderSource(Source[ImageFolder]):
    """Classes by the folders that pictures lie in."""

    def describe(self, config: ImageFolder, check: Check = carry_on) -> Description:
        listing = _list(config)
        counts = {
            split: count_classes((label for _, label in found), listing.classes)
            for split, found in listing.splits.items()
        }
        shape = original_shape(listing.splits["train"][0][0])
        return replace(Description.of_classes(listing.classes, shape, counts), uniform=False)

    def read(self, config: ImageFolder, check: Check = carry_on) -> Reading:
        listing = _list(config)
        channels = original_shape(listing.splits["train"][0][0])[0]
        return Reading(listing.classes, **{split: _samples(found, channels) for split, found in listing.splits.items()})

    def peek(self, config: ImageFolder, count: int) -> Samples:
        """The first pictures to train on; only these are decoded."""
        found = _list(config).splits["train"]
        return _samples(found[:count], original_shape(found[0][0])[0])

    def stamp(self, config: ImageFolder) -> Hashable:
        """Changes when a picture is added, removed or changed."""
        return tuple(file_stamp(path) for found in _list(config).splits.values() for path, _ in found)

    def glance(self, config: ImageFolder) -> Hashable:
        """Changes when a picture is added or removed."""
        return folders_stamp(config.path)


def _samples(found: Sequence[tuple[Path, int]], channels: int) -> Samples:
    labels = np.array([label for _, label in found], dtype=np.int64)
    return Samples(PictureFiles.of((path for path, _ in found), channels), labels)


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
