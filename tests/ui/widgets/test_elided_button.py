"""A button that gets narrower than its words."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui import theme
from studio.ui.widgets.elided_button import LEAST, ElidedButton


@pytest.mark.parametrize("styled", [False, True])
def test_words_that_fit_are_shown_whole_and_others_on_pointing_at_them(
    qtbot: QtBot, qapp: QApplication, styled: bool
) -> None:
    if styled:
        theme.apply(qapp)
    button = ElidedButton("Switch bias & scale of conv off in every ConvNormUnit")
    qtbot.addWidget(button)
    button.show()
    qtbot.waitExposed(button)
    button.resize(button.sizeHint())
    assert button.text().replace("&&", "&") == button.words
    assert not button.toolTip()
    button.resize(LEAST, button.height())
    assert button.text().endswith("…")
    assert button.fontMetrics().horizontalAdvance(button.text()) < LEAST
    assert button.toolTip() == button.words
    button.resize(button.sizeHint())
    assert button.text().replace("&&", "&") == button.words


def test_it_asks_for_little_room_and_likes_to_have_enough(qtbot: QtBot) -> None:
    long, short = ElidedButton("Choose another loss for this kind of data"), ElidedButton("Undo")
    for button in (long, short):
        qtbot.addWidget(button)
        assert button.minimumSizeHint().width() <= LEAST
    assert long.sizeHint().width() > LEAST
    assert short.minimumSizeHint() == short.sizeHint()
