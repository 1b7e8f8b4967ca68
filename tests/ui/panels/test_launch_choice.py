"""Where trainings run is a person's choice: it is kept, holds in every project, and damaged choices mean the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio import paths
from studio.project import preferences
from studio.training.launch import Launching
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.training.launch_choice import LaunchChoice


def choose(qtbot: QtBot, choice: LaunchChoice, how: str) -> None:
    """Pick from the list with the keyboard, as its first letters find it."""
    field = choice.how.forms[0].editor("how")
    qtbot.keyClicks(field, how)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_choice_holds_for_the_next_training_and_the_next_window(qtbot: QtBot, job: TrainingJob) -> None:
    choice = LaunchChoice(job)
    qtbot.addWidget(choice)
    assert job.launching == Launching()
    assert choice.processes.isHidden()
    choose(qtbot, choice, "torchrun")
    assert job.launching == Launching(how="torchrun")
    assert not choice.processes.isHidden()
    later = TrainingJob()
    qtbot.addWidget(LaunchChoice(later))
    assert later.launching == Launching(how="torchrun")
    later.close()


@pytest.mark.parametrize(
    "content", ['{"launching": 3}', '{"launching": {"how": "rocket"}}', '{"launching": {"processes": 0}}', "[]", "\x00"]
)
def test_a_damaged_choice_is_none(content: str) -> None:
    paths.preferences().parent.mkdir(parents=True, exist_ok=True)
    paths.preferences().write_text(content, encoding="utf-8")
    assert preferences.launching() == Launching()


def test_other_choices_stay(tmp_path: Path) -> None:
    preferences.choose_place_of_runs(tmp_path)
    preferences.choose_launching(Launching(how="process"))
    assert preferences.place_of_runs() == tmp_path
    preferences.choose_place_of_runs(None)
    assert preferences.launching() == Launching(how="process")


def test_a_choice_that_cannot_be_kept_holds_for_now(qtbot: QtBot, job: TrainingJob) -> None:
    choice = LaunchChoice(job)
    qtbot.addWidget(choice)
    paths.preferences().mkdir(parents=True)
    with qtbot.waitSignal(choice.refused):
        choose(qtbot, choice, "process")
    assert job.launching.how == "process"
