"""`studio data` tells what a training would see, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

from data_files import project_of_data as project
from data_files import write_picture_folder


def test_programs_get_splits_classes_and_columns(studio, tmp_path: Path) -> None:
    file = project(tmp_path / "iris.nns", kind="iris", validation=0.2, test=0.2)
    result = studio("data", file, "--json")
    found = json.loads(result.out)
    assert (result.status, result.err) == (0, "")
    assert (found["kind"], found["shape"]) == ("iris", [4])
    assert found["splits"] == {"train": 96, "validation": 24, "test": 30}
    assert found["class_counts"]["train"] == {"setosa": 32, "versicolor": 32, "virginica": 32}
    assert [column["role"] for column in found["columns"]] == ["feature"] * 4 + ["class"]


def test_people_get_a_table(studio, tmp_path: Path) -> None:
    result = studio("data", project(tmp_path / "iris.nns", kind="iris"))
    assert result.status == 0
    for word in ("Iris flowers", "setosa", "validation", "petal width (cm)", "feature"):
        assert word in result.out


def test_what_is_left_out_of_a_folder_is_told_and_nothing_is_changed(studio, tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "pictures", pictures=10)
    (folder / "cats" / "notes.txt").write_text("by hand")
    before = sorted(tmp_path.rglob("*"))
    file = project(tmp_path / "pets.nns", kind="image_folder", path="pictures")
    content = file.read_bytes()
    found = json.loads(studio("data", file, "--json").out)
    assert found["left_out"] == [{"reason": "suffix", "kind": ".txt", "count": 1, "examples": ["cats/notes.txt"]}]
    assert "1 file was left out: .txt." in studio("data", file).out
    assert sorted(tmp_path.rglob("*")) == sorted([*before, file])
    assert file.read_bytes() == content


def test_data_that_are_not_there_are_a_sentence(studio, tmp_path: Path) -> None:
    result = studio("data", project(tmp_path / "pets.nns", kind="image_folder", path="nowhere"))
    assert result.status == 1
    assert "does not exist" in result.err
    assert "Choose the folder" in result.err
