"""Undo and redo without limit: the earlier and later values of a project, each step with its name."""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.project.model import Project


@dataclass
class History:
    """The present value with what lies before and after it. Values are immutable, so keeping one costs little."""

    present: Project
    _past: list[tuple[str, Project]] = field(default_factory=list)
    _future: list[tuple[str, Project]] = field(default_factory=list)
    _settled: bool = False

    @property
    def undo_label(self) -> str | None:
        """Name of the step that undo takes back, None when there is none."""
        return self._past[-1][0] if self._past else None

    @property
    def redo_label(self) -> str | None:
        """Name of the step that redo brings back, None when there is none."""
        return self._future[-1][0] if self._future else None

    @property
    def before(self) -> Project | None:
        """The value that undo would bring back, None when there is none."""
        return self._past[-1][1] if self._past else None

    @property
    def first(self) -> Project:
        """The value that all steps began from."""
        return self._past[0][1] if self._past else self.present

    def apply(self, label: str, project: Project, *, merge: bool = False) -> None:
        """Make `project` the present. `merge` joins it to the last step when that has the same label."""
        if not merge or self._settled or self._future or self.undo_label != label:
            self._past.append((label, self.present))
        self._settled = False
        self._future.clear()
        self.present = project

    def settle(self) -> None:
        """Keep the present reachable: no later change joins the step that led to it (it was saved, say)."""
        self._settled = True

    def undo(self) -> bool:
        """Go back one step; False when there is none."""
        if not self._past:
            return False
        label, earlier = self._past.pop()
        self._future.append((label, self.present))
        self.present = earlier
        return True

    def redo(self) -> bool:
        """Go forward one step; False when there is none."""
        if not self._future:
            return False
        label, later = self._future.pop()
        self._past.append((label, self.present))
        self.present = later
        return True
