"""Where samples are from is found again for each of them, whatever their files are called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.data.origins import Origins
from studio.evaluation.sources import Sources

FOLDER = Path("/data/photos")
FILES = [FOLDER / "a/1.png", FOLDER / "ü 日本.png", "/else/2.png"]
NO_TEXT = b"/data/photos/caf\xe9".decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("origins", "told"),
    [
        (None, ["", "", ""]),
        (Origins(np.arange(3)), ["", "", ""]),
        (Origins.of_files(FILES), ["a/1.png", "ü 日本.png", "/else/2.png"]),
        (Origins.of_files(["h.csv"] * 3, np.array([2, 3, 17])), ["h.csv:2", "h.csv:3", "h.csv:17"]),
        (Origins(np.arange(3), rows=np.array([2, 3, 17])), ["2", "3", "17"]),
        (Origins.of_files([NO_TEXT, "b", ""]), ["caf\\xe9", "b", ""]),
    ],
)  # fmt: skip
def test_every_sample_has_its_own(origins: Origins | None, told: list[str]) -> None:
    found = Sources.of(origins, 3, str(FOLDER))
    assert [found[at] for at in range(len(found))] == told
