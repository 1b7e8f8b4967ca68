"""Every lesson is walked through by real events to its end; it can be left, and goes on where it was left."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson_hands import LONG, LessonHands
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.project.lessons import lessons, progress
from studio.ui.dialogs.question import Question
from studio.ui.widgets.callout import Callout
from studio.ui.window.lesson_places import place_of
from studio.ui.window.main_window import MainWindow


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> LessonHands:
    window.resize(1360, 860)
    return LessonHands(qtbot, window, tmp_path)


def press_entry(window: MainWindow, name: str) -> None:
    """Click the lesson on the start page."""
    (entry,) = [each for each in window.welcome.lessons.entries if each.lesson.name == name]
    QTest.mouseClick(entry, Qt.MouseButton.LeftButton)


def callout(window: MainWindow) -> Callout:
    assert window.tour.callout is not None
    return window.tour.callout


def do_step(hands: LessonHands) -> None:
    """Do what the step waits for; it goes on by itself, and not before."""
    window = hands.window
    step, at = window.tour.step, window.tour.steps
    assert step is not None
    hands.qtbot.waitUntil(lambda: place_of(step.task, window) is not None, timeout=LONG)
    assert step.words in callout(window).words.text()
    hands.do(step.task)
    hands.qtbot.waitUntil(lambda: window.tour.steps == at + 1, timeout=LONG)


@pytest.mark.slow
@pytest.mark.parametrize("name", lessons)
def test_a_lesson_is_done_by_what_it_says(hands: LessonHands, name: str) -> None:
    window, lesson = hands.window, lessons[name]
    press_entry(window, name)
    for number, step in enumerate(lesson.steps):
        assert window.tour.steps == number
        assert window.tour.step is step
        do_step(hands)
    assert callout(window).words.text() == lesson.learnt
    assert progress(lesson).is_done
    assert progress(lesson).steps == 0


def test_a_step_points_at_its_place_and_waits(qtbot: QtBot, hands: LessonHands) -> None:
    window = hands.window
    press_entry(window, "first-network")
    shown = callout(window)
    assert shown.isVisible()
    window.session.select(["relu1"])
    qtbot.waitUntil(lambda: not window.tour._again.isActive())
    assert window.tour.steps == 0
    place = place_of(lessons["first-network"].steps[0].task, window)
    assert place is not None
    area = place.within(window)
    assert area is not None
    assert not shown.geometry().intersects(area)
    do_step(hands)
    assert shown.words.text() == lessons["first-network"].steps[1].words


def test_the_words_follow_their_place_when_the_window_or_the_view_changes(qtbot: QtBot, hands: LessonHands) -> None:
    window, task = hands.window, lessons["first-network"].steps[0].task
    press_entry(window, "first-network")

    def stands_beside() -> bool:
        place = place_of(task, window)
        area = place.within(window) if place is not None else None
        frame = callout(window).geometry()
        return area is not None and window.rect().contains(frame) and not frame.intersects(area)

    qtbot.waitUntil(stands_beside, timeout=LONG)
    window.resize(1024, 700)
    qtbot.waitUntil(stands_beside, timeout=LONG)
    before = callout(window).pos()
    window.canvas.camera.pan(QPointF(120, 0))
    qtbot.waitUntil(lambda: stands_beside() and callout(window).pos() != before, timeout=LONG)


def test_a_lesson_is_reached_and_left_by_keys(qtbot: QtBot, hands: LessonHands) -> None:
    window = hands.window
    press_entry(window, "gates")
    window.canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert callout(window).lead.hasFocus()
    QTest.keyClick(callout(window).lead, Qt.Key.Key_Space)
    assert not callout(window).isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(window, Qt.Key.Key_F7)
    QTest.keyClick(callout(window).lead, Qt.Key.Key_Escape)
    assert not callout(window).isVisible()
    assert window.canvas.hasFocus()
    assert not window.action["help.leave_lesson"].isEnabled()


def test_a_lesson_goes_on_where_it_was_left_with_the_network_as_it_was(qtbot: QtBot, hands: LessonHands) -> None:
    window = hands.window
    press_entry(window, "batch-norm")
    do_step(hands)
    graph = window.session.graph
    window.tour.close()
    window.documents.new()
    assert progress(lessons["batch-norm"]).steps == 1
    again = MainWindow()
    qtbot.addWidget(again, before_close_func=lambda each: each.shut_down())
    again.show()
    again.begin()
    assert "1 of 5" in again.action["help.lesson.batch-norm"].text()
    again.action["help.lesson.batch-norm"].trigger()
    assert again.tour.steps == 1
    assert again.session.graph.keys() == graph.keys()


def test_another_document_leaves_the_lesson_as_it_was_kept(hands: LessonHands) -> None:
    window = hands.window
    press_entry(window, "batch-norm")
    do_step(hands)
    window.documents.new()
    assert window.tour.lesson is None
    assert progress(lessons["batch-norm"]).steps == 1


def test_unsaved_work_stays_beside_a_lesson_and_another_lesson_asks_before_it_takes_the_place(
    hands: LessonHands,
) -> None:
    window = hands.window
    window.documents.new()
    window.canvas.add_layer("ReLU")
    before = window.session.project
    window.action["help.lesson.gates"].trigger()
    assert window.documents.tabs[0].document.project is before
    window.canvas.add_layer("ReLU")
    lesson = window.session.project
    QTimer.singleShot(0, lambda: _cancel())
    window.action["help.lesson.batch-norm"].trigger()
    assert window.session.project is lesson
    window.session.undo()
    window.action["help.lesson.batch-norm"].trigger()
    assert [tab.document.project is before for tab in window.documents.tabs] == [True, False]
    assert window.tour.lesson is not None
    assert window.tour.lesson.name == "batch-norm"


def _cancel() -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Question)
    dialog.reject()


def test_a_step_whose_node_is_gone_says_so_and_offers_to_begin_anew(qtbot: QtBot, hands: LessonHands) -> None:
    window = hands.window
    press_entry(window, "gates")
    qtbot.waitUntil(lambda: callout(window).lead.isVisible())
    window.session.select([])
    window.session.edit("Remove", lambda graph: graph.without(frozenset({"nand_gate"})))
    qtbot.waitUntil(callout(window).offer.isVisible)
    assert "Undo" in callout(window).further.text()
    window.session.undo()
    qtbot.waitUntil(callout(window).lead.isVisible)
