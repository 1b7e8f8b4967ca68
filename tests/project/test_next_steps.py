"""What a newcomer is told to do next, from nothing to a network taken away."""

from __future__ import annotations

from dataclasses import replace

from studio.data import data_kinds
from studio.graph import Kind
from studio.project import Project
from studio.project.next_steps import Next, what_next
from studio.project.templates import template

WRONG = Kind("test-wrong", "It is wrong.", "")


def told(project: Project, training: str = "idle", *, run: bool = False, exported: bool = False) -> Next:
    return what_next(project, (), training, has_run=run, is_exported=exported)


def test_each_step_names_the_action_that_does_it() -> None:
    digits = template("lenet5").load()
    assert told(Project()).action == "file.start_page"
    assert told(digits).action == "train.start"
    assert told(digits, "running").action == ""
    assert told(digits, run=True).action == "file.export"
    assert told(digits, run=True, exported=True).action == "file.start_page"
    assert told(digits, exported=True) == told(digits)  # what was taken away had not been trained


def test_what_is_wrong_or_missing_comes_before_the_training() -> None:
    digits = template("lenet5").load()
    wrong = what_next(digits, [WRONG.problem("error", None)], "idle", has_run=False, is_exported=False)
    assert "It is wrong." in wrong.words
    unknown = what_next(digits, None, "idle", has_run=False, is_exported=False)
    assert (unknown.words, unknown.action) == ("The network is looked at …", "")
    folder = replace(digits, data=data_kinds["image_folder"].create({}))
    assert told(folder).offer == "Choose"
