"""Commands speak the language that is asked for, and print the same for programs in every language."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_catalogue import known_languages

from studio.text.choice import VARIABLE

TOLD = {
    "List the ready-made networks.": "列出现成的网络。",
    "Print JSON, for programs.": "输出 JSON，供程序使用。",
    "parameters": "参数",
    "A project file (.nns).": "项目文件（.nns）。",
    "{kind} has no parameter “{name}”. {hint}": "{kind} 没有参数“{name}”。{hint}",
}


@pytest.fixture(autouse=True)
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with known_languages(tmp_path_factory.mktemp("languages") / "resources", zh_CN=TOLD) as folder:
        yield folder


@pytest.mark.parametrize(
    "words",
    [
        ("--language", "zh_CN", "templates", "--help"), ("--language=zh-Hans", "templates", "--help"),
        ("templates", "--help", "--language", "zh_CN"), ("templates", "--json", "--help", "--language=zh_CN"),
    ],
)  # fmt: skip
def test_help_is_told_in_it_wherever_the_option_stands(words: tuple[str, ...], studio) -> None:
    shown = studio(*words)
    assert (shown.status, shown.err) == (0, "")
    assert "列出现成的网络。" in shown.out
    assert "输出 JSON，供程序使用。" in shown.out


def test_messages_are_told_in_it_and_in_that_of_the_system(studio, lenet: Path, monkeypatch) -> None:
    assert "参数" in studio("--language", "zh_CN", "summary", lenet).out
    os.environ[VARIABLE] = ""  # what was asked for above; its fixture sets it back
    assert "参数" not in studio("summary", lenet).out
    monkeypatch.setenv("LC_ALL", "zh_SG.UTF-8")
    assert "参数" in studio("summary", lenet).out
    assert "参数" not in studio("--language", "en", "summary", lenet).out


@pytest.mark.parametrize("words", [("templates",), ("summary", "lenet.nns"), ("explain", "Conv2d"), ("runs", ".")])
def test_what_programs_read_is_the_same(words: tuple[str, ...], studio, lenet: Path) -> None:
    english, chinese = (studio("--language", code, *words, "--json") for code in ("en", "zh_CN"))
    assert chinese == english
    assert json.loads(chinese.out) is not None


def test_what_goes_wrong_is_told_in_it_even_so(studio) -> None:
    told = studio("--language", "zh_CN", "explain", "Conv2d", "colour=1", "--json")
    assert "没有参数" in told.err
    assert told.out == ""


def test_a_language_that_is_not_spoken_is_told_and_the_work_is_done(studio, chinese: Path) -> None:
    told = studio("--language", "xx", "templates")
    assert told.err == "NN Studio does not speak “xx”. It speaks English. Choose en, zh_CN or system.\n"
    assert (told.status, "lenet5" in told.out) == (0, True)
    (chinese / "zh_CN.po").write_bytes(b'msgid "cut')
    told = studio("--language", "zh_CN", "templates")
    assert told.err.startswith("The texts of “zh_CN” cannot be read: ")
    assert (told.status, "lenet5" in told.out) == (0, True)


def test_an_option_without_a_language_is_refused(studio) -> None:
    told = studio("--language")
    assert told.status == 2
    assert "--language" in told.err


def test_what_stands_behind_two_dashes_is_no_option(studio) -> None:
    assert studio("summary", "--", "--language").status != 0
