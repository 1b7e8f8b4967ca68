"""The line below the canvas leads a newcomer from a template to an exported network, and can be sent away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lesson_hands import LONG, LessonHands
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from studio.ui.window import choices
from studio.ui.window.main_window import MainWindow


@pytest.mark.slow
def test_following_it_ends_with_an_exported_network(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    hands, line = LessonHands(qtbot, window, tmp_path), window.next_line
    window.files.new()
    assert line.next is not None
    hands.hands.click(line.button)
    assert window.welcome.isVisible()
    window.welcome.template_chosen.emit("lenet5")
    project = window.session.project
    window.session.apply("Shorter", replace(project, training=project.training.changed(epochs=1)))
    qtbot.waitUntil(lambda: line.next is not None and line.next.action == "train.start", timeout=LONG)
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        hands.hands.click(line.button)
    qtbot.waitUntil(lambda: line.next is not None and line.next.action == "file.export", timeout=LONG)
    QTimer.singleShot(0, hands.fill_in_export)
    hands.hands.click(line.button)
    assert (tmp_path / "digits.onnx").is_file()
    assert "taken away" in line.words.text()


def test_sent_away_it_stays_away_until_it_is_wanted(window: MainWindow) -> None:
    window.files.new()
    assert window.next_line.isVisible()
    window.next_line.close_button.click()
    assert not window.next_line.isVisible()
    assert not choices.is_next_step_shown()
    window.action["view.next_step"].trigger()
    assert window.next_line.isVisible()
    assert choices.is_next_step_shown()


def test_it_gives_its_room_to_the_bar_of_values(window: MainWindow) -> None:
    window.files.new()
    window.action["view.values"].trigger()
    assert not window.next_line.isVisible()
    window.action["view.values"].trigger()
    assert window.next_line.isVisible()
    assert choices.is_next_step_shown()


def test_a_training_that_left_no_weights_does_not_count_as_trained(qtbot: QtBot, window: MainWindow) -> None:
    window.documents.open_template("three-layer-net")
    window.job.trainings.shown.folder = window.session.path or Path("run")
    qtbot.waitUntil(lambda: window.session.examination.is_up_to_date, timeout=LONG)
    window.next_line.refresh()
    assert window.next_line.next is not None
    assert "trained" not in window.next_line.words.text()
