"""What the rows of the problem list say: one problem, or several of a kind that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from studio.graph import Problem, Severity
from studio.project import diagnostics
from studio.text import ntr, tr

NAMED = 4
"""Of the nodes of a group so many are named."""

Group = tuple[Problem, ...]


class Entry(NamedTuple):
    """A row. `button` says what puts its problems right, empty where nothing does at once.

    `is_open` tells of a group whether its problems stand below it, `is_inner` that it is one of these.
    """

    problems: Group
    button: str
    is_open: bool = False
    is_inner: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it stands for several problems."""
        return len(self.problems) > 1

    @property
    def severity(self) -> Severity:
        """That of all its problems."""
        return self.problems[0].severity

    @property
    def message(self) -> str:
        """What is wrong."""
        return diagnostics.message(self.problems)

    @property
    def remedy(self) -> str:
        """What to do; of a group, where."""
        return _named(self.problems) if self.is_group else self.problems[0].remedy

    @property
    def pill(self) -> str:
        """The node it belongs to, or how many there are."""
        return f"× {len(self.problems)}" if self.is_group else self.problems[0].node or ""


def entries(problems: Group, opened: set[Group], title: Callable[..., str]) -> Iterator[Entry]:
    """The rows for these problems, in order; `title` gives the remedy of one or several."""
    for group in diagnostics.together(problems):
        is_open = len(group) > 1 and group in opened
        yield Entry(group, title(*group), is_open)
        if is_open:
            yield from (Entry((problem,), title(problem), is_inner=True) for problem in group)


def _named(problems: Group) -> str:
    names = [problem.node for problem in problems if problem.node]
    first = tr(", ").join(names[:NAMED])
    more = len(names) - NAMED
    return ntr("{names} and {count} more", "{names} and {count} more", more, names=first) if more > 0 else first
