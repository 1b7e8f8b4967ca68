"""What stands between a network without errors and its training: the next step, where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from studio.data.config import Kept
from studio.graph import Problem
from studio.project.diagnostics import OTHER_DATA, UNREAD
from studio.project.model import Project
from studio.text import tr


class Step(NamedTuple):
    """Something to choose: the folder of the data, or the data themselves. `words` say so on a button."""

    chooses: Literal["folder", "data"]
    words: str


def next_step(project: Project, problems: Sequence[Problem]) -> Step | None:
    """The step that leads on to training; None where it can begin, and where errors have to be put right first."""
    if not project.graph or any(problem.severity == "error" for problem in problems):
        return None
    if project.data.asks:
        lies_nowhere = isinstance(project.data, Kept) and not project.data.path.strip()
        return Step("folder" if lies_nowhere else "data", tr(project.data.asks))
    codes = {problem.code for problem in problems}
    is_unread = UNREAD in codes
    if is_unread and isinstance(project.data, Kept):
        return Step("folder", project.data.another)
    return Step("data", tr("Choose data")) if is_unread or OTHER_DATA.code in codes else None
