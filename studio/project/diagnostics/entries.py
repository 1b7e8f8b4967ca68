"""What the rows of the problem list say: one problem, or several of a kind that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from studio.formatting.numbers import exact
from studio.graph import Problem, Severity
from studio.project import diagnostics
from studio.text import ntr, tr

NAMED = 4
"""Of the nodes of a group so many are named."""

Group = tuple[Problem, ...]


@dataclass(frozen=True)
class Entry:
    """A row. `title` puts the remedy of its problems into words, which takes a look at the network.

    `is_open` tells of a group whether its problems stand below it, `is_inner` that it is one of these. `is_gone` says
    that nothing is wrong there any more, and that the row only keeps its place.
    """

    problems: Group
    title: Callable[..., str] = field(compare=False, repr=False)
    is_open: bool = False
    is_inner: bool = False
    is_gone: bool = False

    @property
    def kind(self) -> Hashable:
        """What the problems of a group have in common, also when some of them are put right."""
        return self.problems[0].fix and self.problems[0].fix.check, self.severity

    @property
    def is_curable(self) -> bool:
        """Whether something is known that puts its problems right at once."""
        return all(problem.fix is not None for problem in self.problems)

    @property
    def button(self) -> str:
        """What puts its problems right, worked out where it is shown; empty where nothing does at once."""
        return self.title(*self.problems) if self.is_curable and not self.is_gone else ""

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


def tally(severity: Severity, count: int) -> str:
    """How many problems of a severity there are: `2 errors`."""
    if severity == "error":
        return ntr("{count} error", "{count} errors", count, count=exact(count))
    if severity == "warning":
        return ntr("{count} warning", "{count} warnings", count, count=exact(count))
    return ntr("{count} note", "{count} notes", count, count=exact(count))


def entries(problems: Group, opened: Collection[Hashable], title: Callable[..., str]) -> Iterator[Entry]:
    """The rows for these problems, in order; `title` gives the remedy of one or several, `opened` the kinds in full."""
    for group in diagnostics.together(problems):
        entry = Entry(group, title)
        is_open = len(group) > 1 and entry.kind in opened
        yield replace(entry, is_open=is_open) if is_open else entry
        if is_open:
            yield from (Entry((problem,), title, is_inner=True) for problem in group)


def held(before: Sequence[Entry], now: Sequence[Entry]) -> list[Entry]:
    """The rows of now, those of before in their places: what is gone keeps its own, and what is new comes last."""
    left = {_key(row): row for row in now}
    rows = [left.pop(_key(row)) if _key(row) in left else replace(row, is_gone=True) for row in before]
    return [*rows, *left.values()]


def _key(row: Entry) -> Hashable:
    """What stays of a row: its problem, or the kind that a group is of."""
    return row.is_inner, row.kind if row.is_group else row.problems


def _named(problems: Group) -> str:
    names = [problem.node for problem in problems if problem.node]
    first = tr(", ").join(names[:NAMED])
    more = len(names) - NAMED
    return ntr("{names} and {count} more", "{names} and {count} more", more, names=first) if more > 0 else first
