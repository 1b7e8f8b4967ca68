"""Lessons as they are declared and kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio import paths
from studio.project import Project
from studio.project.lessons import keep, kept_project, lessons, progress
from studio.project.lessons.tasks import Seen


@pytest.mark.parametrize("name", lessons)
def test_each_begins_with_a_network_of_which_no_first_step_is_done(name: str) -> None:
    lesson = lessons[name]
    assert lesson.name == name
    assert not lesson.steps[0].task.is_done(Seen(lesson.begin()))


def test_progress_and_network_are_kept_and_a_finished_lesson_begins_again() -> None:
    lesson = lessons["gates"]
    project = replace(lesson.begin(), name="Mine")
    assert progress(lesson) == (0, False)
    assert kept_project(lesson) is None
    keep(lesson, 2, project)
    assert progress(lesson) == (2, False)
    kept = kept_project(lesson)
    assert kept is not None
    assert (kept.name, kept.graph.keys()) == ("Mine", project.graph.keys())
    keep(lesson, len(lesson.steps), project)
    assert progress(lesson) == (0, True)
    assert kept_project(lesson) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"gates": 3}', '{"gates": {"steps": "x"}}', '{"gates": {"steps": 99}}']
)
def test_a_damaged_file_of_progress_is_no_progress(text: str) -> None:
    paths.lessons().mkdir(parents=True)
    (paths.lessons() / "progress.json").write_text(text)
    assert progress(lessons["gates"]) == (0, False)
    keep(lessons["gates"], 1, Project())
    assert progress(lessons["gates"]).steps == 1


def test_a_lost_network_begins_the_lesson_anew() -> None:
    lesson = lessons["gates"]
    keep(lesson, 2, lesson.begin())
    (paths.lessons() / "gates.nns").write_text("{")
    assert kept_project(lesson) is None
