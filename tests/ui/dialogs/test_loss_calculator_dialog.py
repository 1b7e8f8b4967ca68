"""The loss calculator: typed numbers, value and gradient, and what is said of numbers that cannot be used."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from studio.ui.background.pool import Pool
from studio.ui.dialogs.loss_calculator import LossCalculatorDialog

LONG = 60_000


@pytest.fixture
def dialog(qtbot: QtBot, pool: Pool) -> LossCalculatorDialog:
    made = LossCalculatorDialog(pool)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.value.text() == "L = 1.17694", timeout=LONG)
    return made


def test_softmax_and_logarithm_apart_are_shown_beside_the_loss(qtbot: QtBot, dialog: LossCalculatorDialog) -> None:
    dialog.probabilities.click()
    dialog.targets.setText("1")
    dialog.predictions.setText("2000,-1999")
    qtbot.waitUntil(lambda: dialog.value.text() == "L = 3999", timeout=LONG)
    assert "20.7233" in dialog.split.text()
    assert dialog.gradient.text().endswith("1, −1")


def test_what_cannot_be_used_is_said_in_place_of_a_number(qtbot: QtBot, dialog: LossCalculatorDialog) -> None:
    dialog.predictions.setText("0.05,0.95,nan;0.1,0.8,0.1")
    qtbot.waitUntil(dialog.message.isVisible, timeout=LONG)
    assert not dialog.value.isVisible()
    dialog.predictions.setText("0.05,0.95,0;0.1,0.8,0.1")
    qtbot.waitUntil(dialog.value.isVisible, timeout=LONG)
    assert not dialog.message.isVisible()
