"""Folders and tables of texts are read however they are written, and what is no text is told by its name."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import torch
from text_files import sentences, text_table, write_texts

from studio.data.choosing import data_at
from studio.data.config import ImageFolder, TextFolder, TextTable
from studio.data.errors import DataError
from studio.data.inspection.opened import open_data
from studio.data.inspection.page import page
from studio.data.left_out import sentences as told
from studio.data.load import describe, load
from studio.data.preview import peek
from studio.data.texts import files


def folder(tmp_path: Path, texts: dict[str, bytes]) -> TextFolder:
    for name, content in {"a/1.txt": b"one two", "b/1.txt": b"three four", **texts}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return TextFolder(path=str(tmp_path), length=4, vocabulary=20)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("für Maß".encode(), ""),
        ("für Maß".encode("utf-8-sig"), ""),
        ("für Maß".encode("utf-16"), "1 file is not UTF-8 and is read as UTF-16"),
        ("für Maß".encode("utf-16-be"), "1 file is not UTF-8 and is read as UTF-16"),
        ("für Maß".encode("cp1252"), "1 file is not UTF-8 and is read as Windows-1252"),
    ],
)
def test_texts_are_read_whatever_their_encoding(tmp_path: Path, content: bytes, note: str) -> None:
    config = folder(tmp_path, {"a/2.txt": content}).changed(test=0.0, validation=0.0)
    preparation = load(config, (4,), seed=0).preparation
    assert preparation.tokenizer is not None
    assert set(preparation.tokenizer.vocabulary[2:]) == {"für", "maß", "one", "two", "three", "four"}
    assert note in " ".join(describe(config).notes)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a/2.txt", b"", "1 text was left out, as it is empty: a/2.txt."),
        ("a/2.txt", b" \n\t ", "1 text was left out, as it is empty: a/2.txt."),
        ("a/2.txt", b"x\0\1\2yzzzzzzz", "cannot be read as text: a/2.txt (“2.txt” is no text: byte 2 is 0"),
        ("a/2.txt", b"PK\x03\x04" + bytes(30), "a/2.txt (“2.txt” is no text but a zip file)"),
        ("a/2.txt", bytes(range(256)) * 2, "a/2.txt (“2.txt” is no text: byte 1 is 0"),
        ("a/2.txt", bytes(range(1, 255)) * 2, "a/2.txt (it holds signs that no text has)"),
        ("a/2.txt", b"\x7fELF" + b"\1\0\0\0" * 40, "a/2.txt (it holds signs that no text has)"),
        ("a/2.txt", b"x" * 2_000, "a/2.txt (it is larger than 0 MiB)"),
        ("a/2.md", b"text", "1 file was left out: .md."),
        ("2.txt", b"text", "1 text file that lies in no class folder was left out: 2.txt."),
        ("c/2.md", b"text", "1 folder without text files was left out: c."),
    ],
)
def test_what_is_no_text_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, sentence: str
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)
    found = describe(folder(tmp_path, {name: content}))
    assert found.counts == {"train": (1, 1)}
    assert sentence in " ".join(told(found.left_out))


def test_folders_of_splits_make_them(tmp_path: Path) -> None:
    for split in ("train", "test"):
        write_texts(tmp_path / split, 20)
    found = describe(TextFolder(path=str(tmp_path)))
    assert found.sizes == {"train": 20, "test": 20}
    assert found.classes == ("sea", "wood")


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"b/1.txt": b""}, "The class “b” has no text. 1 text was left out, as it is empty: b/1.txt."),
        ({"train/a/1.txt": b"x", "train/b/1.txt": b"y", "test/c/1.txt": b"z"}, "has a class “c”, which does not occur"),
    ],
)
def test_a_folder_without_texts_to_tell_apart_is_refused(tmp_path: Path, texts: dict[str, bytes], message: str) -> None:
    with pytest.raises(DataError) as refused:
        describe(folder(tmp_path, texts))
    assert message in refused.value.message


def test_one_class_or_none_is_refused_with_how_it_has_to_be(tmp_path: Path) -> None:
    config = TextFolder(path=str(tmp_path))
    with pytest.raises(DataError, match="has no folders with texts") as refused:
        describe(config)
    assert "one folder for each class" in refused.value.remedy
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text("x")
    with pytest.raises(DataError, match="1 class folder, “a”, but there must be two"):
        describe(config)


def test_a_changed_text_is_read_again(tmp_path: Path) -> None:
    config = folder(tmp_path, {}).changed(test=0.0, validation=0.0)
    first = load(config, (4,), seed=0)
    (tmp_path / "a" / "1.txt").write_bytes(b"something else altogether")
    again = load(config, (4,), seed=0)
    assert again.fingerprint != first.fingerprint
    assert again.preparation != first.preparation


def table(tmp_path: Path, content: str, **settings: str) -> TextTable:
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    return TextTable(path=str(tmp_path / "t.csv"), length=4, vocabulary=20, **settings)  # type: ignore[arg-type]


ROWS = "".join(f'{at},"some words, number {at}",{"pq"[at % 2]},{"uv"[at % 2]}\n' for at in range(20))


def test_columns_are_found_where_only_one_can_be_meant(tmp_path: Path) -> None:
    found = describe(TextTable(path=str(text_table(tmp_path))))
    assert found.classes == ("sea", "wood")
    assert "The texts are in the column “said”, their classes in “about”." in found.notes


@pytest.mark.parametrize(
    ("settings", "message", "remedy"),
    [
        ({}, "has the classes is not sure", "Set target to one of “x” and “y”."),
        ({"text": "sad"}, "has no column “sad”", "It has “said”: correct the setting."),
        ({"text": "said", "target": "said"}, "is set as text and as class", "Choose two columns."),
        ({"text": "said", "target": "z"}, "has no column “z”", "correct the setting"),
    ],
)
def test_columns_that_are_not_sure_are_named(
    tmp_path: Path, settings: dict[str, str], message: str, remedy: str
) -> None:
    config = table(tmp_path, "id,said,x,y\n" + ROWS, **settings)
    with pytest.raises(DataError) as refused:
        describe(config)
    assert message in refused.value.message
    assert remedy in refused.value.remedy


def test_a_column_of_one_class_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"“y” of “t\.csv” has fewer than two classes"):
        describe(table(tmp_path, "said,y\none two three,a\nfour five six,a\n", text="said", target="y"))


def test_rows_without_text_or_class_are_left_out_and_told(tmp_path: Path) -> None:
    config = table(tmp_path, "said,y\none,1\n,2\ntwo,\nthree,10\nfour,2\n", text="said", target="y")
    found = describe(config)
    assert found.classes == ("1", "2", "10")
    assert found.samples == 3
    sentences_told = " ".join(told(found.left_out))
    assert "1 text was left out, as it is empty: row 3." in sentences_told
    assert "y, row 4" in sentences_told


def test_columns_of_a_parquet_file_that_are_no_texts_are_never_taken_for_them(tmp_path: Path) -> None:
    columns = {"t": ["a b c d"] * 20, "y": [True, False] * 10, "l": [[1, 2]] * 20, "b": [b"\xff\0"] * 20}
    pl.DataFrame(columns).write_parquet(tmp_path / "t.parquet")
    config = TextTable(path=str(tmp_path / "t.parquet"))
    assert describe(config).classes == ("false", "true")
    for name in ("l", "b"):
        with pytest.raises(DataError, match=f"“{name}” holds lists or bytes"):
            describe(config.changed(text=name))


def test_the_vocabulary_is_that_of_the_training_split_alone(tmp_path: Path) -> None:
    dataset = load(TextTable(path=str(text_table(tmp_path)), vocabulary=1_000), (64,), seed=0)
    tokenizer = dataset.preparation.tokenizer
    assert tokenizer is not None
    numbers = [name for name in tokenizer.vocabulary if name.isdecimal()]
    # Each text has a number of its own, which is unknown where it is not trained on.
    assert len(numbers) == len(dataset.train) < 60
    assert (dataset.test.inputs == 1).any(dim=1).all()
    assert not (dataset.train.inputs == 1).any()


def test_a_kept_vocabulary_is_never_learnt_anew_from_the_data_of_today(tmp_path: Path) -> None:
    config = TextFolder(path=str(write_texts(tmp_path)), length=6, vocabulary=30)
    kept = load(config, (6,), seed=0).preparation
    text, kind = sentences()[0]
    (tmp_path / kind / "0.txt").write_text("zebra " + text, encoding="utf-8")
    under = load(config.changed(vocabulary=500), (6,), seed=0, preparation=kept)
    assert under.preparation == kept
    assert under.train.inputs.max() < 30
    assert torch.equal(peek(config, 1, kept).inputs[0][:1], torch.tensor([1]))


def test_the_note_tells_how_many_were_cut(tmp_path: Path) -> None:
    note = load(TextFolder(path=str(write_texts(tmp_path)), length=3, vocabulary=30), (3,), seed=0).note
    assert "The vocabulary has 30 tokens. 60 texts have more than 3 tokens and were cut." in note


def test_a_page_shows_the_text_beside_its_tokens(tmp_path: Path) -> None:
    config = TextFolder(path=str(write_texts(tmp_path)), length=6, vocabulary=30, test=0.0, validation=0.0)
    shown = page(open_data(config, (6,), seed=0), "train", 0, 5, None)
    assert shown.samples[0].text == sentences()[0][0]
    assert shown.samples[0].values.shape == (6,)


def test_without_a_vocabulary_texts_are_no_tokens(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no vocabulary for these texts yet"):
        peek(TextFolder(path=str(write_texts(tmp_path))), 3)


def test_a_folder_is_of_texts_where_texts_and_no_pictures_lie_in_its_folders(tmp_path: Path) -> None:
    write_texts(tmp_path)
    assert data_at(tmp_path) == TextFolder(path=str(tmp_path))
    (tmp_path / "sea" / "picture.png").write_bytes(b"")
    assert data_at(tmp_path) == ImageFolder(path=str(tmp_path))
