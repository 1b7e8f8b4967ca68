"""How far a person came in each lesson, and the network as it was then, kept from one start to the next."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from studio import paths
from studio.files import replace_file
from studio.project import file
from studio.project.errors import ProjectError
from studio.project.lessons.lesson import Lesson
from studio.project.model import Project
from studio.project.templates import template
from studio.text import in_english, in_language, ntr, tr

_log = logging.getLogger(__name__)


class Progress(NamedTuple):
    """Steps done of the present round, and whether the lesson was once done to its end."""

    steps: int = 0
    is_done: bool = False

    def told(self, lesson: Lesson) -> str:
        """In words: how long a lesson is, how much of it is done."""
        total = len(lesson.steps)
        if self.steps:
            return tr("{done} of {total} steps done", done=self.steps, total=total)
        return tr("Done") if self.is_done else ntr("{count} step", "{count} steps", total)


def progress(lesson: Lesson) -> Progress:
    """How far a person came; nowhere where nothing sound is kept."""
    kept = _read().get(lesson.name)
    steps = kept.get("steps") if isinstance(kept, dict) else None
    if not isinstance(kept, dict) or not isinstance(steps, int) or not 0 <= steps < len(lesson.steps):
        return Progress()
    return Progress(steps, kept.get("done") is True)


def keep(lesson: Lesson, steps: int, project: Project) -> None:
    """So many steps are done, and this is the network now; all of them: the lesson is done and can begin again."""
    is_done = steps >= len(lesson.steps)
    entry = {"steps": 0 if is_done else steps, "done": is_done or progress(lesson).is_done}
    try:
        paths.lessons().mkdir(parents=True, exist_ok=True)
        if not is_done:
            file.save(replace(project, name=in_english(project.name)), _place(lesson))
        _write({**_read(), lesson.name: entry})
    except (OSError, ProjectError) as error:
        _log.warning("How far the lesson came could not be kept: %s", error)
    if is_done:
        with suppress(OSError):
            _place(lesson).unlink(missing_ok=True)


def kept_project(lesson: Lesson) -> Project | None:
    """The network as it was when the lesson was left; None where it did not come so far or is not to be read."""
    if not progress(lesson).steps:
        return None
    try:
        kept, title = file.load(_place(lesson)), in_language(template(lesson.template).title)
    except ProjectError:
        return None
    return replace(kept, name=title) if kept.name == in_english(title) else kept


def _place(lesson: Lesson) -> Path:
    return paths.lessons() / f"{lesson.name}{file.SUFFIX}"


def _read() -> dict[str, object]:
    try:
        found = json.loads((paths.lessons() / "progress.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(entries: dict[str, object]) -> None:
    replace_file(paths.lessons() / "progress.json", json.dumps(entries).encode())
