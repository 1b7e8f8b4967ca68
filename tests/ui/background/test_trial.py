"""What is tried beside the window and fails for a reason that nobody foresaw says which work it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from studio.project import Project
from studio.training.control import Control
from studio.ui.background.profile_trial import ProfileTrial
from studio.ui.background.rate_trial import RateTrial
from studio.ui.background.trial import Trial
from studio.ui.background.twins_trial import TwinsTrial
from studio.ui.dialogs.one_batch import OneBatchTrial


def fails(_: Control) -> Iterator[object]:
    yield from ()
    raise LookupError("odd")


@pytest.mark.parametrize(
    ("kind", "words"),
    [(RateTrial, "learning rate"), (ProfileTrial, "measurement"), (TwinsTrial, "both networks"),
     (OneBatchTrial, "one batch")],
)  # fmt: skip
def test_a_failure_names_the_work(qtbot: QtBot, digits_project: Project, kind: type[Trial], words: str) -> None:
    trial = kind()
    with qtbot.waitSignal(trial.ended):
        trial.begin(fails, digits_project)
    assert trial.failure is not None
    assert words in trial.failure.message
    assert trial.failure.message.endswith("LookupError: odd")
