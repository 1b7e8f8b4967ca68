"""What can be wrong with a network, said so that a person can put it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a network: `error` cannot run, `warning` will mislead, `info` is mere waste.

    `node` is the name of the node it belongs to, or None for the network as a whole. `trap` names what found it
    where its remedy can be applied at once. `line` is the line of the node's own code that is to blame, from 1.
    """

    severity: Severity
    node: str | None
    message: str
    remedy: str
    trap: str = ""
    line: int = 0


class EditError(Exception):
    """An edit that would break the document is refused: says what, why and what to do instead."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
