"""Every declared kind of data, set to files that are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from data_files import write_idx_folder, write_picture_folder, write_tones
from text_files import text_table, write_texts

from studio.data import Data, data_kinds

NEEDED: Mapping[str, Callable[[Path], dict[str, object]]] = {
    "idx": lambda folder: {"path": str(write_idx_folder(folder))},
    "image_folder": lambda folder: {"path": str(write_picture_folder(folder, pictures=20))},
    "table": lambda folder: numeric_table(folder),
    "text": lambda folder: {"path": str(write_texts(folder)), "length": 12, "vocabulary": 50},
    "text_table": lambda folder: {"path": str(text_table(folder)), "length": 12, "vocabulary": 50},
    "arrays": lambda folder: numeric_arrays(folder),
    "waveforms": lambda folder: {"path": str(write_tones(folder))},
}
"""What a kind needs besides its defaults."""

KINDS = sorted(data_kinds)


def numeric_table(folder: Path) -> dict[str, object]:
    """The settings of a table of two numbers and one of three classes for each of 60 rows."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(0)
    lines = [f"{a:.4f},{b:.4f},{'xyz'[at % 3]}" for at, (a, b) in enumerate(chance.normal(3.0, 2.0, (60, 2)))]
    (folder / "table.csv").write_text("\n".join(["first,second,kind", *lines]), encoding="utf-8")
    return {"path": str(folder / "table.csv"), "roles": {"kind": "class"}}


def numeric_arrays(folder: Path) -> dict[str, object]:
    """The settings of arrays of three numbers and one of two classes for each of 60 samples."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(0)
    np.savez(folder / "arrays.npz", x=chance.normal(3.0, 2.0, (60, 3)), y=np.arange(60) % 2)
    return {"path": str(folder / "arrays.npz")}


def prepared(kind: str, folder: Path) -> Data:
    """A kind with data in `folder`, which need not exist."""
    settings = NEEDED[kind](folder / "data") if kind in NEEDED else {}
    return data_kinds[kind].create(settings)  # type: ignore[return-value]
