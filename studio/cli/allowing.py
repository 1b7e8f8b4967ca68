"""Whose code may run beside our own: plug-ins that a person has allowed, for good or this time."""

from __future__ import annotations

import sys

from studio import paths

ALLOWED = "studio.allow_plugins"
"""Where a command keeps that all plug-ins are allowed this time."""


def load_plugins(*, every: bool = False) -> None:
    """Load those that are allowed, or all of them; tell beside what is broken. Without any nothing is looked for."""
    if not every and not paths.plugins().exists():
        return
    from studio.project.plugins import load_all, load_allowed

    for failure in load_all() if every else load_allowed():
        print(failure, file=sys.stderr)
