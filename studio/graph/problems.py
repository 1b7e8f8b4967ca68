"""What can be wrong with a network, said so that a person can put it right."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from studio.errors import StudioError
from studio.text import in_language, ntr, tr

Severity = Literal["error", "warning", "info"]


class Fix(NamedTuple):
    """The change that puts a problem right at once: the check that knows how, and what it has to know for it."""

    check: str
    argument: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and what to do, as sentences. Programs go by its kind, `code`, and the `arguments` in them."""

    code: str
    message: str
    remedy: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a network: `error` cannot run, `warning` will mislead, `info` is mere waste.

    `node` is the name of the node it belongs to, or None for the network as a whole. `fix` is what puts it right
    at once, where anything does. `line` is the line of the node's own code that is to blame, from 1.
    """

    severity: Severity
    node: str | None
    finding: Finding
    fix: Fix | None = None
    line: int = 0

    @property
    def code(self) -> str:
        """The name of its kind, which stays the same from version to version."""
        return self.finding.code

    @property
    def message(self) -> str:
        """What is wrong, in the language in use."""
        return in_language(self.finding.message)

    @property
    def remedy(self) -> str:
        """What to do about it, in the language in use."""
        return in_language(self.finding.remedy)

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What its sentences name."""
        return self.finding.arguments

    def without_fix(self) -> Problem:
        """The problem where nothing can put it right at once."""
        return replace(self, fix=None)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding, declared once: its code, and its sentences as the message catalogue has them.

    Where the message depends on a number, `plural` is its form for others than one, and `count` is an argument.
    """

    code: str
    message: str
    remedy: str = ""
    plural: str = ""

    def finding(self, **arguments: Any) -> Finding:
        """What is found, with the arguments in its sentences."""
        if self.plural:
            message = ntr(self.message, self.plural, arguments["count"], **arguments)
        else:
            message = tr(self.message, **arguments)
        return Finding(self.code, message, tr(self.remedy, **arguments), arguments)

    def problem(self, severity: Severity, node: str | None, line: int = 0, /, **arguments: Any) -> Problem:
        """A problem of this kind."""
        return Problem(severity, node, self.finding(**arguments), line=line)


class EditError(StudioError):
    """An edit that would break the document is refused: says what, why and what to do instead."""
