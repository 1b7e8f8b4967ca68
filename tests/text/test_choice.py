"""Which language is spoken: asked for, chosen, or the system's; and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import paths
from studio.project.errors import ProjectError
from studio.project.preferences import choose_language, choose_place_of_runs
from studio.text import choice, language

CATALOGUE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals=1; plural=0;\n"
"""


@pytest.fixture(autouse=True)
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """There are Chinese, two sorts of Portuguese and German."""
    folder = tmp_path / "resources/translations"
    folder.mkdir(parents=True)
    for code in ("zh_CN", "pt_BR", "pt_PT", "de"):
        (folder / f"{code}.po").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(paths, "RESOURCES", folder.parent)
    monkeypatch.setenv(choice.VARIABLE, "")
    yield folder
    language.use("en")


@pytest.mark.parametrize(
    ("named", "ours"),
    [
        ("zh_CN.UTF-8", "zh_CN"), ("zh_CN", "zh_CN"), ("zh-Hans", "zh_CN"), ("zh_SG.UTF-8", "zh_CN"),
        ("zh-Hans-TW", "zh_CN"), ("zh", "zh_CN"), ("ZH_cn", "zh_CN"), ("zh_CN.GB18030@pinyin", "zh_CN"),
        ("zh_TW.UTF-8", None), ("zh-Hant", None), ("zh_HK", None), ("zh-Hant-CN", None),
        ("en_GB.UTF-8", "en"), ("de_AT@euro", "de"), ("pt_PT", "pt_PT"), ("pt_AO", "pt_BR"), ("xx", None), ("", None),
        ("../zh_CN", None),
    ],
)  # fmt: skip
def test_names_of_systems_lead_to_ours(named: str, ours: str | None) -> None:
    assert choice.match([named]) == ours


def test_the_first_that_is_spoken_counts() -> None:
    assert choice.match(["ja_JP", "zh_TW", "de_DE", "zh_CN"]) == "de"


def test_asked_goes_before_chosen_and_chosen_before_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert (choice.begin(), language.current()) == (None, "zh_CN")
    choose_language("de")
    assert (choice.begin(), language.current()) == (None, "de")
    assert (choice.begin("pt-BR"), language.current()) == (None, "pt_BR")
    assert (choice.begin(), language.current()) == (None, "pt_BR"), "as do the processes begun from here"
    assert (choice.begin("system"), language.current()) == (None, "zh_CN")


def test_a_choice_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    choose_place_of_runs(tmp_path)
    choose_language("zh_CN")
    assert choice.chosen() == "zh_CN"
    choose_language("system")
    choice.begin()
    assert (choice.chosen(), language.current()) == ("system", "en")


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"language": 3}', "\0"])
def test_damaged_preferences_leave_the_language_of_the_system(kept: str) -> None:
    paths.preferences().parent.mkdir(parents=True)
    paths.preferences().write_text(kept)
    assert (choice.begin(), language.current()) == (None, "en")


def test_a_choice_that_cannot_be_kept_is_told() -> None:
    paths.preferences().mkdir(parents=True)
    with pytest.raises(ProjectError, match="cannot be kept"):
        choose_language("zh_CN")


def test_a_language_that_there_is_not_is_told_in_english() -> None:
    told = choice.begin("klingon")
    assert told == (
        "NN Studio does not speak “klingon”.",
        "It speaks English. Choose en, de, pt_BR, pt_PT, zh_CN or system.",
    )
    assert language.current() == "en"


def test_a_damaged_catalogue_is_told_in_english(known: Path) -> None:
    (known / "zh_CN.po").write_bytes(b"\0\1\2")
    told = choice.begin("zh_CN")
    assert told is not None
    assert told.message.startswith("The texts of “zh_CN” cannot be read: ")
    assert language.current() == "en"
