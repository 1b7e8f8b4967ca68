"""Runs taken up from their list: opened with curves and weights, and trained further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from answering import take, when_asked
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from studio.layers.dense import Linear
from studio.project import Project
from studio.training.events import EpochDone, RunFinished
from studio.training.runs import Run
from studio.training.runs.origin import Origin
from studio.training.runs.ownership import owned
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.words import FieldDialog
from studio.ui.window.main_window import MainWindow

LONG = 90_000


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow, digits_project: Project) -> Path:
    """The run of a training of one epoch, in a window that shows its list."""
    project = replace(digits_project, training=digits_project.training.changed(epochs=1))
    window.documents.show(project)
    window.session.begin()
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=LONG)
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.train()
    window.show_runs()
    qtbot.waitUntil(lambda: len(window.session.runs.rows) == 1)
    assert window.job.folder is not None
    window.runs.table.select([window.job.folder.resolve()])
    return window.job.folder


def widen(window: MainWindow) -> None:
    graph = window.session.project.graph
    wider = replace(graph["fc1"], layer=Linear(out_features=33))
    window.session.apply("Widen", window.session.project.with_graph(graph.replacing({"fc1": wider})))


def further(epochs: int) -> Callable[[QWidget], object]:
    """Ask for so many epochs in all."""

    def give(dialog: QWidget) -> None:
        assert isinstance(dialog, FieldDialog)
        assert isinstance(dialog.field, QSpinBox)
        dialog.field.setValue(epochs)
        dialog.keep_button.click()

    return give


@pytest.mark.slow
def test_a_run_is_opened_as_it_was_trained_and_exported_with_its_weights(
    qtbot: QtBot, window: MainWindow, trained: Path, tmp_path: Path
) -> None:
    widen(window)
    QTest.keyClick(window.runs.table, Qt.Key.Key_Return)
    assert window.session.project.graph["fc1"].layer == Linear(out_features=32)
    assert window.session.path is None
    qtbot.waitUntil(lambda: window.job.folder == trained, timeout=LONG)
    told: list[str] = []

    def export(dialog: QWidget) -> None:
        assert isinstance(dialog, ExportDialog)
        qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
        told.append(dialog.weights.text)
        dialog.reject()

    when_asked(export)
    window.action["file.export"].trigger()
    assert f"“{trained.name}” after epoch 1, its best" in told[0]


@pytest.mark.slow
def test_a_finished_run_is_trained_further_up_to_what_is_asked_for(
    qtbot: QtBot, window: MainWindow, trained: Path
) -> None:
    when_asked(further(3))
    with qtbot.waitSignal(window.job.finished, timeout=LONG) as finished:
        window.runs.action["runs.go_on"].trigger()
    assert finished.args is not None
    assert isinstance(finished.args[0], RunFinished)
    assert window.job.folder == trained
    assert [each.epoch for each in Run.open(trained).events() if isinstance(each, EpochDone)] == [1, 2, 3]
    assert window.session.undo_label == "Train longer"


@pytest.mark.slow
def test_a_run_of_another_network_goes_on_with_its_own(qtbot: QtBot, window: MainWindow, trained: Path) -> None:
    widen(window)
    before = window.session.project

    when_asked(further(2))
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.runs.action["runs.go_on"].trigger()
    assert window.session.project.graph["fc1"].layer == Linear(out_features=32)
    assert window.session.project.graph is not before.graph
    assert [each.epoch for each in Run.open(trained).events() if isinstance(each, EpochDone)] == [1, 2]


@pytest.mark.slow
def test_a_new_run_of_the_edited_network_begins_with_the_weights_of_what_stayed(
    qtbot: QtBot, window: MainWindow, trained: Path
) -> None:
    graph = window.session.project.graph
    other = replace(graph["relu"], layer=Linear(out_features=32))
    window.session.apply("Edit", window.session.project.with_graph(graph.replacing({"relu": other})))
    told: list[str] = []
    window.job.happened.connect(lambda event: told.append(window.training.message.text))
    when_asked(take("last"))
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.runs.action["runs.branch"].trigger()
    assert f"“fc1” and “fc2” are those of the run “{trained.name}” (the last, of epoch 1). “relu” begins" in told[0]
    assert window.job.folder is not None
    assert window.job.folder != trained
    origin = Origin.read(window.job.folder)
    assert origin is not None
    assert (origin.which, origin.kept, origin.fresh) == ("last", ("fc1", "fc2"), ("relu",))


def test_a_run_with_nothing_in_common_gives_no_weights(qtbot: QtBot, window: MainWindow, trained: Path) -> None:
    widen(window)
    when_asked(take("best"))
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.runs.action["runs.branch"].trigger()
    assert "No node of this network has weights like those" in window.training.message.text
    assert window.session.runs.runs[0].path == trained.resolve()


def test_columns_are_as_they_were_left(qtbot: QtBot, window: MainWindow) -> None:
    window.runs.table.show_column("device", False)
    other = MainWindow()
    assert other.runs.table.choices == {"device": False}
    other.shut_down()
    other.deleteLater()


def test_a_run_that_cannot_go_on_says_why(qtbot: QtBot, window: MainWindow, trained: Path) -> None:
    with owned(trained):
        window.runs.action["runs.go_on"].trigger()
        qtbot.waitUntil(window.notice.isVisible)
    assert "is being trained" in window.notice.text
    window.notice.hide()
    (trained / "checkpoints" / "checkpoints.json").unlink()
    window.runs.action["runs.go_on"].trigger()
    qtbot.waitUntil(window.notice.isVisible)
    assert "checkpoint" in window.notice.text
    assert not window.job.is_active


def test_a_run_without_its_document_is_not_opened(qtbot: QtBot, window: MainWindow, trained: Path) -> None:
    (trained / "project.nns").unlink()
    project = window.session.project
    QTest.keyClick(window.runs.table, Qt.Key.Key_Return)
    qtbot.waitUntil(window.notice.isVisible)
    assert "project.nns" in window.notice.text
    assert window.session.project is project
