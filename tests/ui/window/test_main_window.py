"""The main window passes on what canvas, panels and files have to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from answering import answer
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Source, edits
from studio.layers import layer
from studio.project import Project
from studio.project.file import load, save
from studio.project.recent_files import recent
from studio.ui.window.main_window import MainWindow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A project file with an Input and an Output."""
    graph = edits.add(Graph(), "input", layer("Input"))
    graph = edits.add(graph, "output", layer("Output"), (Source("input"),))
    path = tmp_path / "small.nns"
    save(Project("Small", graph), path)
    return path


def test_an_opened_file_is_shown_named_and_remembered(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    assert list(window.session.graph) == ["input", "output"]
    assert window.windowTitle().startswith("small.nns")
    assert not window.isWindowModified()
    assert window.canvas.isVisible()
    assert recent() == [file]


def test_a_file_that_cannot_be_opened_is_told_on_the_start_page(window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nns"
    broken.write_text("{")
    window.files.open(broken)
    assert window.welcome.isVisible()
    assert window.notice.isVisible()
    assert "“broken.nns” cannot be opened." in window.notice.text


def test_an_edit_marks_the_title_and_saving_clears_it(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.canvas.add_layer("ReLU")
    assert window.isWindowModified()
    assert window.files.save()
    assert not window.isWindowModified()
    assert "relu1" in load(file).graph


def test_unsaved_work_is_asked_about_before_it_is_closed(window: MainWindow, file: Path) -> None:
    window.files.new()
    window.canvas.add_layer("Conv2d")
    window.files.open(file)
    unsaved = window.documents.tabs[0]
    answer("cancel")
    window.files.close(unsaved)
    assert list(window.session.graph) == ["conv1"]
    answer("discard")
    window.files.close(unsaved)
    assert list(window.session.graph) == ["input", "output"]
    assert len(window.documents.tabs) == 1


def test_a_refused_edit_is_told_with_its_reason(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.session.edit("Rename", lambda graph: edits.rename(graph, "input", "class"))
    assert "Python uses this word itself" in window.notice.text


def test_a_hint_of_the_canvas_is_shown(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.canvas.action["edit.insert"].setEnabled(True)
    window.canvas.action["edit.insert"].trigger()
    assert "Select a link first" in window.notice.text


def test_a_project_file_dropped_on_the_window_is_opened(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    Hands(qtbot, window).drop_file(file)
    qtbot.waitUntil(lambda: list(window.session.graph) == ["input", "output"])


def test_undo_is_named_in_the_menu(window: MainWindow) -> None:
    window.files.new()
    assert not window.action["edit.undo"].isEnabled()
    window.canvas.add_layer("Conv2d")
    assert window.action["edit.undo"].text() == "Undo Add Conv2d"
    window.action["edit.undo"].trigger()
    assert len(window.session.graph) == 0
    assert window.action["edit.redo"].text() == "Redo Add Conv2d"


def test_a_template_leads_to_a_network_ready_to_train(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_template("lenet5")
    session = window.session
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    assert window.summary.state.text() == "Ready to train"
    Hands(qtbot, window).select("conv1")
    assert window.session.selection == {"conv1"}


def test_an_empty_network_is_called_that(qtbot: QtBot, window: MainWindow) -> None:
    window.files.new()
    qtbot.waitUntil(lambda: window.summary.state.text() == "Empty network", timeout=30_000)


def test_commands_of_the_canvas_rest_on_the_start_page(window: MainWindow, file: Path) -> None:
    window.files.open(file)
    window.show_welcome()
    assert not window.canvas.action["edit.find"].isEnabled()
    window.files.open(file)
    assert window.canvas.action["edit.find"].isEnabled()


def test_spare_room_goes_to_the_canvas_and_to_no_panel_beside_it(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    assert window.documents.open(file)
    beside = [panel.width() for panel in (window.layers, window.inspector)]
    canvas = window.canvas.width()
    window.resize(window.width() + 300, window.height())
    qtbot.waitUntil(lambda: window.canvas.width() == canvas + 300)
    assert [panel.width() for panel in (window.layers, window.inspector)] == beside


def test_enter_on_a_card_puts_the_cursor_into_its_first_parameter(window: MainWindow, file: Path, qtbot: QtBot) -> None:
    window.files.open(file)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for kind, first in (("Conv2d", "Out channels"), ("ReLU", "Name"), ("Dropout", "Probability")):
        window.canvas.add_layer(kind)
        window.canvas.setFocus()
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
        assert window.focusWidget().accessibleName() == first
