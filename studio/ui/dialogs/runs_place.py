"""Asks where the runs of all projects are kept: beside each project, or in one folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from studio.project.errors import ProjectError
from studio.project.preferences import choose_place_of_runs, place_of_runs
from studio.project.run_places import place_for
from studio.text import tr
from studio.ui.dialogs.files import ask_for_folder
from studio.ui.dialogs.question import Answer, ask


def ask_for_runs_place(parent: QWidget, file: Path | None, tell: Callable[[str, str], None]) -> None:
    """Have new runs kept where a person wants them; those there are stay where they are, and are found there.

    `file` is that of the open project, `tell` says why the choice could not be kept.
    """
    answer = ask(parent, tr("Where are new runs kept?"), _told(file), _answers())
    chosen = None
    if answer == "folder":
        chosen = ask_for_folder(parent, tr("Folder for the runs of all projects"), place_for(file).parent)
    if answer == "beside" or chosen is not None:
        try:
            choose_place_of_runs(chosen)
        except ProjectError as error:
            tell(error.message, error.remedy)


def _told(file: Path | None) -> str:
    now = tr("At present those of this project go to “{folder}”.", folder=place_for(file))
    if file is None and place_of_runs() is None:
        return tr("{now} When the project is saved, they move beside its file.", now=now)
    return tr("{now} Runs that there are stay where they are, and stay in the list.", now=now)


def _answers() -> tuple[Answer, ...]:
    beside, folder = tr("Beside each project"), tr("In one folder…")
    if place_of_runs() is None:
        return Answer("beside", beside, "primary"), Answer("folder", folder), Answer("cancel", tr("Cancel"))
    return Answer("folder", folder, "primary"), Answer("beside", beside), Answer("cancel", tr("Cancel"))
