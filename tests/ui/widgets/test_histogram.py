"""The words below a histogram have room, or are fewer."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from studio.compiler.first_weights import Distribution
from studio.ui import theme
from studio.ui.widgets.histogram import Histogram


def test_a_narrow_one_says_less_and_never_half_a_word(qtbot: QtBot) -> None:
    shown = Histogram("Weights")
    qtbot.addWidget(shown)
    shown.show_distribution(Distribution((1, 2, 1), -1.0, 1.0, 0.0244, 0.576, 1_200_000))
    font = theme.font(11)
    shown.resize(400, shown.height())
    assert shown.fitting_words(font) == shown.words
    assert "σ 0.576" in shown.words
    assert "numbers" in shown.words
    shown.resize(150, shown.height())
    assert shown.fitting_words(font) == "mean 0.0244 · σ 0.576"
    shown.resize(60, shown.height())
    assert shown.fitting_words(font).endswith("…")


def test_one_of_several_in_a_row_says_as_much_as_its_neighbours(qtbot: QtBot) -> None:
    shown = Histogram("Weights", counts=False)
    qtbot.addWidget(shown)
    shown.show_distribution(Distribution((1, 2, 1), -1.0, 1.0, 0.0244, 0.576, 1_200_000))
    shown.resize(400, shown.height())
    assert shown.fitting_words(theme.font(11)) == "mean 0.0244 · σ 0.576"
    assert "numbers" in shown.accessibleName()
