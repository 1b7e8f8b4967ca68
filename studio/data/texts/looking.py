"""Tells a folder of texts from one of pictures, without reading either."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from studio.data.pictures.formats import SUFFIXES

MOST_FOLDERS, MOST_FILES = 50, 100
"""So many folders, and files in each, are looked at."""


def holds_texts(folder: Path) -> bool:
    """Whether text files, and no pictures, lie in the folders of a folder."""
    found = False
    for here, _, names in islice(os.walk(folder), MOST_FOLDERS):
        endings = {os.path.splitext(name)[1].lower() for name in names[:MOST_FILES]}
        if endings.intersection(SUFFIXES):
            return False
        found = found or (".txt" in endings and Path(here) != folder)
    return found
