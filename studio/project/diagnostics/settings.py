"""Checks of settings that exclude each other, whatever the network is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.graph import Problem
from studio.layers.declaration import format_value
from studio.project.diagnostics.check import Case, Check, argument
from studio.project.model import Project
from studio.text import tr
from studio.training.contradictions import contradictions


class Contradicting(Check):
    """A setting that does not go with another one."""

    name = "contradicting-settings"

    def find(self, case: Case) -> Iterator[Problem]:
        for found in contradictions(case.project.training):
            yield self.claims(Problem("error", None, found.finding), found.setting, found.value)

    def title(self, project: Project, problem: Problem) -> str:
        setting, value = argument(problem)
        if value is None:
            return tr("Leave {setting} empty", setting=setting)
        return tr("Set {setting} to {value}", setting=setting, value=format_value(value))

    def remedy(self, project: Project, problem: Problem) -> Project:
        setting, value = argument(problem)
        return replace(project, training=project.training.changed(**{setting: value}))
