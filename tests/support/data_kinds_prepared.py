"""Every declared kind of data, set to files that are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from data_files import write_idx_folder, write_picture_folder

from studio.data import Data, data_kinds

NEEDED: Mapping[str, Callable[[Path], dict[str, object]]] = {
    "idx": lambda folder: {"path": str(write_idx_folder(folder))},
    "image_folder": lambda folder: {"path": str(write_picture_folder(folder, pictures=20))},
}
"""What a kind needs besides its defaults."""

KINDS = sorted(data_kinds)


def prepared(kind: str, folder: Path) -> Data:
    """A kind with data in `folder`, which need not exist."""
    settings = NEEDED[kind](folder / "data") if kind in NEEDED else {}
    return data_kinds[kind].create(settings)  # type: ignore[return-value]
