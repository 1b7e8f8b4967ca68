"""Lists the pictures of a folder by classes and splits, without opening them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.data.errors import DataError
from studio.data.left_out import LeftOut, LeftOuts, sentences
from studio.data.pictures.formats import SUFFIXES
from studio.data.regular_files import shown
from studio.data.samples import Check
from studio.data.sources.folder import FileStamp, existing_folder
from studio.data.sources.walk import Entry, Walk
from studio.text import listed, ntr, tr

SPLIT_NAMES = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val"),
    "test": ("test", "testing"),
}


@dataclass(frozen=True)
class Picture:
    """A picture file with the number of its class."""

    path: Path
    stamp: FileStamp
    label: int


@dataclass(frozen=True)
class Listing:
    """The pictures of a folder, split by split in the order of their names, and what was left out."""

    root: Path
    classes: tuple[str, ...]
    splits: dict[str, list[Picture]]
    left_out: tuple[LeftOut, ...]


Classes = dict[str, list[Path]]
"""The folders of each class by its name: several where a name is written in different forms of Unicode."""


def list_pictures(path: str, check: Check) -> Listing:
    """Every picture in the folder at `path`. Raises DataError when there is nothing to tell apart."""
    root = existing_folder(path, tr("pictures"))
    if root.resolve() == Path("/"):
        raise DataError(tr("“{folder}” is the whole disk.", folder=shown(root)), arrangement())
    walk = Walk(root, check)
    folders = _split_folders(walk)
    by_split = {split: _class_folders(walk, folder) for split, folder in folders.items()}
    classes = tuple(by_split["train"])
    if len(classes) < 2:
        raise _too_few(folders["train"], len(classes), walk.left_out)
    splits = {split: _pictures(walk, folders[split], found, classes) for split, found in by_split.items()}
    return Listing(root, classes, splits, walk.left_out.found())


def arrangement() -> str:
    """How pictures have to lie in a folder."""
    return tr("Arrange the pictures in one folder for each class: cats/1.jpg, dogs/1.jpg.")


def _split_folders(walk: Walk) -> dict[str, Path]:
    """The folder of each split that is there; the root itself is all training where it holds the classes."""
    # What lies beside class folders is noted when these are listed.
    folders = [entry.path for entry in Walk(walk.root, walk.check).entries(walk.root) if entry.kind == "folder"]
    found: dict[str, Path] = {}
    for split, names in SPLIT_NAMES.items():
        named = [folder for folder in folders if folder.name.lower() in names]
        if len(named) > 1:
            raise DataError(
                tr(
                    "“{folder}” has several folders for one split: {names}.",
                    folder=shown(walk.root),
                    names=listed(shown(folder.name) for folder in named),
                ),
                tr("Put their pictures together, or move one of the folders away."),
            )
        if named:
            found[split] = named[0]
    # A class may be called “train” as well: then pictures, not folders, lie in it.
    if "train" not in found or not _has_folders(found["train"], walk):
        return {"train": walk.root}
    for entry in walk.entries(walk.root):
        if entry.path not in found.values():
            _note_beside(walk, entry)
    return found


def _has_folders(folder: Path, walk: Walk) -> bool:
    return any(entry.kind == "folder" for entry in Walk(walk.root, walk.check).entries(folder))


def _note_beside(walk: Walk, entry: Entry) -> None:
    if entry.kind == "folder":
        walk.note("beside", entry.path)
    else:
        _note_file(walk, entry)


def _note_file(walk: Walk, entry: Entry) -> None:
    """Note a file that lies where class folders are looked for."""
    suffix = entry.path.suffix.lower()
    walk.note(*(("loose", entry.path) if suffix in SUFFIXES else ("suffix", entry.path, shown(suffix))))


def _class_folders(walk: Walk, folder: Path) -> Classes:
    """The class folders in a folder, by their names in the order of these."""
    found: Classes = {}
    for entry in walk.entries(folder):
        if entry.kind == "folder":
            found.setdefault(class_name(entry.path), []).append(entry.path)
        else:
            _note_file(walk, entry)
    return dict(sorted(found.items()))


def class_name(folder: Path) -> str:
    """The name of a class as people read it, however its letters are put together in the name of its folder."""
    return unicodedata.normalize("NFC", shown(folder.name))


def _pictures(walk: Walk, folder: Path, found: Classes, classes: Sequence[str]) -> list[Picture]:
    """The pictures of one split, class by class. Raises DataError where there are none."""
    labels = {name: label for label, name in enumerate(classes)}
    pictures: list[Picture] = []
    for name, folders in found.items():
        if name not in labels:
            raise _unknown(folder, name)
        inside, left_out = _below(walk, folders, labels[name])
        if not inside and len(found) == len(classes):
            raise _empty(tr("The class folder “{folder}” holds no pictures.", folder=shown(folders[0])), left_out)
        pictures += inside
    if not pictures:
        raise _empty(tr("“{folder}” holds no pictures.", folder=shown(folder)), LeftOuts())
    return pictures


def _below(walk: Walk, folders: Sequence[Path], label: int) -> tuple[list[Picture], LeftOuts]:
    """The pictures in the folders of a class and below them, in the order of their names, and what else lies there."""
    pictures, left_out = [], LeftOuts()
    for folder in folders:
        entries = sorted(walk.files_below(folder), key=lambda entry: entry.path)
        for entry in entries:
            suffix = entry.path.suffix.lower()
            if suffix in SUFFIXES:
                pictures.append(Picture(entry.path, entry.stamp, label))
            else:
                walk.note("suffix", entry.path, shown(suffix))
                left_out.add("suffix", shown(entry.path.name), shown(suffix))
    return pictures, left_out


def _too_few(folder: Path, count: int, left_out: LeftOuts) -> DataError:
    message = ntr(
        "“{folder}” has {count} class folder, but there must be two classes to tell apart.",
        "“{folder}” has {count} class folders, but there must be two classes to tell apart.",
        count, folder=shown(folder),
    )  # fmt: skip
    return DataError(" ".join([message, *sentences(left_out.found())]), arrangement())


def _unknown(folder: Path, name: str) -> DataError:
    return DataError(
        tr("“{folder}” has a class “{name}”, which does not occur in training.", folder=shown(folder), name=name),
        tr("Give the folder the name of a training class, or move it away."),
    )


def _empty(message: str, left_out: LeftOuts) -> DataError:
    return DataError(
        " ".join([message, *sentences(left_out.found())]),
        tr("Put pictures into it ({suffixes}), or remove the folder.", suffixes=", ".join(SUFFIXES)),
    )
