"""Names of files and places on Windows, macOS and Linux."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.file_names import LONGEST, LONGEST_PATH, found_from, free, is_absolute, key, objection, proposed
from studio.files import reason, replace_file

SYSTEMS = ("linux", "darwin", "win32")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("LeNet-5", "LeNet-5"), ("CNN 1/2", "CNN 1-2"), (r"a\b:c", "a-b-c"), ('<b>"?*|', "b"),
        ("  two \n lines ", "two lines"),
        ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("com1", "_com1"), ("console", "console"), ("ends. ", "ends"),
        ("..", "network"), ("", "network"), ("\x00\x1f", "network"), ("网络 🧠", "网络"), ("=1+1", "11"),
    ],
)  # fmt: skip
def test_any_words_give_a_name_that_every_system_takes(words: str, name: str, tmp_path: Path) -> None:
    assert proposed(words, "network") == name
    assert not any(objection(name, system) for system in SYSTEMS)
    replace_file(tmp_path / name, b"there")
    assert (tmp_path / name).read_bytes() == b"there"


@pytest.mark.parametrize("letter", ["a", "é", "网"])
def test_long_words_are_cut_between_letters(letter: str) -> None:
    name = proposed(letter * 500, "network")
    assert set(name) == {letter}
    assert LONGEST - 4 < len(name.encode()) <= LONGEST


@pytest.mark.parametrize("name", ["aux.nns", "COM1", "Lpt¹.nns", "con .nns", "a:b.nns", "what?.nns", "end.", "end "])
def test_windows_alone_refuses_a_name(name: str) -> None:
    assert objection(name, "win32")
    assert not objection(name, "darwin")
    assert not objection(name, "linux")


def test_systems_that_do_not_tell_letters_apart_have_one_key_for_them() -> None:
    for system, is_one in {"linux": False, "darwin": True, "win32": True}.items():
        assert (key("/Net.nns", system) == key("/net.NNS", system)) is is_one
        assert (key("caf\u00e9", system) == key("cafe\u0301", system)) is is_one
        assert key("/other.nns", system) != key("/net.nns", system)


def test_a_name_that_is_taken_in_other_letters_gets_a_number() -> None:
    assert free("unit", []) == "unit"
    assert free("unit", ["Unit", "UNIT 2"]) == "unit 3"


@pytest.mark.parametrize("place", ["/x.csv", r"C:\data\x.csv", "D:/x.csv", r"\\server\share\x.csv", r"\x.csv", "~/x"])
def test_a_place_on_another_system_is_not_looked_for_beside_the_project(place: str) -> None:
    assert is_absolute(place)


@pytest.mark.parametrize("place", ["x.csv", "data/x.csv", r"data\x.csv", r"..\x.csv", "./x.csv"])
def test_a_place_beside_the_project_is_told_from_there(place: str) -> None:
    assert not is_absolute(place)


def test_a_place_that_was_written_on_windows_is_found(tmp_path: Path) -> None:
    assert found_from(tmp_path, r"data\x.csv") == tmp_path / "data" / "x.csv"
    odd = tmp_path / r"odd\name.csv"
    odd.write_text("")
    assert found_from(tmp_path, odd.name) == odd


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file"), OSError(22, "Invalid argument")])
def test_a_path_too_long_for_windows_is_said_to_be_so(tmp_path: Path, error: OSError) -> None:
    long = tmp_path / ("x" * 100) / ("y" * 100) / ("z" * 100)
    assert f"of which Windows takes {LONGEST_PATH}" in reason(long, error, "win32")
    assert "Windows" not in reason(long, error, "darwin")
    assert "Windows" not in reason(tmp_path / "x", error, "win32")
