"""A list to choose from shows as much of its words as there is room for."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui import theme
from studio.ui.widgets.dropdown import Dropdown


def shown(qtbot: QtBot, width: int) -> Dropdown:
    made = Dropdown()
    qtbot.addWidget(made)
    made.setPlaceholderText("mixed")
    made.addItem("2026-11-28 09.35.47 LeNet-5 · test accuracy 99.6")
    made.setCurrentIndex(0)
    made.resize(width, 32)
    return made


def test_words_that_do_not_fit_end_in_dots(qtbot: QtBot) -> None:
    narrow, wide = shown(qtbot, 140), shown(qtbot, 900)
    assert narrow.seen.endswith("…")
    assert narrow.itemText(0).startswith(narrow.seen[:-1])
    assert len(narrow.seen) > 5
    assert wide.seen == wide.itemText(0)
    assert not narrow.grab().isNull()


def test_nothing_chosen_is_told_in_its_place(qtbot: QtBot) -> None:
    made = shown(qtbot, 300)
    made.setCurrentIndex(-1)
    assert made.seen == "mixed"
    assert not made.grab().isNull()


def test_the_longest_entry_has_room_in_the_width_that_is_asked_for(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp)
    made = Dropdown()
    qtbot.addWidget(made)
    made.addItem("NVIDIA card")
    made.resize(made.sizeHint())
    with qtbot.waitExposed(made):
        made.show()
    assert made.seen == "NVIDIA card"
