"""Finds the tables of labels in a folder of pictures, and the column of each that names pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from studio.data.errors import DataError
from studio.data.folders.existing import FileStamp, file_stamp
from studio.data.folders.splits import SPLIT_NAMES, split_folders
from studio.data.folders.walk import Entry, Walk
from studio.data.regular_files import shown
from studio.data.sources.picture_layouts.label_columns import Column
from studio.data.sources.picture_layouts.listing import plain_name
from studio.data.sources.picture_layouts.picture_names import PictureNames, has_picture_suffix
from studio.text import listed, tr

if TYPE_CHECKING:
    from studio.data.table_files.frames import Frame

SUFFIXES = (".csv", ".tsv")
ANSWERS_TO_SEND = "submission"
"""In the name of a table with made-up answers, as competitions give one."""

LOOKED_AT = 200
"""So many rows are looked at to find out which column names the pictures."""


@dataclass(frozen=True)
class Table:
    """A table of labels: its file, the split it is of ("" for any), and where its pictures are looked for first."""

    entry: Entry
    split: str
    places: tuple[str, ...]


def label_tables(walk: Walk, chosen: str) -> list[Table]:
    """The tables in the folder and in those of its splits, or the one that is set. Raises DataError."""
    folders = split_folders(walk, walk.root)
    around = [(walk.root, ""), *((folder, split) for split, folder in folders.items())]
    found = []
    for folder, split in around:
        for entry in walk.look(folder):
            if entry.kind == "file" and entry.path.suffix.lower() in SUFFIXES:
                own = split or _split_in(entry.path.stem)
                place = folders[own].name if own in folders else ""
                inner = "" if folder == walk.root else folder.name
                found.append(Table(entry, own, tuple(dict.fromkeys((inner, place, "")))))
    if not chosen.strip():
        return [table for table in found if ANSWERS_TO_SEND not in table.entry.path.stem.lower()]
    wanted = plain_name(chosen.strip().replace("\\", "/"))
    named = [
        table
        for table in found
        if wanted in (plain_name(table.entry.path.relative_to(walk.root).as_posix()), plain_name(table.entry.path.name))
    ]
    if not named:
        raise DataError(
            tr("“{folder}” has no table “{file}”.", folder=shown(walk.root), file=chosen),
            tr("Choose one of {names}, or none.", names=listed(shown(table.entry.path.name) for table in found))
            if found
            else tr("Put a CSV or TSV file into the folder."),
        )
    return named


def tables_stamp(folder: Path) -> tuple[FileStamp, ...]:
    """What changes when a table of labels does in a folder or in those of its splits."""
    names = {name for names in SPLIT_NAMES.values() for name in names}
    try:
        inner = [path for path in folder.iterdir() if path.name.lower() in names and path.is_dir()]
        found = (path for place in (folder, *inner) for path in place.iterdir() if path.suffix.lower() in SUFFIXES)
        return tuple(file_stamp(path) for path in sorted(found))
    except OSError:
        return ()


def _split_in(stem: str) -> str:
    """The split that the name of a table tells: `train_labels`, `labels-val`, `test`; "" for any."""
    words = stem.lower().replace("-", "_").split("_")
    return next((split for split, names in SPLIT_NAMES.items() if any(word in names for word in words)), "")


def opened(names: PictureNames, table: Table) -> tuple[Frame, str | None]:
    """A table, and the column that names pictures, where one does."""
    frame = _frame(table.entry.stamp, header=True)
    if any(names.found(name, table.places) for name in frame.table.columns):
        # The first row is no header, as it names a picture.
        frame = _frame(table.entry.stamp, header=False)
    counts = {
        name: _resolved(names, table, frame.table[name].head(LOOKED_AT).to_list()) for name in frame.table.columns
    }
    best = max(counts, key=lambda name: counts[name], default=None)
    return frame, best if best is not None and counts[best] else None


def _resolved(names: PictureNames, table: Table, cells: Column) -> int:
    """How many cells name pictures; what may be any number counts only where it can mean one picture alone."""
    found = ((cell, len(names.found(cell, table.places))) for cell in cells if cell)
    return sum(count == 1 or (count > 1 and has_picture_suffix(cell)) for cell, count in found)


@lru_cache(maxsize=8)
def _frame(stamp: FileStamp, header: bool) -> Frame:
    from studio.data.config import TableFile
    from studio.data.table_files.frames import read_frame

    return read_frame(Path(stamp[0]), TableFile(header=header), as_text=True)


def no_table(walk: Walk, tables: Sequence[Table]) -> DataError:
    """The error that no table names pictures."""
    remedy = tr("Put a table beside the pictures, with a column for their names and one for their classes.")
    if not tables:
        return DataError(tr("“{folder}” has no CSV or TSV file.", folder=shown(walk.root)), remedy)
    names = listed(f"“{shown(table.entry.path.name)}”" for table in tables)
    return DataError(tr("No column of {names} names pictures of the folder.", names=names), remedy)
