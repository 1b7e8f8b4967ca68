"""Tables in text files are read however they are written, and what does not fit is told with its row and column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from table_data import rows, table

from studio.data import TableFile
from studio.data.errors import DataError
from studio.data.left_out import sentences
from studio.data.load import describe, load
from studio.data.sources import source_of

HEADER = "n,x,colour,y\n"
PLAIN = HEADER + rows()


def numbers(config: TableFile) -> list[list[float]]:
    """All rows as they come, in the order of the file."""
    return source_of(config).read(config).train.inputs.tolist()


def expected(count: int = 20) -> list[list[float]]:
    """What `rows` stand for: categories are places in the alphabet."""
    return [[at, at / 2, 0.0 if at % 3 == 2 else 1.0] for at in range(count)]


SAME = {
    "a quoted header after a mark": PLAIN.replace(HEADER, '"n","x","colour","y"\n').encode("utf-8-sig"),
    "plain": PLAIN.encode(),
    "windows line ends": PLAIN.replace("\n", "\r\n").encode(),
    "old mac line ends": PLAIN.replace("\n", "\r").encode(),
    "no newline at the end": PLAIN.rstrip().encode(),
    "empty lines": PLAIN.replace("\n3,", "\n\n3,").encode() + b"\n\n",
    "empty rows": PLAIN.encode() + b",,,\n",
    "mark before utf-8": PLAIN.encode("utf-8-sig"),
    "utf-16": PLAIN.encode("utf-16"),
    "utf-16 without a mark": PLAIN.encode("utf-16-be"),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "bars": PLAIN.replace(",", "|").encode(),
    "spaces around": PLAIN.replace(",", " , ").encode(),
    "quotes": PLAIN.replace("red", '"red"').replace("0.5", '"0.5"').encode(),
    "decimal commas": PLAIN.replace(",", ";").replace(".", ",").encode(),
    "decimal commas in quotes": PLAIN.replace("0.5", '"0,5"').replace(".5,", ".50,").replace('"0,5"', "0.5").encode(),
}


@pytest.mark.parametrize("content", SAME.values(), ids=list(SAME))
def test_the_same_table_is_the_same_however_it_is_written(content: bytes, tmp_path: Path) -> None:
    config = table(tmp_path, content)
    assert numbers(config) == expected()
    found = describe(config)
    assert (found.classes, found.features, found.sample_shape) == (("a", "b"), ("n", "x", "colour"), (4,))
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("latin-1", "Windows-1252"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8", "")],
)
def test_letters_are_read_by_the_encoding_that_fits_and_it_is_told(encoding: str, told: str, tmp_path: Path) -> None:
    config = table(tmp_path, PLAIN.replace("red", "röt").encode(encoding))
    found = describe(config)
    assert found.rows is not None
    assert found.rows.categories[2] == ("blue", "röt")
    assert told in " ".join(found.notes)
    assert bool(found.notes) is bool(told)


def test_a_wish_for_an_encoding_that_the_file_has_not_is_refused(tmp_path: Path) -> None:
    config = table(tmp_path, PLAIN.replace("red", "röt").encode("latin-1"), encoding="utf-8")
    with pytest.raises(DataError, match="byte 21 stands for no letter"):
        describe(config)


def test_parquet_is_read_by_its_content(tmp_path: Path) -> None:
    config = table(tmp_path)
    frame = pl.read_csv(config.path)
    frame.write_parquet(config.path)
    assert numbers(config) == expected()


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        (pl.Series("bad", [[1, 2]] * 4), "bad"),
        (pl.Series("bad", [{"a": 1}] * 4), "bad"),
        (pl.Series("bad", [b"bytes"] * 4), "bad"),
        (pl.Series("bad", ["2024-01-01"] * 4).str.to_date(), "bad"),
        (pl.Series("bad", [None] * 4), "bad"),
    ],
    ids=["list", "struct", "bytes", "date", "nothing"],
)
def test_a_column_that_cannot_be_numbers_is_named_and_can_be_ignored(
    cell: pl.Series, column: str, tmp_path: Path
) -> None:
    config = table(tmp_path)
    pl.DataFrame([cell, pl.Series("x", [1, 2, 3, 4]), pl.Series("y", ["a", "b"] * 2)]).write_parquet(config.path)
    with pytest.raises(DataError, match=f"column “{column}”"):
        describe(config)
    ignored = config.changed(roles={"y": "class", column: "ignore"})
    assert describe(ignored).features == ("x",)


def test_a_damaged_parquet_file_is_a_sentence(tmp_path: Path) -> None:
    config = table(tmp_path, b"PAR1" + bytes(range(60)) * 3)
    with pytest.raises(DataError, match="no Parquet file that can be read"):
        describe(config)


LEFT_OUT = {
    "too few values": ("1,2,red\n", "ragged", "row 22 (3 values)"),
    "too many values": ("1,2,red,a,9\n", "ragged", "row 22 (5 values)"),
    "text for a number": ("abc,2,red,a\n", "unread", "row 22: “abc”"),
    "a number without end": ("1,inf,red,a\n", "infinite", "row 22: “inf”"),
    "a number too large": ("1,1e60,red,a\n", "infinite", "row 22: “inf”"),
    "nothing for a number": ("1,,red,a\n", "missing", "row 22"),
    "a word for nothing": ("1,NA,red,a\n", "missing", "row 22"),
    "no category": ("1,2,,a\n", "missing", "row 22"),
    "no class": ("1,2,red,\n", "untold", "row 22"),
}


@pytest.mark.parametrize(("row", "reason", "place"), LEFT_OUT.values(), ids=list(LEFT_OUT))
def test_a_row_that_cannot_be_used_is_left_out_and_told(row: str, reason: str, place: str, tmp_path: Path) -> None:
    config = table(tmp_path, PLAIN + row)
    found = describe(config)
    assert [(each.reason, each.count) for each in found.left_out] == [(reason, 1)]
    said = " ".join(sentences(found.left_out))
    assert place in said or place in found.left_out[0].examples[0]
    assert numbers(config) == expected()
    assert said in load(config, (4,), seed=0).note


REFUSED = {
    "an empty file": ("", "is empty"),
    "only empty lines": ("\n\n\n", "is empty"),
    "a note to spreadsheets": ("sep=;\na;b;kind\n1;2;x\n2;3;y\n", "sep=;, is a note to spreadsheets"),
    "only a header": (HEADER, "but no rows"),
    "one row": (f"{HEADER}1,2,red,a\n", "the same class, “a”"),
    "one class": (f"{HEADER}1,2,red,a\n2,3,red,a\n", "the same class, “a”"),
    "a name twice": (PLAIN.replace("n,x", "n,n"), "calls 2 columns “n”: those at 1, 2"),
    "a name twice but for spaces": (PLAIN.replace("n,x", "n, n"), "calls 2 columns “n”"),
    "bytes of 0": (PLAIN.replace("red", "r\0d", 1), "byte 21 is 0"),
    "a spreadsheet": (b"PK\x03\x04" + bytes(30), "no text but a zip file"),
    "an array": (b"\x93NUMPY" + bytes(30), "no text but a npy file"),
    "dates": ("x,y\n" + "".join(f"2020-01-{day:02},{'ab'[day % 2]}\n" for day in range(1, 9)), "it holds dates"),
    "names of people": ("x,y\n" + "".join(f"name {at},{'ab'[at % 2]}\n" for at in range(200)), "200 different texts"),
    "a text without end": ("x,y\n" + "z" * 200_000 + ",a\nz,b\nz,a\n", "a text of 200000 characters"),
    "a quote that is not closed": ('x,y\n1,"a\n2,b\n3,a\n', "row 2 has all that comes after it"),
    "thousands or decimals": ("x,y\n" + "".join(f'"{at},234",{"ab"[at % 2]}\n' for at in range(1, 9)), "can be read"),
    "one column": ("x y\n1 a\n2 b\n", "only one column was found, “x y”"),
    "an empty column": ("x,z,y\n1,,a\n2,,b\n", "column “z”"),
    "no target": (PLAIN.replace(",y\n", ",w\n"), "has no column “y”"),
}


@pytest.mark.parametrize(("content", "told"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_table_to_learn_from_is_a_sentence_with_a_remedy(
    content: str | bytes, told: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as refused:
        describe(table(tmp_path, content))
    assert told in refused.value.message
    assert refused.value.remedy


def test_a_missing_file_and_a_folder_are_sentences(tmp_path: Path) -> None:
    config = table(tmp_path)
    for path, told in ((tmp_path / "nowhere.csv", "nowhere.csv"), (tmp_path, "is a folder"), ("", "No file")):
        with pytest.raises(DataError, match=told):
            describe(config.changed(path=str(path)))


@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [
        ("1,234.5", "auto", 1234.5), ("1.234,5", "auto", 1234.5), ("1 234,5", "auto", 1234.5), ("0,5", "auto", 0.5),
        ("1'234", "auto", 1234.0), ("1,234", ".", 1234.0), ("1,234", ",", 1.234), ("1.234", ",", 1234.0),
        ("-1,234,567", "auto", -1234567.0), ("1e3", "auto", 1000.0), ("+3", "auto", 3.0), ("007", "auto", 7.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(written: str, decimal: str, value: float, tmp_path: Path) -> None:
    lines = "".join(f'"{written}";{"ab"[at % 2]}\n' for at in range(4))
    config = table(tmp_path, f"x;y\n{lines}", decimal=decimal)
    assert numbers(config) == [[np.float32(value)]] * 4


def test_a_sign_between_thousands_that_is_read_over_is_told(tmp_path: Path) -> None:
    config = table(tmp_path, 'x,y\n1,a\n2,b\n"1,234",a\n')
    assert numbers(config) == [[1.0], [2.0], [1234.0]]
    assert "“1,234” is 1234" in " ".join(describe(config).notes)


def test_a_cell_with_a_newline_or_a_formula_is_text_and_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    config = table(tmp_path, PLAIN + '1,2,"re\nd",a\n1,2,"=cmd|\' /C calc\'!A0",b\nabc,2,red,b\n')
    found = describe(config)
    assert found.rows is not None
    assert set(found.rows.categories[2]) == {"blue", "red", "re\nd", "=cmd|' /C calc'!A0"}
    assert found.left_out[0].examples == ("row 24: “abc”",)


def test_a_quotation_mark_that_is_closed_rows_later_is_told(tmp_path: Path) -> None:
    config = table(tmp_path, 'a,n,y\n"x1,1,p\nx2,2,q\nx3",3,q\nx4,3,p\nx5,4,p\n')
    assert "1 value goes over several lines" in " ".join(describe(config).notes)


def test_a_table_without_a_header_numbers_its_columns(tmp_path: Path) -> None:
    config = table(tmp_path, rows(), header=False, roles={"column 4": "class"})
    assert describe(config).features == ("column 1", "column 2", "column 3")
    assert numbers(config) == expected()


def test_a_first_row_of_numbers_taken_for_names_is_told(tmp_path: Path) -> None:
    config = table(tmp_path, "1,10\n2,9\n3,10\n4,9\n", roles={"10": "class"})
    assert "switch header off" in " ".join(describe(config).notes)


def test_many_columns_are_read(tmp_path: Path) -> None:
    width = 10_000
    lines = [",".join([f"c{at}" for at in range(width)] + ["y"])]
    lines += [",".join(["1.5"] * width + ["ab"[row % 2]]) for row in range(4)]
    config = table(tmp_path, "\n".join(lines))
    assert describe(config).sample_shape == (width,)


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    config = table(tmp_path)
    before = load(config, (4,), seed=0)
    table(tmp_path, PLAIN + "30,15,red,a\n")
    assert len(numbers(config)) == 21
    assert load(config, (4,), seed=0).fingerprint != before.fingerprint


def test_lines_above_the_names_are_told_with_what_helps(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has one value alone, “# exported 2024”.*Remove what stands above the names"):
        describe(table(tmp_path, f"# exported 2024\n{PLAIN}"))


def test_a_column_that_only_counts_the_rows_is_told(tmp_path: Path) -> None:
    counted = "".join(f"{at},{at % 7},{'ab'[at % 2]}\n" for at in range(40))
    assert any("counts the rows" in note for note in describe(table(tmp_path, f",x,y\n{counted}")).notes)
    assert not describe(table(tmp_path, f"day,x,y\n{counted}")).notes
