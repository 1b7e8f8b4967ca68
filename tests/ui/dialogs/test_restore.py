"""After a crash each piece of unsaved work is offered with its age, to be restored or discarded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio.project import Project
from studio.project.recovery import Recovered
from studio.ui.dialogs.restore import RestoreDialog, ago

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def found(tmp_path: Path, digits_project: Project) -> list[Recovered]:
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    for file in files:
        file.write_text("{}")
    return [Recovered(digits_project, None, datetime.now(UTC), file) for file in files]


def test_restoring_chooses_that_work_and_keeps_its_file_until_it_is_open(qtbot: QtBot, found: list[Recovered]) -> None:
    dialog = RestoreDialog(found)
    qtbot.addWidget(dialog)
    dialog.rows[1].restore.click()
    assert dialog.chosen is found[1]
    assert found[1].file.exists()


def test_discarding_takes_the_file_away_and_the_dialog_ends_with_the_last(qtbot: QtBot, found: list[Recovered]) -> None:
    dialog = RestoreDialog(found)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.rows[0].discard.click()
    assert not found[0].file.exists()
    assert dialog.isVisible()
    dialog.rows[0].discard.click()
    assert not found[1].file.exists()
    assert not dialog.isVisible()
    assert dialog.chosen is None


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=20), "Moments ago"),
        (timedelta(minutes=1, seconds=10), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(seconds=-30), "Moments ago"),
    ],
)
def test_the_age_is_told_in_words(age: timedelta, words: str) -> None:
    assert ago(NOW - age, NOW) == words
