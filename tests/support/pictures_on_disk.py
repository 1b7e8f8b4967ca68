"""Folders of pictures that count as too many to be held in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from data_files import write_picture_folder

from studio.data import ImageFolder

SHAPE = (3, 8, 8)


def on_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, pictures: int = 20, **settings: object) -> ImageFolder:
    """A folder of two classes whose pictures stay files."""
    monkeypatch.setattr("studio.data.memory.MOST_HELD", 0)
    return in_folder(write_picture_folder(folder, pictures=pictures, size=(12, 10)), **settings)


def in_folder(folder: Path, **settings: object) -> ImageFolder:
    """The data of such a folder."""
    return ImageFolder(path=str(folder)).changed(**settings)
