"""Several documents in one window: each comes back as it was left, and nothing of one is told of another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from answering import answer
from hands import Hands
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.graph.edits import rename
from studio.project import Project
from studio.project.file import load, save
from studio.project.identity import identified
from studio.training.events import BatchesDone
from studio.ui.window.main_window import MainWindow

LONG = 60_000
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def files(tmp_path: Path, digits_project: Project) -> tuple[Path, Path]:
    """Two saved projects; the second has a layer of another name."""
    first, second = tmp_path / "first.nns", tmp_path / "second.nns"
    save(identified(digits_project), first)
    save(
        identified(replace(digits_project, name="Other").with_graph(rename(digits_project.graph, "fc1", "wide"))),
        second,
    )
    return first, second


def names(window: MainWindow) -> list[str]:
    return [tab.name for tab in window.documents.tabs]


def is_of_batches(event: object) -> bool:
    return isinstance(event, BatchesDone)


def test_each_document_comes_back_as_it_was_left(qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]) -> None:
    hands, first, second = Hands(qtbot, window), *files
    window.files.open(first)
    assert not window.tabs.isVisible()
    window.session.select(["fc1"])
    window.canvas.action["edit.duplicate"].trigger()
    window.session.select(["fc1"])
    window.canvas.look_at(QPointF(40, 90), 0.5)
    window.files.open(second)
    assert (names(window), window.tabs.bar.currentIndex()) == (["first.nns", "second.nns"], 1)
    assert window.tabs.isVisible()
    assert "wide" in window.canvas.network.nodes
    assert (window.session.undo_label, window.session.selection) == (None, frozenset())
    assert window.tabs.bar.tabText(0) == "first.nns •"
    field = window.windowTitle()
    hands.press(Qt.Key.Key_Tab, CONTROL)
    assert field != window.windowTitle()
    assert window.session.selection == {"fc1"}
    assert window.session.undo_label is not None
    assert window.canvas.camera.zoom == 0.5
    assert (window.canvas.camera.centre - QPointF(40, 90)).manhattanLength() < 4
    window.session.undo()
    assert window.tabs.bar.tabText(0) == "first.nns"
    window.files.open_template("resnet20")
    window.session.enter("layer1")
    window.files.new()
    assert window.canvas.camera.zoom == 1.0
    hands.press(Qt.Key.Key_Tab, CONTROL, SHIFT)
    assert (window.session.project.name, window.session.level) == ("ResNet-20", ("layer1",))
    window.files.open(first)  # is open: its tab is shown
    assert names(window) == ["first.nns", "ResNet-20", "Untitled", "second.nns"]
    assert window.session.path == first
    assert not window.documents.save(second)
    assert "open in another tab" in window.notice.text


def test_what_is_typed_when_another_document_is_shown_belongs_to_the_one_before(
    qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]
) -> None:
    hands, first, second = Hands(qtbot, window), *files
    window.files.open(second)
    window.files.open(first)
    window.session.select(["fc2"])
    name = window.inspector.node_page.header.name
    name.setFocus()
    QTest.keyClick(name, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(name, "last")
    hands.press(Qt.Key.Key_Tab, CONTROL)
    assert window.session.path == second
    assert not window.session.is_modified
    assert "fc2" in window.session.graph
    hands.press(Qt.Key.Key_Tab, CONTROL)
    assert "last" in window.session.graph


def test_documents_are_closed_by_key_click_and_middle_click_and_asked_about(
    qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]
) -> None:
    hands, second = Hands(qtbot, window), files[1]
    for path in files:
        window.files.open(path)
    window.files.open_template("xor-mlp")
    hands.press(Qt.Key.Key_W, CONTROL)
    assert len(window.documents.tabs) == 2
    window.files.open_template("xor-mlp")
    bar = window.tabs.bar
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(2).center())
    assert names(window) == ["first.nns", "second.nns"]
    assert window.session.path == second
    window.canvas.add_layer("ReLU")
    window.documents.step(1)
    answer("cancel")
    hands.click(bar.tabButton(1, bar.ButtonPosition.RightSide))
    assert window.session.path == second
    answer("save")
    window.files.close()
    assert "relu1" in load(second).graph
    assert names(window) == ["first.nns"]
    window.files.close()
    assert names(window) == ["Untitled"]
    assert window.welcome.isVisible()
    assert not window.session.is_modified


def test_a_training_belongs_to_its_document(qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]) -> None:
    first, second = files
    window.files.open(first)
    endless = window.session.project.training.changed(epochs=100_000)
    window.session.apply("Longer", replace(window.session.project, training=endless))
    assert window.files.save()
    with qtbot.waitSignal(window.job.happened, timeout=LONG, check_params_cb=is_of_batches):
        window.train()
    run, controls = window.job.folder, window.training.controls
    qtbot.waitUntil(lambda: bool(window.plots.charts), timeout=LONG)
    window.files.open(second)
    assert (window.job.state, window.job.folder, window.job.project) == ("idle", None, None)
    assert controls.progress.step == 0
    assert not window.action["train.stop"].isEnabled()
    assert not window.plots.board.runs
    assert window.tabs.bar.tabIcon(0).isNull() is False
    window.training.train()
    assert window.job.state == "idle"
    assert "“Digits” is being trained, in another tab." in window.notice.text
    heard: list[object] = []
    window.job.happened.connect(heard.append)
    training = window.job.trainings.all[0]
    reached = training.last
    qtbot.waitUntil(lambda: training.last is not reached, timeout=LONG)
    assert heard == []
    window.files.open(first)
    assert (window.job.state, window.job.folder) == ("running", run)
    assert controls.progress.step > 0
    assert not window.results.isVisibleTo(window.training)
    qtbot.waitUntil(lambda: bool(window.plots.board.runs), timeout=LONG)
    qtbot.waitUntil(lambda: bool(heard), timeout=LONG)
    window.files.open(second)
    answer("stop")
    window.files.close(window.documents.tabs[0])
    assert names(window) == ["second.nns"]
    qtbot.waitUntil(lambda: not window.job.trainings.is_busy, timeout=LONG)
    assert window.job.folder is None


def test_a_training_that_ends_unseen_is_told_and_its_tab_shows_the_result(
    qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]
) -> None:
    first, second = files
    window.files.open(first)
    with qtbot.waitSignal(window.job.started):
        window.train()
    window.files.open(second)
    with qtbot.waitSignal(window.job.ended_unseen, timeout=LONG):
        pass
    assert "The training of “Digits” is over" in window.notice.text
    assert not window.results.isVisibleTo(window.training)
    window.documents.step(1)
    assert window.results.title == "Test accuracy"
    assert "more than 2 epochs" in window.training.controls.intention
    run = window.job.folder
    window.documents.step(1)
    assert window.job.folder is None
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.train()
    assert window.job.folder not in (None, run)
    assert window.job.folder.parent == second.with_suffix(".runs")


def test_what_was_open_is_open_the_next_time(qtbot: QtBot, window: MainWindow, files: tuple[Path, Path]) -> None:
    first, second = files
    for path in files:
        window.files.open(path)
    window.files.open_template("xor-mlp")
    window.documents.step(-1)
    window.shut_down()
    window.hide()
    later = MainWindow()
    later.show()
    later.begin()
    assert (names(later), later.session.path) == (["first.nns", "second.nns"], second)
    later.shut_down()
    first.unlink()
    third = second.with_name("third.nns")
    third.write_bytes(second.read_bytes())
    last = MainWindow()
    last.begin(third)
    assert (names(last), last.session.path) == (["second.nns", "third.nns"], third)
    assert "first.nns was open the last time" in last.notice.text
    last.shut_down()
    for made in (later, last):
        made.deleteLater()
