"""One of the documents that are open in a window: all that comes back with it when it is shown again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studio.graph import Problem
from studio.project import History, Project
from studio.project.level import Level

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis


class Findings(NamedTuple):
    """What was known of a network when it was seen last."""

    analysis: Analysis | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(eq=False)
class OpenDocument:
    """A project with all that it was before, the value its file has, and where a person is in it.

    `saved` is None for work that came back without having been saved. What is not in the history is that of the
    moment when another document was shown.
    """

    history: History
    saved: Project | None
    path: Path | None
    level: Level = ()
    selection: frozenset[str] = frozenset()
    findings: Findings = field(default=Findings())

    @classmethod
    def of(cls, project: Project, path: Path | None = None, *, modified: bool = False) -> OpenDocument:
        """A project with nothing before it; `modified` where its file has something else."""
        return cls(History(project), None if modified else project, path)

    @property
    def project(self) -> Project:
        """The present value."""
        return self.history.present

    def retell(self) -> None:
        """Have its values in the language in use, each one value wherever it stands."""
        known: dict[int, tuple[Project, Project]] = {}  # the value before is kept, so that its id stays its own

        def told(project: Project) -> Project:
            return known.setdefault(id(project), (project, project.retold()))[1]

        self.history.replace_each(told)
        self.saved = None if self.saved is None else told(self.saved)

    @property
    def is_modified(self) -> bool:
        """Whether the project differs from what was last opened or saved."""
        return self.project is not self.saved

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was ever done in it: an empty project without a file."""
        history = self.history
        no_steps = history.undo_label is None and history.redo_label is None
        return no_steps and self.path is None and not self.is_modified and not self.project.graph
