"""What to say where a setting of a project could not be read, so that another one stands in for it."""

from __future__ import annotations

from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.project.reading import PLUGIN_MISSING
from studio.text import paragraph, tr


def stand_in(project: Project) -> tuple[str, str] | None:
    """What is wrong and what to do; None where every setting is that of the file."""
    wrong = next((each for each in project.notices if each.severity == "error"), None)
    if wrong is None:
        return None
    missing = next((each for each in project.notices if each.code == PLUGIN_MISSING.code), None)
    if missing is not None:
        return paragraph(wrong.message, missing.message), missing.remedy
    return wrong.message, tr("Correct it in the file, or choose another in the window.")


def refuse_missing_plugin(project: Project) -> None:
    """Raise ProjectError where a setting has a stand-in and a plug-in lacks that the project was made with."""
    found = stand_in(project)
    if found is not None and any(each.code == PLUGIN_MISSING.code for each in project.notices):
        raise ProjectError(*found)
