"""Pictures with masks in a folder of their own, which say the class of each pixel: images/1.jpg and masks/1.png."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from studio.data.errors import DataError
from studio.data.folders.splits import split_folders
from studio.data.folders.walk import Entry, Walk
from studio.data.regular_files import shown
from studio.data.sources.picture_layouts.listing import (
    Listing,
    MaskFile,
    Picture,
    is_picture,
    note_file,
    plain_name,
)
from studio.text import listed, tr

IMAGES = ("images", "image", "imgs", "img", "pictures", "photos", "jpegimages", "input", "inputs")
MASKS = (
    "masks", "mask", "segmentationclass", "segmentation", "segmentations", "annotations", "annotation", "labels",
    "label", "groundtruth", "ground_truth", "gt", "targets",
)  # fmt: skip
"""How the two folders are called, in small letters."""

ENDINGS = ("_mask", "-mask", "_masks", "_seg", "_segmentation", "_label", "_labels", "_gt")
"""What the name of a mask may have after that of its picture."""


class Pair(NamedTuple):
    """A folder of pictures and the folder of their masks."""

    images: Path
    masks: Path


def is_like(walk: Walk) -> bool:
    """Whether the folder holds pictures and masks under names in use."""
    return bool(_pairs(walk))


def listing(walk: Walk) -> Listing:
    """Every picture that has a mask; pictures and masks without each other are left out. Raises DataError."""
    pairs = _pairs(walk)
    if "train" not in pairs:
        raise DataError(
            tr("“{folder}” has no folders of pictures and of masks to train on.", folder=shown(walk.root)),
            _arrangement(),
        )
    _note_others(walk, pairs)
    splits = {split: found for split, pair in pairs.items() if (found := _paired(walk, pair))}
    if "train" not in splits:
        masks, images = (
            shown(folder.relative_to(walk.root)) for folder in (pairs["train"].masks, pairs["train"].images)
        )
        raise DataError(
            tr("No picture in “{images}” has a mask of its name in “{masks}”.", images=images, masks=masks),
            _arrangement(),
        )
    return Listing(walk.root, (), splits, walk.left_out.found(), _told(walk, pairs), "pixels")


def _arrangement() -> str:
    return tr("Arrange the pictures in a folder “images” and their masks, of the same names, in a folder “masks”.")


def _told(walk: Walk, pairs: dict[str, Pair]) -> str:
    first = pairs["train"]
    images, masks = (f"“{shown(folder.relative_to(walk.root))}”" for folder in first)
    if len(pairs) == 1:
        return tr("Each picture in {images} has a mask in {masks}.", images=images, masks=masks)
    return tr(
        "Each picture in {images} has a mask in {masks}, and so have those of {splits}.",
        images=images,
        masks=masks,
        splits=listed(f"“{shown(pair.images.relative_to(walk.root))}”" for pair in list(pairs.values())[1:]),
    )


def _pairs(walk: Walk) -> dict[str, Pair]:
    """The two folders of each split: splits lie around them, or in both of them."""
    whole = _pair(walk, walk.root)
    if whole is None:
        around = split_folders(walk, walk.root)
        found = {split: pair for split, folder in around.items() if (pair := _pair(walk, folder))}
        return found if "train" in found else {}
    inside, of_masks = (split_folders(walk, folder) for folder in whole)
    if "train" in inside and "train" in of_masks:
        return {split: Pair(inside[split], of_masks[split]) for split in inside if split in of_masks}
    return {"train": whole}


def _pair(walk: Walk, folder: Path) -> Pair | None:
    folders = [entry.path for entry in walk.look(folder) if entry.kind == "folder"]
    named = [[each for each in folders if each.name.lower() in names] for names in (IMAGES, MASKS)]
    if not all(named):
        return None
    for found in named:
        if len(found) > 1:
            raise DataError(
                tr(
                    "“{folder}” has several folders that may hold the same: {names}.",
                    folder=shown(folder),
                    names=listed(f"“{shown(each.name)}”" for each in found),
                ),
                tr("Move those away that are not to be read."),
            )
    return Pair(named[0][0], named[1][0])


def _note_others(walk: Walk, pairs: dict[str, Pair]) -> None:
    """Note what lies beside the folders that are read."""
    read = {folder for pair in pairs.values() for folder in pair}
    around = {parent for folder in read for parent in folder.parents if parent.is_relative_to(walk.root)}
    for folder in sorted(around):
        for entry in walk.entries(folder):
            if entry.kind == "file":
                note_file(walk, entry)
            elif entry.path not in read | around:
                _note_folder(walk, entry.path)


def _note_folder(walk: Walk, folder: Path) -> None:
    """Note a folder beside those that are read, and pictures in it by their number."""
    pictures = [entry.path for entry in walk.files_below(folder) if is_picture(entry)]
    for path in pictures:
        walk.note("maskless", path)
    if not pictures:
        walk.note("beside", folder)


def _paired(walk: Walk, pair: Pair) -> list[Picture]:
    """The pictures of a folder with their masks, in the order of their names. Raises DataError for two of a name."""
    images, masks = (_by_name(walk, folder) for folder in pair)
    if not images.keys() & masks.keys():
        masks = {_bare(name): entry for name, entry in masks.items()}
    for name in sorted(images.keys() - masks.keys()):
        walk.note("maskless", images[name].path)
    for name in sorted(masks.keys() - images.keys()):
        walk.note("pictureless", masks[name].path)
    return [
        Picture(entry.path, entry.stamp, MaskFile(masks[name].path, masks[name].stamp))
        for name, entry in images.items()
        if name in masks
    ]


def _bare(name: str) -> str:
    """The name of a mask without the word that says it is one."""
    return next((name.removesuffix(ending) for ending in ENDINGS if name.lower().endswith(ending)), name)


def _by_name(walk: Walk, folder: Path) -> dict[str, Entry]:
    """The picture files in a folder and below it by their names without the suffix, in the order of these."""
    found: dict[str, Entry] = {}
    for entry in sorted(walk.files_below(folder), key=lambda each: each.path):
        if not is_picture(entry):
            note_file(walk, entry)
            continue
        name = plain_name(entry.path.relative_to(folder).with_suffix(""))
        if name in found:
            first, second = (shown(path.relative_to(walk.root)) for path in (found[name].path, entry.path))
            raise DataError(
                tr("“{first}” and “{second}” have the same name.", first=first, second=second),
                tr("Move one of them away: a picture and its mask are found by their name."),
            )
        found[name] = entry
    return found
