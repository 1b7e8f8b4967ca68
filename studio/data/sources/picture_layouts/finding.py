"""Which layout a folder of pictures has: the one that is set, or else the one that is found."""

from __future__ import annotations

from pathlib import Path

from studio.data.config import ImageFolder
from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.data.samples import Check
from studio.data.sources.folder import existing_folder
from studio.data.sources.moment import once
from studio.data.sources.picture_layouts import class_folders, mask_folders
from studio.data.sources.picture_layouts.listing import Listing, arrangement
from studio.data.sources.walk import Walk
from studio.text import tr


def list_pictures(config: ImageFolder, check: Check) -> Listing:
    """Every picture in the chosen folder, without opening any. Raises DataError when there is nothing to tell apart."""
    return once((list_pictures, config), lambda: _listed(config, check))


def _listed(config: ImageFolder, check: Check) -> Listing:
    root = existing_folder(config.path, tr("pictures"))
    if root.resolve() == Path("/"):
        raise DataError(tr("“{folder}” is the whole disk.", folder=shown(root)), arrangement())
    walk = Walk(root, check)
    if config.layout == "masks" or (config.layout == "auto" and mask_folders.is_like(walk)):
        return mask_folders.listing(walk)
    return class_folders.listing(walk, config.layout)
