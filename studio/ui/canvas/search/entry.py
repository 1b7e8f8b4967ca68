"""What a search box offers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen. `note` stands at the right; one that does not fit is drawn fainter."""

    key: str
    title: str
    detail: str
    family: str
    note: str = ""
    fits: bool = True
    icon: str = ""
    """The sign of what is of no family."""
