"""A table is recognised by its name, and shown with what its columns seem to be before any role is known to fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from table_data import rows, table

from studio.data import Arrays, TableFile
from studio.data.choosing import data_at
from studio.data.errors import DataError
from studio.data.table_files.previewing import ROWS, table_preview

HEADER = "n,x,colour,y\n"


@pytest.mark.parametrize("name", ["a.csv", "b.TSV", "c.tab", "d.parquet"])
def test_a_table_is_recognised_where_a_person_points_at_it(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(HEADER + rows())
    assert data_at(tmp_path / name) == TableFile(path=str(tmp_path / name))


def test_arrays_are_recognised_too(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=np.zeros((4, 2)), y=np.arange(4))
    assert data_at(tmp_path / "data.npz") == Arrays(path=str(tmp_path / "data.npz"))


def test_a_preview_needs_no_roles(tmp_path: Path) -> None:
    found = table_preview(table(tmp_path, HEADER + rows(1000), roles={"n": "ignore"}))
    assert [(each.name, each.role, each.type) for each in found.columns] == [
        ("n", "ignore", "number"), ("x", "feature", "number"), ("colour", "feature", "text"), ("y", "feature", "text"),
    ]  # fmt: skip
    assert len(found.rows) == ROWS
    assert found.rows[1] == ("1", "0.5", "red", "b")
    assert found.columns[2].examples == ("red", "red", "blue")


def test_a_preview_tells_how_the_file_is_read(tmp_path: Path) -> None:
    found = table_preview(table(tmp_path, (HEADER + rows()).replace(",", ";").replace("red", "röt").encode("latin-1")))
    assert [each.name for each in found.columns] == ["n", "x", "colour", "y"]
    assert "Windows-1252" in found.notes[0]
    assert "“;”" in found.notes[1]


def test_what_is_no_table_has_no_preview(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is empty"):
        table_preview(table(tmp_path, ""))
