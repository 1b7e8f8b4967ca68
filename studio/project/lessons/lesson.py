"""What a lesson is: a network to begin with, and steps that each wait for something a person does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.project.lessons.tasks import Task
from studio.project.model import Project
from studio.project.overrides import overridden
from studio.project.templates import template


@dataclass(frozen=True)
class Step:
    """One thing to do, and in the same words what there is to see or why."""

    words: str
    task: Task


@dataclass(frozen=True)
class Lesson:
    """A guided tour. `name` never changes: how far a person came is kept by it.

    It begins with a template, with `settings` such as `training.epochs=6` so that trainings stay short. `learnt` is
    told at the end.
    """

    name: str
    title: str
    about: str
    template: str
    steps: Sequence[Step]
    learnt: str
    settings: Sequence[str] = ()

    def begin(self) -> Project:
        """The project of its first step."""
        return overridden(template(self.template).load(), self.settings)
