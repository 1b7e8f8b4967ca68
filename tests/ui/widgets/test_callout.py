"""Where the words of a lesson stand: off the place they speak of, and off the network as far as there is room."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

from studio.ui.widgets.callout import beside

WINDOW, SIZE = QRect(0, 0, 960, 540), QSize(320, 120)
FIELD = QRect(12, 100, 250, 30)


def test_words_stand_at_the_right_of_their_place_where_nothing_else_is_wanted() -> None:
    at = QRect(beside(FIELD, SIZE, WINDOW), SIZE)
    assert (at.left() - FIELD.right(), at.top()) == (12, FIELD.top())


def test_words_stand_below_their_place_rather_than_over_a_card() -> None:
    card = QRect(400, 180, 200, 60)
    at = QRect(beside(FIELD, SIZE, WINDOW, [card]), SIZE)
    assert not at.intersects(card)
    assert not at.intersects(FIELD)
    assert at.top() > FIELD.bottom()


def test_of_a_place_that_takes_all_the_room_as_little_as_can_be_is_covered() -> None:
    wide = QRect(0, 0, 960, 440)
    at = QRect(beside(wide, SIZE, WINDOW, [QRect(0, 440, 960, 100)]), SIZE)
    assert WINDOW.contains(at)
    assert (at & wide).height() < 30
