"""Undo and redo without limit: the earlier and later values of a project, each step with its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from studio.project.level import Level
from studio.project.model import Project


class Sight(NamedTuple):
    """What a person had before them: the blocks entered, and the nodes and annotations selected there."""

    level: Level = ()
    selection: frozenset[str] = frozenset()
    annotations: frozenset[str] = frozenset()


NOTHING = Sight()


class _Step(NamedTuple):
    """A step by its name, with the value at its far end and what was in sight when that was left."""

    label: str
    project: Project
    sight: Sight


@dataclass
class History:
    """The present value with what lies before and after it. Values are immutable, so keeping one costs little."""

    present: Project
    sight: Sight = NOTHING
    """What was in sight when the present value was last left by a step back or forth."""
    _past: list[_Step] = field(default_factory=list)
    _future: list[_Step] = field(default_factory=list)
    _settled: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of all steps from the first on, also of those that were taken back."""
        return (*(step.label for step in self._past), *(step.label for step in reversed(self._future)))

    @property
    def done(self) -> int:
        """How many of the steps are done, as the others were taken back."""
        return len(self._past)

    @property
    def undo_label(self) -> str | None:
        """Name of the step that undo takes back, None when there is none."""
        return self._past[-1].label if self._past else None

    @property
    def redo_label(self) -> str | None:
        """Name of the step that redo brings back, None when there is none."""
        return self._future[-1].label if self._future else None

    @property
    def before(self) -> Project | None:
        """The value that undo would bring back, None when there is none."""
        return self._past[-1].project if self._past else None

    @property
    def first(self) -> Project:
        """The value that all steps began from."""
        return self._past[0].project if self._past else self.present

    def apply(self, label: str, project: Project, sight: Sight = NOTHING, *, merge: bool = False) -> None:
        """Make `project` the present. `merge` joins it to the last step when that has the same label.

        `sight` is what a person has before them, which going back brings again.
        """
        if not merge or self._settled or self._future or self.undo_label != label:
            self._past.append(_Step(label, self.present, sight))
        self._settled = False
        self._future.clear()
        self.present = project

    def amend(self, project: Project) -> None:
        """Put `project` in place of the present without a step: what comes of saving, and is no edit."""
        self.present = project

    def replace_each(self, change: Callable[[Project], Project]) -> None:
        """Put another value in place of each, as where all of them are told in another language."""
        self.present = change(self.present)
        for steps in (self._past, self._future):
            steps[:] = [step._replace(project=change(step.project)) for step in steps]

    def settle(self) -> None:
        """Keep the present reachable: no later change joins the step that led to it (it was saved, say)."""
        self._settled = True

    def undo(self, sight: Sight = NOTHING) -> bool:
        """Go back one step; False when there is none."""
        return self._take(self._past, self._future, sight)

    def redo(self, sight: Sight = NOTHING) -> bool:
        """Go forward one step; False when there is none."""
        return self._take(self._future, self._past, sight)

    def _take(self, ahead: list[_Step], behind: list[_Step], sight: Sight) -> bool:
        if not ahead:
            return False
        step = ahead.pop()
        behind.append(_Step(step.label, self.present, sight))
        self.present, self.sight = step.project, step.sight
        return True
