"""Pictures or recordings whose class is the folder they lie in, alone or in train, validation and test folders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from studio.data.errors import DataError
from studio.data.folders.splits import quoted, split_folders
from studio.data.folders.walk import Entry, Walk
from studio.data.left_out import LeftOuts, sentences
from studio.data.regular_files import shown
from studio.data.sources.picture_layouts.listing import (
    Listing,
    Picture,
    arrangement,
    note_file,
    plain_name,
)
from studio.text import ntr, paragraph, tr

Classes = dict[str, list[Path]]
"""The folders of each class by its name: several where a name is written in different forms of Unicode."""

ALL = frozenset({"all", "images", "pictures", "test", "testing", "tests", "unknown", "unlabeled", "unlabelled"})
"""What a folder of pictures without classes is called inside of a split, in small letters."""


def listing(walk: Walk, layout: str) -> Listing:
    """All that is sought in class folders, in splits where the layout or the folder says so. Raises DataError."""
    folders = _split_folders(walk, layout)
    training = _class_folders(walk, folders["train"])
    classes = tuple(training)
    if len(classes) < 2:
        raise _too_few(walk, folders["train"], len(classes))
    splits = {"train": _pictures(walk, folders["train"], training, classes)}
    for split, folder in folders.items():
        if split != "train":
            if _is_unlabelled(walk, folder, classes):
                _note_unlabelled(walk, folder)
            else:
                splits[split] = _pictures(walk, folder, _class_folders(walk, folder), classes)
    return Listing(walk.root, classes, splits, walk.left_out.found(), _told(walk, folders, splits))


def _told(walk: Walk, folders: Mapping[str, Path], splits: Collection[str]) -> str:
    if folders["train"] == walk.root:
        return tr("The {content} lie in one folder for each class.", content=walk.sought.content())
    read = {split: folder for split, folder in folders.items() if split in splits}
    return tr(
        "The {content} lie in {splits}, with one folder for each class.",
        content=walk.sought.content(),
        splits=quoted(read),
    )


def _split_folders(walk: Walk, layout: str) -> dict[str, Path]:
    """The folder of each split that is there; the root itself is all training where it holds the classes."""
    found = {} if layout == "class_folders" else split_folders(walk, walk.root)
    if layout == "split_folders" and "train" not in found:
        raise DataError(
            tr("“{folder}” has no folder called “train”.", folder=shown(walk.root)),
            tr("Choose the folder that holds it, or another layout in the data settings."),
        )
    # A class may be called “train” as well: then pictures, not folders, lie in it.
    if layout == "auto" and not ("train" in found and _has_folders(walk, found["train"])):
        _check_are_classes(walk, found)
        found = {}
    if not found:
        return {"train": walk.root}
    for entry in walk.entries(walk.root):
        if entry.path not in found.values():
            _note_beside(walk, entry)
    return found


def _check_are_classes(walk: Walk, found: dict[str, Path]) -> None:
    """Refuse folders that are all called like splits and hold pictures: they would be taken for classes."""
    folders = [entry.path for entry in walk.look(walk.root) if entry.kind == "folder"]
    if "train" in found and len(found) > 1 and len(folders) == len(found):
        raise DataError(
            tr(
                "The {content} in {splits} lie in no class folders.",
                content=walk.sought.content(),
                splits=quoted(found),
            ),
            tr(
                "Put them into one folder for each class there, or choose the layout class_folders in the data "
                "settings if {splits} are the classes.",
                splits=quoted(found),
            ),
        )


def _has_folders(walk: Walk, folder: Path) -> bool:
    return any(entry.kind == "folder" for entry in walk.look(folder))


def _note_beside(walk: Walk, entry: Entry) -> None:
    if entry.kind == "folder":
        walk.note("beside", entry.path)
    else:
        note_file(walk, entry)


def _class_folders(walk: Walk, folder: Path) -> Classes:
    """The class folders in a folder, by their names in the order of these."""
    found: Classes = {}
    for entry in walk.entries(folder):
        if entry.kind == "folder":
            found.setdefault(plain_name(entry.path.name), []).append(entry.path)
        else:
            note_file(walk, entry)
    return dict(sorted(found.items()))


def _is_unlabelled(walk: Walk, folder: Path, classes: Collection[str]) -> bool:
    """Whether a split holds what is sought, but no class folders."""
    folders = [plain_name(entry.path.name) for entry in walk.look(folder) if entry.kind == "folder"]
    if not folders:
        return any(walk.is_sought(entry) for entry in walk.look(folder))
    return len(folders) == 1 and folders[0].lower() in ALL and folders[0] not in classes


def _note_unlabelled(walk: Walk, folder: Path) -> None:
    for entry in walk.files_below(folder):
        if walk.is_sought(entry):
            walk.note(walk.sought.unlabelled, entry.path)
        else:
            note_file(walk, entry)


def _pictures(walk: Walk, folder: Path, found: Classes, classes: Sequence[str]) -> list[Picture]:
    """The pictures of one split, class by class. Raises DataError where there are none."""
    labels = {name: label for label, name in enumerate(classes)}
    pictures: list[Picture] = []
    for name, folders in found.items():
        if name not in labels:
            raise _unknown(folder, name)
        inside, left_out = _below(walk, folders, labels[name])
        if not inside and len(found) == len(classes):
            message = tr(
                "The class folder “{folder}” holds no {content}.",
                folder=shown(folders[0]),
                content=walk.sought.content(),
            )
            raise _empty(walk, message, left_out)
        pictures += inside
    if not pictures:
        message = tr("“{folder}” holds no {content}.", folder=shown(folder), content=walk.sought.content())
        raise _empty(walk, message, LeftOuts())
    return pictures


def _below(walk: Walk, folders: Sequence[Path], label: int) -> tuple[list[Picture], LeftOuts]:
    """The pictures in the folders of a class and below them, in the order of their names, and what else lies there."""
    pictures, left_out = [], LeftOuts()
    for folder in folders:
        entries = sorted(walk.files_below(folder), key=lambda entry: entry.path)
        for entry in entries:
            suffix = entry.path.suffix.lower()
            if walk.is_sought(entry):
                pictures.append(Picture(entry.path, entry.stamp, label))
            else:
                walk.note("suffix", entry.path, shown(suffix))
                left_out.add("suffix", shown(entry.path.name), shown(suffix))
    return pictures, left_out


def _too_few(walk: Walk, folder: Path, count: int) -> DataError:
    message = ntr(
        "“{folder}” has {count} class folder, but there must be two classes to tell apart.",
        "“{folder}” has {count} class folders, but there must be two classes to tell apart.",
        count, folder=shown(folder),
    )  # fmt: skip
    return DataError(paragraph(message, *sentences(walk.left_out.found())), arrangement(walk.sought))


def _unknown(folder: Path, name: str) -> DataError:
    return DataError(
        tr("“{folder}” has a class “{name}”, which does not occur in training.", folder=shown(folder), name=name),
        tr("Give the folder the name of a training class, or move it away."),
    )


def _empty(walk: Walk, message: str, left_out: LeftOuts) -> DataError:
    return DataError(
        paragraph(message, *sentences(left_out.found())),
        tr(
            "Put {content} into it ({suffixes}), or remove the folder.",
            content=walk.sought.content(),
            suffixes=tr(", ").join(walk.sought.suffixes),
        ),
    )
