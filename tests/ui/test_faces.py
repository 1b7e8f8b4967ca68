"""A language whose signs the shipped typefaces lack gets one of the system's, or is told which one is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QRawFont

from studio.text import language
from studio.ui.theme import faces, fonts

HIDDEN = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts/X11</dir><cachedir>{folder}</cachedir></fontconfig>"""


def has_chinese() -> bool:
    return bool(faces.beside("zh_CN"))


def test_languages_of_latin_letters_need_none(qapp: object) -> None:
    assert (faces.beside("en"), faces.missing("en")) == ((), None)


def test_the_face_that_is_found_has_the_signs(qapp: object) -> None:
    if not has_chinese():
        pytest.skip("no Chinese typeface is installed")
    (family,) = faces.beside("zh_CN")
    assert QFontDatabase.isSmoothlyScalable(family)
    assert language.use("zh_CN")
    try:
        made = fonts.font()
        assert made.families() == ["Inter", family]
        assert QRawFont.fromFont(made).familyName() == "Inter"
        assert fonts.font(mono=True).families() == ["JetBrains Mono", family]
    finally:
        language.use("en")


@pytest.mark.skipif(sys.platform != "linux", reason="fontconfig is what hides typefaces")
def test_where_there_is_none_english_is_spoken_and_the_package_named(tmp_path: Path) -> None:
    """Old bitmap faces claim Chinese for a few of its signs: they do not count."""
    settings = tmp_path / "fonts.conf"
    settings.write_text(HIDDEN.format(folder=tmp_path / "cache"))
    program = (
        "from studio.text import choice, language; choice.begin('zh_CN'); before = language.current()\n"
        "from studio.ui.app import application; application(); print(before, language.current())"
    )
    surroundings = {**os.environ, "FONTCONFIG_FILE": str(settings), "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run([sys.executable, "-c", program], env=surroundings, capture_output=True, encoding="utf-8")
    assert ran.stdout.split() == ["zh_CN", "en"], ran.stderr
    assert "No typeface for Simplified Chinese is installed" in ran.stderr
    assert "fonts-noto-cjk" in ran.stderr
