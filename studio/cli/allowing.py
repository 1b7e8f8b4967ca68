"""Whose code may run beside our own: plug-ins that a person has allowed, for good or this time."""

from __future__ import annotations

import os
import sys

from studio import paths

ALLOWED = "studio.allow_plugins"
"""Where a command keeps that all plug-ins are allowed this time."""


CHILDREN = "NN_STUDIO_ALLOW_PLUGINS"
"""The variable by which processes that a command begins know that, too."""


def load_plugins(*, every: bool = False) -> None:
    """Load those that are allowed, or all of them; tell beside what is broken. Without any nothing is looked for.

    Processes that are begun from here load the same.
    """
    if every:
        os.environ[CHILDREN] = "1"
    every = os.environ.get(CHILDREN) == "1"
    if not every and not paths.plugins().exists():
        return
    from studio.project.plugins import load_all, load_allowed

    for failure in load_all() if every else load_allowed():
        print(failure, file=sys.stderr)
