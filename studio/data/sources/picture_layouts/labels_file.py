"""Pictures of which a table beside them says what is to be learnt: one class, or labels of which several may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.data.config import ImageFolder, Task
from studio.data.errors import DataError
from studio.data.folders.splits import SPLIT_NAMES
from studio.data.folders.walk import Entry, Walk
from studio.data.left_out import LeftOut
from studio.data.regular_files import shown
from studio.data.sources.picture_layouts.label_columns import (
    INDICES,
    Labels,
    labels_of,
    split_column,
    split_of,
)
from studio.data.sources.picture_layouts.label_tables import Table, label_tables, no_table, opened
from studio.data.sources.picture_layouts.letters import length_of
from studio.data.sources.picture_layouts.listing import Listing, Picture, is_picture, note_file, plain_name
from studio.data.sources.picture_layouts.picture_names import PictureNames
from studio.text import listed, paragraph, tr

if TYPE_CHECKING:
    from studio.data.table_files.frames import Frame


@dataclass(frozen=True)
class Row:
    """What a table says of a picture: the names that hold, and in which split."""

    split: str
    held: tuple[str, ...]
    place: str


class LabelsFiles:
    """The tables of a folder with the pictures that they name. `failure` is why one of them could not be read."""

    def __init__(self, walk: Walk, config: ImageFolder) -> None:
        self._walk, self._config = walk, config
        self._tables = label_tables(walk, config.labels)
        self._pictures: list[Entry] = []
        self._others: list[Entry] = []
        if self._tables:
            for entry in sorted(walk.files_below(walk.root), key=lambda each: each.path):
                (self._pictures if is_picture(entry) else self._others).append(entry)
        self._names = PictureNames(walk.root, self._pictures)
        self.failure: DataError | None = None

    def found(self) -> list[tuple[Table, Frame, str]]:
        """The tables that name pictures, with the column that does."""
        found = []
        for table in self._tables:
            try:
                frame, column = opened(self._names, table)
            except DataError as error:
                # A table of something else may lie beside pictures, and need not be one that can be read.
                self.failure = error
                continue
            if column is not None:
                found.append((table, frame, column))
        return found

    def listing(self) -> Listing:
        """Every picture with what the tables say of it. Raises DataError."""
        found = self.found()
        if self.failure is not None and (not found or self._config.labels.strip()):
            raise self.failure
        if not found:
            raise no_table(self._walk, self._tables)
        gathered = _Gathered(self._walk, self._names)
        told: list[str] = []
        for table, frame, column in found:
            labels = gathered.take(table, frame, column, self._config)
            if labels is not None:
                told.append(_told(table, column, labels))
        self._note_others([table.entry for table, _, _ in found], gathered.rows)
        return gathered.listing(told)

    def _note_others(self, read: Sequence[Entry], rows: Mapping[Path, Row]) -> None:
        for entry in self._others:
            if entry not in read:
                note_file(self._walk, entry)
        for entry in self._pictures:
            if entry.path not in rows:
                self._walk.note("unlabelled", entry.path)


def _told(table: Table, column: str, labels: Labels) -> str:
    told = {
        "file": shown(table.entry.path.name),
        "column": column,
        "names": listed(f"“{name}”" for name in labels.told[:4]),
    }
    if len(labels.told) > 4:
        return tr(
            "“{file}” names each picture in “{column}”, and what holds of it in {names} and more columns.", **told
        )
    if labels.task == "positions":
        return tr("“{file}” names each picture in “{column}”, and its letters in {names}.", **told)
    if labels.task == "labels":
        return tr("“{file}” names each picture in “{column}”, and the labels that hold of it in {names}.", **told)
    return tr("“{file}” names each picture in “{column}”, and its class in {names}.", **told)


class _Gathered:
    """What all tables say, picture by picture."""

    def __init__(self, walk: Walk, names: PictureNames) -> None:
        self._walk, self._names = walk, names
        self.rows: dict[Path, Row] = {}
        self._entries: dict[Path, Entry] = {}
        self._columns: tuple[str, ...] = ()
        self._task: Task | None = None
        self._left_out: list[LeftOut] = []

    def take(self, table: Table, frame: Frame, column: str, config: ImageFolder) -> Labels | None:
        """Take in the rows of a table; None where no column says anything."""
        file = shown(table.entry.path.name)
        columns = {name: frame.table[name].to_list() for name in frame.table.columns}
        splits = split_column({name: cells for name, cells in columns.items() if name != column})
        others = {
            name: cells
            for name, cells in columns.items()
            if name not in (column, splits) and name.strip().lower() not in INDICES
        }
        self._left_out += frame.left_out
        labels = labels_of(others, config.column, config.layout, file, letters=config.letters)
        if labels is None:
            return None
        if self._task not in (None, labels.task):
            raise DataError(
                tr("“{file}” has labels of another kind than the other tables.", file=file),
                tr("Choose one table as labels in the data settings."),
            )
        self._task = labels.task
        names = tuple(map(plain_name, labels.names))
        if self._columns and set(names) != set(self._columns):
            raise DataError(
                tr("“{file}” has not the same columns of 0 and 1 as the other tables.", file=file),
                tr("Give all tables the same columns, or choose one table as labels in the data settings."),
            )
        self._columns = self._columns or names
        cells = columns[splits] if splits else [table.split] * len(frame.rows)
        for name, held, split, row in zip(columns[column], labels.rows, cells, frame.rows, strict=True):
            self._take_row(table, name, held, split_of(split), tr("row {row} of “{file}”", row=row, file=file))
        return labels

    def _take_row(
        self, table: Table, name: str | None, held: tuple[str, ...] | None, split: str | None, place: str
    ) -> None:
        found = self._found(table, name or "")
        if len(found) > 1:
            several = listed(f"“{shown(entry.path.relative_to(self._walk.root))}”" for entry in found[:3])
            raise DataError(
                tr("The picture “{name}” in {place} may be {several}.", name=name, place=place, several=several),
                tr("Write the path of the picture, as it counts from the folder, or its ending too."),
            )
        if not found:
            self._walk.left_out.add("absent", tr("“{name}” in {place}", name=name or "", place=place))
        elif held is not None:
            # Where no table says the split, the folder that a picture lies in does.
            own = split or self._split_around(found[0]) or "train"
            self._keep(found[0], Row(own, tuple(map(plain_name, held)), place))

    def _found(self, table: Table, name: str) -> list[Entry]:
        """The pictures that a name may mean; of a table for one split none in the folder of another."""
        found = self._names.found(name, table.places)
        return [entry for entry in found if not table.split or self._split_around(entry) in (None, table.split)]

    def _split_around(self, entry: Entry) -> str | None:
        """The split whose folder a picture lies in."""
        first, *rest = entry.path.relative_to(self._walk.root).parts
        return split_of(first) if rest else None

    def _keep(self, entry: Entry, row: Row) -> None:
        before = self.rows.setdefault(entry.path, row)
        self._entries[entry.path] = entry
        if (before.held, before.split) != (row.held, row.split):
            raise DataError(
                tr(
                    "“{picture}” stands in {first} and in {second}, which say different things of it.",
                    picture=shown(entry.path.relative_to(self._walk.root)),
                    first=before.place,
                    second=row.place,
                ),
                tr("Correct one of the rows, or remove it."),
            )

    def listing(self, told: Sequence[str]) -> Listing:
        """The pictures of all rows in the order of their paths. Raises DataError where nothing is to be told apart."""
        task = self._task or "classes"
        training = {name for row in self.rows.values() if row.split == "train" for name in row.held}
        classes = self._columns or tuple(sorted(training, key=_in_order))
        if task == "classes":
            # Of columns of 0 and 1, those that hold of no picture to train on could not be learnt.
            classes = tuple(name for name in classes if name in training)
        if not training or (task == "classes" and len(classes) < 2):
            raise DataError(
                tr("In “{folder}” there are not two classes to train on.", folder=shown(self._walk.root)),
                tr("Choose a table, or a column of it, that gives pictures to train on different classes."),
            )
        numbers = {name: number for number, name in enumerate(classes)}
        splits: dict[str, list[Picture]] = {}
        for split in SPLIT_NAMES:
            found = sorted(path for path, row in self.rows.items() if row.split == split)
            pictures = [self._picture(path, numbers, task) for path in found]
            if pictures:
                splits[split] = pictures
        positions = (
            length_of(("".join(row.held), row.place) for row in self.rows.values()) if task == "positions" else 0
        )
        left_out = (*self._left_out, *self._walk.left_out.found())
        return Listing(self._walk.root, classes, splits, left_out, paragraph(*told), task, positions)

    def _picture(self, path: Path, numbers: Mapping[str, int], task: Task) -> Picture:
        row, entry = self.rows[path], self._entries[path]
        strange = next((name for name in row.held if name not in numbers), None)
        if strange is not None:
            raise DataError(
                tr("The class “{name}” in {place} does not occur in training.", name=strange, place=row.place),
                tr("Correct it, or leave the row out."),
            )
        held = tuple(numbers[name] for name in row.held)
        target = held[0] if task == "classes" else tuple(sorted(held)) if task == "labels" else held
        return Picture(path, entry.stamp, target)


def _in_order(name: str) -> tuple[int, float, str]:
    """Numbers by their value, before words."""
    return (0, int(name), name) if name.isascii() and name.isdigit() else (1, 0, name)
