"""Which layout a folder of pictures has: the one that is set, or else the one that is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.data.config import ImageFolder
from studio.data.errors import DataError
from studio.data.folders.existing import existing_folder
from studio.data.folders.walk import Walk
from studio.data.folders.wrapping import told, unwrapped
from studio.data.regular_files import shown
from studio.data.samples import Check
from studio.data.sources.moment import let_go, once
from studio.data.sources.picture_layouts import class_folders, file_names, mask_folders
from studio.data.sources.picture_layouts.labels_file import LabelsFiles
from studio.data.sources.picture_layouts.listing import Listing, arrangement
from studio.text import paragraph, tr


def list_pictures(config: ImageFolder, check: Check) -> Listing:
    """Every picture in the chosen folder, without opening any. Raises DataError when there is nothing to tell apart."""
    return once((list_pictures, config), lambda: _listed(config, check), _let_go)


def _let_go(listing: Listing) -> None:
    for pictures in listing.splits.values():
        let_go(pictures)


def _listed(config: ImageFolder, check: Check) -> Listing:
    root = existing_folder(config.path, tr("pictures"))
    if root.resolve() == Path("/"):
        raise DataError(tr("“{folder}” is the whole disk.", folder=shown(root)), arrangement())
    walk = unwrapped(Walk(root, check)) if config.layout == "auto" else Walk(root, check)
    found = _laid_out(walk, config)
    return replace(found, layout=paragraph(found.layout, told(walk, root)))


def _laid_out(walk: Walk, config: ImageFolder) -> Listing:
    if config.letters and config.layout not in ("auto", "labels_file", "file_names"):
        raise DataError(
            tr("The layout {layout} has no texts whose letters could be classes.", layout=config.layout),
            tr("Choose labels_file or file_names, or switch letters off in the data settings."),
        )
    match config.layout:
        case "masks":
            return mask_folders.listing(walk)
        case "labels_file" | "label_sets":
            return LabelsFiles(walk, config).listing()
        case "file_names":
            return file_names.listing(walk, letters=config.letters)
        case "auto":
            return _found(walk, config)
        case _:
            return class_folders.listing(walk, config.layout)


def _found(walk: Walk, config: ImageFolder) -> Listing:
    if not config.letters and mask_folders.is_like(walk):
        return mask_folders.listing(walk)
    files = LabelsFiles(Walk(walk.root, walk.check), config)
    if not config.labels.strip() and not files.found():
        if config.letters:
            return file_names.listing(walk, letters=True)
        return _without_tables(walk, config, files.failure)
    by_table, by_folder = files.listing(), None if config.letters else _class_folders(walk, config)
    if by_folder is None:
        return by_table
    if _agree(by_table, by_folder):
        return by_folder
    raise DataError(
        tr(
            "“{folder}” may be read in two ways: {table} {folders}",
            folder=shown(walk.root),
            table=by_table.layout,
            folders=by_folder.layout,
        ),
        tr("Choose the layout labels_file, label_sets or class_folders in the data settings."),
    )


def _without_tables(walk: Walk, config: ImageFolder, failure: DataError | None) -> Listing:
    """The pictures by their class folders; where there are none, the reason may be a table that cannot be read."""
    try:
        return class_folders.listing(walk, config.layout)
    except DataError:
        if failure is not None:
            raise failure from None
        raise


def _class_folders(walk: Walk, config: ImageFolder) -> Listing | None:
    """The pictures by their class folders, None where there are none."""
    try:
        return class_folders.listing(walk, config.layout)
    except DataError:
        return None


def _agree(first: Listing, second: Listing) -> bool:
    """Whether two ways to read a folder give each picture the same class."""
    return first.task == second.task == "classes" and _classes(first) == _classes(second)


def _classes(listing: Listing) -> dict[Path, object]:
    pictures = (each for found in listing.splits.values() for each in found)
    return {each.path: listing.classes[each.target] for each in pictures if isinstance(each.target, int)}
