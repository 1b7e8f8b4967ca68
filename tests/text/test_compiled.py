"""Catalogues are worked out once: what is kept of them is of that very file, sound, and never needed."""

from __future__ import annotations

import marshal
import os
from pathlib import Path

import pytest

from studio.text import compiled

SOURCE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals=1; plural=0;\n"

msgid "Undo"
msgstr "撤销"

msgid "{count} layer"
msgid_plural "{count} layers"
msgstr[0] "{count} 层"

#, fuzzy
msgid "Redo"
msgstr "猜测"

msgid "Not yet"
msgstr ""
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    written = tmp_path / "zh_CN.po"
    written.write_text(SOURCE, encoding="utf-8")
    return written


def said(source: Path, folder: Path) -> tuple[str, str]:
    found = compiled.catalogue(source, folder)
    return found.gettext("Undo"), found.ngettext("{count} layer", "{count} layers", 2)


def test_what_is_not_translated_or_only_guessed_stays_english(source: Path, tmp_path: Path) -> None:
    found = compiled.catalogue(source, tmp_path / "texts")
    assert [found.gettext(word) for word in ("Undo", "Redo", "Not yet", "Never heard")] == [
        "撤销", "Redo", "Not yet", "Never heard",
    ]  # fmt: skip
    assert found.ngettext("a node", "{count} nodes", 2) == "{count} nodes"


def test_the_second_time_nothing_is_worked_out(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(source, tmp_path / "texts") == ("撤销", "{count} 层")
    monkeypatch.delattr(compiled, "_compiled")
    assert said(source, tmp_path / "texts") == ("撤销", "{count} 层")


def test_another_file_of_the_same_size_and_age_is_another(source: Path, tmp_path: Path) -> None:
    said(source, tmp_path / "texts")
    before = source.stat()
    source.write_text(SOURCE.replace("撤销", "取消"), encoding="utf-8")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert said(source, tmp_path / "texts")[0] == "取消"


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: b"", lambda kept: kept[:-7], lambda kept: kept[:80] + b"\0\0" + kept[82:],
        lambda kept: marshal.dumps(("0", {})),
    ],
)  # fmt: skip
def test_what_was_kept_and_is_damaged_is_made_anew(source: Path, tmp_path: Path, damage) -> None:
    folder = tmp_path / "texts"
    said(source, folder)
    kept = folder / "zh_CN.texts"
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert said(source, folder) == ("撤销", "{count} 层")
    assert kept.read_bytes() == whole
    assert [each.name for each in folder.iterdir()] == ["zh_CN.texts"]


def test_a_folder_that_cannot_be_written_only_costs_time(source: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("a file stands where the folder should be")
    assert said(source, tmp_path / "texts") == ("撤销", "{count} 层")


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\xfe\xff" * 50, b"", SOURCE.encode()[: SOURCE.encode().index("销".encode())],
        SOURCE.replace('"撤销"', '"撤销').encode(), SOURCE.replace("plural=0", "plural=(0").encode(),
        SOURCE.replace("plural=0", "plural=__import__('os')").encode(), SOURCE.encode("gb18030"),
    ],
    ids=["binary", "empty", "cut", "quote", "rule", "code", "encoding"],
)  # fmt: skip
def test_a_damaged_file_is_refused_and_nothing_kept_of_it(content: bytes, source: Path, tmp_path: Path) -> None:
    source.write_bytes(content)
    with pytest.raises((ValueError, OSError)):
        compiled.catalogue(source, tmp_path / "texts")
    assert not (tmp_path / "texts").exists()
