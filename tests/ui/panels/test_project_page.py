"""The page of the project tells how it is trained, by what is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from studio.project import Project
from studio.training.early_stopping import EarlyStopping
from studio.ui.panels.inspector.project import ProjectPage
from studio.ui.session import Session
from studio.ui.widgets.readout import Readout


@pytest.fixture
def session(digits_project: Project) -> Iterator[Session]:
    opened = Session(digits_project)
    yield opened
    opened.close()


def told(page: ProjectPage) -> dict[str, str]:
    """The values by their names."""
    return dict(line.accessibleName().split(": ", 1) for line in page.findChildren(Readout) if line.accessibleName())


@pytest.mark.parametrize(
    ("settings", "present", "absent"),
    [
        ({"epochs": 7}, {"Epochs": "7", "Early stopping": "off"}, "Steps"),
        (
            {"steps": 900, "early_stopping": EarlyStopping(patience=3)},
            {"Steps": "900", "Early stopping": "validation_loss · 3"},
            "Epochs",
        ),
    ],
)
def test_length_and_early_stopping_are_told(
    qtbot: QtBot, session: Session, settings: dict[str, object], present: dict[str, str], absent: str
) -> None:
    page = ProjectPage(session)
    qtbot.addWidget(page)
    project = session.project
    session.apply("Set", replace(project, training=project.training.changed(**settings)))
    page.refresh()
    assert {name: told(page).get(name) for name in present} == present
    assert absent not in told(page)
