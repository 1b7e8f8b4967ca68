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
