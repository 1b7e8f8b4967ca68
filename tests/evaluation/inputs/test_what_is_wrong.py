"""What no network can answer is told with its place and a remedy, and what is beside it is answered all the same."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from data_files import write_picture_folder, write_tones
from PIL import Image
from table_data import table
from text_files import write_texts

from studio.data import data_kinds
from studio.data.errors import DataError
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.evaluation.inputs.habits import Habits
from studio.evaluation.inputs.raw_inputs import Given, given, given_row, given_text
from studio.evaluation.inputs.typed import cells

HEADER = "size,colour,price\n"


def prepared_by(kind: str, *shape: int, **settings: object) -> Preparation:
    return load(data_kinds[kind].create(settings), shape, 0).preparation  # type: ignore[arg-type]


def read(path: Path, preparation: Preparation, habits: Habits | None = None) -> list[Given]:
    return list(given(str(path), preparation, habits or Habits()))


def error(path: Path, preparation: Preparation, habits: Habits | None = None) -> str:
    (found,) = read(path, preparation, habits)
    assert found.sample is None
    return found.error


@pytest.fixture
def digits() -> Preparation:
    return prepared_by("digits", 1, 8, 8)


@pytest.fixture
def sales(tmp_path: Path) -> tuple[Preparation, Habits]:
    """Rows without gaps."""
    lines = [f"{at / 4},{('red', 'blue', 'green')[at % 3]},{at * 10 + 3}" for at in range(40)]
    config = table(tmp_path, HEADER + "\n".join(lines), roles={"price": "number"})
    return load(config, (4,), 0).preparation, Habits.of(config)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",red,1", "In the column “size” a value is missing, but the network was trained on rows without gaps."),
        ("NA,red,1", "In the column “size” a value is missing"),
        ("long,red,1", "In the column “size” stands “long”, which is no number."),
        ("1e99,red,1", "In the column “size” stands inf, which is not finite."),
        ("1,pink,1", "The column “colour” has the category “pink”, which no row had that the network was trained on."),
        ("1,Red,1", "Did you mean “red”?"),
        ("1,,1", "In the column “colour” a value is missing"),
    ],
)
def test_a_cell_that_is_none(tmp_path: Path, sales: tuple[Preparation, Habits], row: str, told: str) -> None:
    (tmp_path / "new.csv").write_text(f"{HEADER}1,red,1\n{row}\n2,blue,\n", encoding="utf-8")
    before, found, after = read(tmp_path / "new.csv", *sales)
    assert told in found.error
    assert f"{tmp_path / 'new.csv'}:3" in found.error
    assert (before.error, after.error) == ("", "")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("sise,colour", "rename “sise” to “size”"),
        ("Size,colour", "rename “Size” to “size”"),
        ("a,b", "has no column “size” and “colour”. It has “a” and “b”"),
    ],
)
def test_a_column_that_is_not_there(tmp_path: Path, sales: tuple[Preparation, Habits], header: str, told: str) -> None:
    (tmp_path / "new.csv").write_text(f"{header}\n1,red\n", encoding="utf-8")
    assert told in error(tmp_path / "new.csv", *sales)


def test_rows_that_are_cut_short_are_told_beside_the_others(tmp_path: Path, sales: tuple[Preparation, Habits]) -> None:
    (tmp_path / "new.csv").write_text("size,colour\n1,red\n2\n", encoding="utf-8")
    found, rest = read(tmp_path / "new.csv", *sales)
    assert not found.error
    assert "row 3" in rest.error


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("size=1", "The row has no value for “colour”."),
        ("size=1,color=red", "There is no column “color”. Did you mean “colour”?"),
        ("size=,colour=red", "a value is missing"),
        ("size=tall,colour=red", "“tall”, which is no number"),
        ("size=1,500,colour=red", "can be read with a decimal comma or with thousands"),
    ],
)
def test_a_typed_row(sales: tuple[Preparation, Habits], row: str, told: str) -> None:
    assert told in given_row(row, cells(row, sales[0]), *sales).error


def test_a_typed_row_may_have_what_is_learnt_and_decimal_commas(sales: tuple[Preparation, Habits]) -> None:
    found = given_row("row", cells("size=1,5, colour=red, price=3", sales[0]), *sales)
    assert found.sample is not None
    assert found.sample.tolist() == [1.5, 2.0]


@pytest.mark.parametrize("row", ["rubbish", "", "{bad", "size=1,size=2"])
def test_what_is_no_row(sales: tuple[Preparation, Habits], row: str) -> None:
    with pytest.raises(DataError):
        cells(row, sales[0])


@pytest.mark.parametrize("ending", ["gif", "png", "tiff", "webp"])
def test_several_pictures_in_one_file(tmp_path: Path, digits: Preparation, ending: str) -> None:
    frames = [Image.new("L", (8, 8), shade) for shade in (0, 99, 255)]
    frames[0].save(tmp_path / f"a.{ending}", save_all=True, append_images=frames[1:])
    assert "it holds 3 pictures" in error(tmp_path / f"a.{ending}", digits)


def test_what_is_no_picture(tmp_path: Path, digits: Preparation) -> None:
    Image.new("L", (28, 28)).save(tmp_path / "large.png")
    assert "28×28 pixels, but the network takes pictures of 8×8" in error(tmp_path / "large.png", digits)
    (tmp_path / "text.png").write_text("hello", encoding="utf-8")
    assert "it is no picture" in error(tmp_path / "text.png", digits)
    os.mkfifo(tmp_path / "pipe.png")
    assert "it is no file" in error(tmp_path / "pipe.png", digits)
    (tmp_path / "table.csv").write_text(HEADER, encoding="utf-8")
    assert "is a table, but this network takes pictures and arrays" in error(tmp_path / "table.csv", digits)
    assert "is not there" in error(tmp_path / "none.png", digits)
    assert "is a row, but this network takes" in given_row("a=1", {"a": "1"}, digits, Habits()).error
    assert "is a text, but this network takes" in given_text("a", digits).error


def test_a_folder_without_pictures(tmp_path: Path, digits: Preparation) -> None:
    (tmp_path / "empty" / "inner").mkdir(parents=True)
    (tmp_path / "empty" / ".hidden.png").write_bytes(b"")
    assert "there are no pictures" in error(tmp_path / "empty", digits)


@pytest.mark.parametrize(
    ("array", "told"),
    [
        (np.full((8, 8), np.nan), "missing or not finite"),
        (np.full((8, 8), 200.0), "pictures have them from 0 to 1"),
        (np.zeros((7, 8)), "is (7, 8), but a sample is (1, 8, 8)"),
        (np.zeros((0, 8, 8)), "is empty"),
        (np.array(1.0), "is a single value"),
        (np.array(["a"]), "no numbers"),
        (np.zeros((8, 8), complex), "complex numbers"),
        (np.array([{"a": 1}], dtype=object), "holds Python objects, which are not read"),
    ],
)
def test_an_array_that_is_no_sample(tmp_path: Path, digits: Preparation, array: np.ndarray, told: str) -> None:
    np.save(tmp_path / "a.npy", array, allow_pickle=True)
    assert told in error(tmp_path / "a.npy", digits)


def test_one_sample_of_a_batch(tmp_path: Path, digits: Preparation) -> None:
    batch = np.zeros((3, 8, 8))
    batch[1, 0, 0] = np.inf
    np.save(tmp_path / "a.npy", batch)
    assert [bool(each.error) for each in read(tmp_path / "a.npy", digits)] == [False, True, False]


def test_tokens_and_texts(tmp_path: Path) -> None:
    texts = prepared_by("text", 12, path=str(write_texts(tmp_path / "texts")), length=12, vocabulary=60)
    np.save(tmp_path / "a.npy", np.array([[5] * 12, [600] * 12]))
    assert "It has the token 600, but tokens reach from 0 to" in read(tmp_path / "a.npy", texts)[1].error
    np.save(tmp_path / "b.npy", np.ones((1, 12)))
    assert "tokens are whole numbers" in error(tmp_path / "b.npy", texts)
    (tmp_path / "e.txt").write_text("  ", encoding="utf-8")
    assert "it is empty" in error(tmp_path / "e.txt", texts)
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "has no column “text” of texts" in error(tmp_path / "t.csv", texts)
    assert "The text is empty" in given_text(" ", texts).error


def test_recordings(tmp_path: Path) -> None:
    tones = prepared_by("waveforms", 1, 60, path=str(write_tones(tmp_path / "tones")))
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    assert "is damaged, or no recording" in error(tmp_path / "a.wav", tones)
    np.save(tmp_path / "a.npy", np.full(60, 3000, np.int16))
    assert "recordings have them from -1 to 1" in error(tmp_path / "a.npy", tones)


def test_bytes_of_pictures_are_not_guessed_for_other_numbers(tmp_path: Path) -> None:
    pictures = prepared_by("image_folder", 3, 6, 9, path=str(write_picture_folder(tmp_path / "p", pictures=20)))
    np.save(tmp_path / "a.npy", np.full((6, 9, 3), 255, np.int64))
    assert "pictures have them from 0 to 1, or bytes" in error(tmp_path / "a.npy", pictures)
