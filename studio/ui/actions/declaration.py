"""What an action is before there is a window: a name for good, words, keys, a sign, and when it can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QKeySequence

from studio.ui.actions.conditions import ALWAYS, Condition

Shortcut = str | QKeySequence.StandardKey

Scope = Literal["window", "start_page", "canvas", "table", "runs", "entry"]
"""Where the keys of an action work: in the whole window, on the start page, or only while the canvas, the table or the
list of runs has the focus. What belongs to one entry of a list or form stands only in that entry's menu."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do. `id` never changes: what people set for an action is kept by it.

    `tip` says more than the title. `checked` is how an action begins that is on or off, and of those with one and the
    same `choice` exactly one is on.
    """

    id: str
    title: str
    icon: str = ""
    shortcuts: tuple[Shortcut, ...] = ()
    tip: str = ""
    when: Condition = ALWAYS
    scope: Scope = "window"
    checked: bool | None = None
    choice: str = ""
