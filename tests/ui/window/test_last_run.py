"""A project that is opened again shows what it was trained to, and its run can be gone on with and taken away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from answering import take, when_asked
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from studio import paths
from studio.project import Project
from studio.project.file import dumps, load, save
from studio.project.identity import identified
from studio.project.new_run import new_run
from studio.project.runs_of import run_of_document, runs_of
from studio.training.events import Evaluated
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.notes import annotate
from studio.training.snapshot import Snapshot
from studio.ui.dialogs.words import FieldDialog
from studio.ui.window.main_window import MainWindow

LONG = 60_000


@pytest.fixture
def file(tmp_path: Path, digits_project: Project) -> Path:
    """A saved project."""
    path = tmp_path / "digits.nns"
    save(identified(digits_project), path)
    return path


def trained(file: Path, **settings: object) -> Run:
    """A whole training of the project in a file, in its place."""
    project = load(file)
    project = replace(project, training=project.training.changed(**settings))
    run = new_run(project, file)
    list(train(Snapshot(project.name, project.graph, project.data, project.training, dumps(project)), run=run))
    return run


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.job.recalled, timeout=LONG):
        window.files.open(path)


def test_an_opened_project_shows_its_last_run_which_goes_on(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    trained(file)
    last = trained(file)
    annotate(last.path, title="The second")
    opened(qtbot, window, file)
    assert window.job.folder == last.path
    assert window.results.isVisibleTo(window.training)
    assert window.results.title == "Test accuracy"
    assert window.plots.isVisible()
    assert window.training.controls.train_button.text() == "Train"
    assert "more than 2 epochs" in window.training.controls.intention
    assert "The second" in window.training.controls.intention
    longer = window.session.project.training.changed(epochs=3)
    window.session.apply("", replace(window.session.project, training=longer))
    assert window.training.controls.train_button.text() == "Continue"
    assert "“The second” after epoch 2, up to 3" in window.training.controls.intention
    with qtbot.waitSignal(window.job.finished, timeout=LONG) as ended:
        window.train()
    assert (ended.args[0].epoch, window.job.folder) == (3, last.path)


def test_what_keeps_the_last_run_from_going_on_is_said_before(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    trained(file)
    opened(qtbot, window, file)
    wider = window.session.project.training.changed(batch_size=32, epochs=5)
    window.session.apply("", replace(window.session.project, training=wider))
    assert window.training.controls.train_button.text() == "Train"
    assert "begins a new run" in window.training.controls.intention
    assert "batch_size" in window.training.controls.intention


def test_an_edit_is_told_beside_the_result_of_the_network_before_it(
    qtbot: QtBot, window: MainWindow, file: Path
) -> None:
    trained(file, epochs=1)
    opened(qtbot, window, file)
    assert not window.results.change
    window.canvas.add_layer("ReLU")
    assert window.results.change
    window.session.undo()
    assert not window.results.change


def test_the_document_of_a_run_opens_that_run_as_a_copy(
    qtbot: QtBot, window: MainWindow, file: Path, tmp_path: Path
) -> None:
    first, later = trained(file), trained(file)
    document = first.path / "project.nns"
    written = document.read_bytes()
    opened(qtbot, window, document)
    assert window.job.folder == first.path
    assert window.session.path is None
    assert not window.session.is_modified
    assert not window.documents.save(document)
    assert "cannot be replaced" in window.notice.text
    assert document.read_bytes() == written
    assert window.documents.save(tmp_path / "copy.nns")
    assert window.job.folder == first.path
    assert {run.path for run in runs_of(window.session.project, tmp_path / "copy.nns")} == {first.path, later.path}


def test_only_the_unchanged_document_of_a_run_stands_for_it(file: Path, tmp_path: Path) -> None:
    run = trained(file, epochs=1)
    document = run.path / "project.nns"
    assert run_of_document(document) == run.path
    assert run_of_document(file) is None
    document.write_text(document.read_text().replace("Digits", "Mine"))
    assert run_of_document(document) is None
    (run.path / "config.json").unlink()
    assert run_of_document(document) is None
    assert run_of_document(tmp_path / "gone" / "project.nns") is None


def test_a_new_document_leaves_the_run_in_the_list_and_shows_nothing_of_it(
    qtbot: QtBot, window: MainWindow, file: Path
) -> None:
    run = trained(file, epochs=1)
    opened(qtbot, window, file)
    window.files.new()
    assert window.job.folder is None
    assert not window.results.isVisibleTo(window.training)
    assert window.training.controls.intention == ""
    assert [each.path for each in runs_of(load(file), file)] == [run.path]


def test_a_run_that_cannot_be_read_does_not_keep_the_project_from_opening(
    qtbot: QtBot, window: MainWindow, file: Path
) -> None:
    run = trained(file, epochs=1)
    (run.path / "network.json").write_text("{}")
    with qtbot.assertNotEmitted(window.job.recalled, wait=300):
        window.files.open(file)
    assert window.session.path == file
    assert paths.runs().exists() is False


def test_a_stopped_run_of_the_list_is_tested_and_shows_its_result(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    run = trained(file)
    lines = (run.path / "events.jsonl").read_text().splitlines(keepends=True)
    (run.path / "events.jsonl").write_text("".join(line for line in lines if "Evaluated" not in line))
    opened(qtbot, window, file)
    window.show_runs()
    qtbot.waitUntil(lambda: bool(window.session.runs.runs), timeout=LONG)
    assert "test_accuracy" not in window.session.runs.runs[0].metrics
    window.run_actions.test(run.path)
    qtbot.waitUntil(lambda: "after epoch 2, on 270 test samples" in window.notice.text, timeout=LONG)
    qtbot.waitUntil(lambda: "test_accuracy" in window.session.runs.runs[0].metrics, timeout=LONG)
    (run.path / "checkpoints" / "checkpoints.json").unlink()
    window.run_actions.test(run.path)
    qtbot.waitUntil(lambda: "no weights yet" in window.notice.text, timeout=LONG)


def test_a_kept_epoch_is_chosen_to_be_tested(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    run = trained(file, keep_every=1)
    opened(qtbot, window, file)

    def choose(dialog: QWidget) -> None:
        assert isinstance(dialog, FieldDialog)
        assert isinstance(dialog.field, QComboBox)
        words = [dialog.field.itemText(place) for place in range(dialog.field.count())]
        assert words == ["Best epoch (2)", "Last epoch (2)", "Epoch 2", "Epoch 1"]
        take("epoch-1")(dialog)

    when_asked(choose)
    window.run_actions.test(run.path)
    qtbot.waitUntil(lambda: "after epoch 1, on 270 test samples" in window.notice.text, timeout=LONG)
    tested = [event for event in run.events() if isinstance(event, Evaluated)]
    assert (tested[-1].checkpoint, tested[-1].epoch) == ("epoch-1", 1)


def test_the_window_closes_while_a_run_is_tested(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    run = trained(file, epochs=1)
    opened(qtbot, window, file)
    window.run_actions.test(run.path)
    window.close()
    assert not window.isVisible()
