"""In a language that marks what is translated, the window shows no English sentence in any of its panels and menus."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pseudo import outside
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shown_texts import shown_texts

from studio.text.retelling import retell_constants
from studio.ui import theme
from studio.ui.actions.window_panels import PANELS
from studio.ui.window.main_window import MainWindow

WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")
"""Two words of a sentence."""

QT_S_OWN = {"Scroll Left", "Scroll Right"}
MARKUP = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)


@pytest.fixture
def spoken(pseudo: None) -> Iterator[None]:
    """What was read in English before is told in that language, as where a person chooses another."""
    retell_constants()
    yield
    from studio.text import language

    language.use(language.SOURCE)
    retell_constants()


def test_no_english_sentence_is_shown(spoken: None, qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp)
    window = MainWindow()
    with qtbot.waitExposed(window):
        window.show()
    window.begin()
    window.documents.open_template("lenet5")
    session = window.session
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    session.select(["conv1"])
    for name in PANELS:
        window.workspace.reveal(getattr(window, name))
        QApplication.processEvents()
    found = {(each.by, MARKUP.sub("", each.text)) for each in shown_texts(window)}
    window.shut_down()
    window.deleteLater()
    assert len(found) > 1_000
    assert sorted(each for each in found if WORDS.search(outside(each[1])) and each[1] not in QT_S_OWN) == []
