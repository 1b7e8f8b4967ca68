"""Several of a list, each with a check mark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.ui.widgets.check_list import CheckList, Offer

WORDS = {"accuracy": Offer("Accuracy"), "f1": Offer("F1"), "auroc": Offer("AUROC & more")}


@pytest.fixture
def shown(qtbot: QtBot) -> CheckList:
    made = CheckList(tuple(WORDS))
    qtbot.addWidget(made)
    made.offer(WORDS, "accuracy", {"mae": Offer("Mean absolute error")})
    made.show()
    return made


def click(qtbot: QtBot, shown: CheckList, word: str) -> None:
    box = shown.boxes[word]
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center() - box.rect().topRight() / 2)


def marks(shown: CheckList) -> list[str]:
    return [word for word, box in shown.boxes.items() if box.isChecked()]


def test_where_nothing_is_chosen_the_usual_word_has_the_mark_and_keeps_it(qtbot: QtBot, shown: CheckList) -> None:
    assert (marks(shown), shown.value()) == (["accuracy"], ())
    assert not shown.boxes["accuracy"].isEnabled()
    assert shown.boxes["f1"].isEnabled()


def test_marks_are_handed_on_in_the_order_in_which_they_are_made(qtbot: QtBot, shown: CheckList) -> None:
    told: list[object] = []
    shown.edited.connect(told.append)
    for word in ("auroc", "f1", "accuracy", "auroc", "f1"):
        qtbot.keyClick(shown.boxes[word], Qt.Key.Key_Space)
    assert told == [
        ("accuracy", "auroc"), ("accuracy", "auroc", "f1"), ("auroc", "f1"), ("f1",), (),
    ]  # fmt: skip
    assert marks(shown) == ["accuracy"]


def test_of_several_the_first_is_said_to_be_told_first(shown: CheckList) -> None:
    shown.set_value(("f1", "auroc"))
    assert [box.text() for box in shown.boxes.values()] == ["Accuracy", "F1 (told first)", "AUROC && more"]
    shown.set_value(("f1",))
    assert shown.boxes["f1"].text() == "F1"


def test_what_is_chosen_but_not_offered_can_be_taken_away(qtbot: QtBot, shown: CheckList) -> None:
    shown.set_value(("mae", "f1"))
    assert shown.boxes["mae"].text() == "Mean absolute error (told first)"
    qtbot.keyClick(shown.boxes["mae"], Qt.Key.Key_Space)
    assert shown.value() == ("f1",)
    assert list(shown.boxes) == list(WORDS)


def test_a_screen_reader_which_toggles_without_a_click_changes_the_value_too(qtbot: QtBot, shown: CheckList) -> None:
    told: list[object] = []
    shown.edited.connect(told.append)
    shown.boxes["f1"].toggle()
    assert told == [("accuracy", "f1")]
    shown.set_value(("auroc",))
    assert told == [("accuracy", "f1")]
