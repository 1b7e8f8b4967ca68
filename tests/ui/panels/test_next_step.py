"""Before a training can begin, the window says what is still to be chosen, and one click leads there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from data_files import write_picture_folder
from data_kinds_prepared import prepared
from networks import chain
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from studio.data import data_kinds
from studio.graph import Graph
from studio.layers import layer
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.results.results import ResultsPanel
from studio.ui.panels.summary.summary import SummaryBar
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState

KEPT = [kind for kind, declared in data_kinds.items() if declared.create({}).asks]
ONLY_A_PATH = [kind for kind in KEPT if not data_kinds[kind].create({"path": "x"}).asks]


def network(classes: int, *shape: int) -> Graph:
    last = {"flatten": layer("Flatten"), "fc": layer("Linear", out_features=classes)}
    return chain(input=layer("Input", shape=shape), **last, output=layer("Output"))


class Desk:
    """A session with what it says of its readiness on the screen."""

    def __init__(self, qtbot: QtBot, session: Session, job: TrainingJob) -> None:
        self.qtbot, self.session = qtbot, session
        self.panel, self.bar = TrainingPanel(session, job, ResultsPanel(job)), SummaryBar(session)
        self.problems = ProblemsPanel(session)
        for widget, size in ((self.panel, (360, 900)), (self.bar, (900, 36)), (self.problems, (500, 300))):
            qtbot.addWidget(widget)
            widget.resize(*size)
            widget.show()

    def use(self, kind: str, path: str = "") -> None:
        data = data_kinds[kind].create({"path": path} if path else {})
        self.session.apply("Choose", replace(self.session.project, data=data))

    @property
    def offered(self) -> str:
        button = self.panel.controls.step_button
        assert button.isVisible() != self.panel.controls.train_button.isVisible()
        return button.text() if button.isVisible() else ""

    @property
    def sentence(self) -> str:
        return next(each for each in self.problems.findChildren(EmptyState) if each.isVisible()).sentence


@pytest.fixture
def desk(qtbot: QtBot, open_session: Callable[[Graph], Session], job: TrainingJob) -> Desk:
    return Desk(qtbot, open_session(network(10, 1, 8, 8)), job)


def choose_in_dialog(folder: Path) -> None:
    """Once the dialog for a folder is there, choose this one."""

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(20, choose)
            return
        dialog.selectFile(str(folder))
        dialog.accept()

    QTimer.singleShot(0, choose)


@pytest.mark.parametrize("kind", ONLY_A_PATH)
def test_what_is_not_chosen_yet_is_asked_for_by_one_click(kind: str, desk: Desk, tmp_path: Path) -> None:
    folder = Path(prepared(kind, tmp_path).path)  # type: ignore[attr-defined]
    desk.use(kind)
    words = data_kinds[kind].create({}).asks
    desk.qtbot.waitUntil(lambda: desk.offered == words and desk.bar.state.text() == words)
    assert desk.sentence == f"{words}, and it can be trained."
    choose_in_dialog(folder)
    with desk.qtbot.waitSignal(desk.session.project_changed):
        desk.qtbot.mouseClick(desk.panel.controls.step_button, Qt.MouseButton.LeftButton)
    assert Path(desk.session.project.data.path) == folder  # type: ignore[attr-defined]
    assert desk.offered == ""
    desk.session.undo()
    assert desk.offered == words


def test_a_table_asks_for_a_column_to_learn_once_it_is_chosen(desk: Desk, tmp_path: Path) -> None:
    config = prepared("table", tmp_path)
    desk.use("table")
    desk.qtbot.waitUntil(lambda: desk.offered == "Choose a table")
    desk.use("table", config.path)  # type: ignore[attr-defined]
    desk.qtbot.waitUntil(lambda: desk.offered == "Choose a column to learn")
    desk.session.apply("Choose", replace(desk.session.project, data=config))
    desk.qtbot.waitUntil(lambda: "Choose" not in desk.offered or desk.offered == "Choose data")


def test_train_asks_for_the_folder_too(desk: Desk, tmp_path: Path) -> None:
    desk.use("image_folder")
    choose_in_dialog(write_picture_folder(tmp_path / "data"))
    desk.panel.train()
    assert desk.offered == ""
    assert desk.session.undo_label == "Change path"


def test_the_line_of_totals_leads_to_the_step(desk: Desk) -> None:
    desk.use("image_folder")
    desk.qtbot.waitUntil(lambda: desk.bar.state.text() == "Choose a folder of pictures")
    with desk.qtbot.waitSignal(desk.bar.step_requested):
        desk.qtbot.mouseClick(desk.bar.state, Qt.MouseButton.LeftButton)


def test_a_folder_that_is_gone_is_a_warning_with_the_way_to_another(desk: Desk, tmp_path: Path) -> None:
    desk.use("image_folder", str(tmp_path / "gone"))
    desk.qtbot.waitUntil(lambda: desk.offered == "Choose another folder")
    assert [problem.severity for problem in desk.session.problems] == ["warning"]


def test_digits_that_do_not_suit_lead_to_the_choice_of_data(desk: Desk) -> None:
    desk.session.edit("Change", lambda _: network(1000, 3, 224, 224))
    desk.qtbot.waitUntil(lambda: desk.offered == "Choose data")
    assert desk.bar.state.text() == "Choose data"
    desk.panel.activateWindow()
    desk.qtbot.waitUntil(desk.panel.isActiveWindow)
    desk.qtbot.mouseClick(desk.panel.controls.step_button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is desk.panel.data.kind_field


def test_errors_of_the_network_come_first(desk: Desk) -> None:
    desk.use("image_folder")
    desk.session.edit("Change", lambda graph: chain(input=layer("Input", shape=(1, 8, 8)), conv=layer("Conv2d")))
    desk.qtbot.waitUntil(lambda: desk.bar.state.text() == "1 error")
    assert desk.offered == ""
