"""Why a project cannot be read or written, said so that a person can act on it."""

from __future__ import annotations


class ProjectError(Exception):
    """A project file is refused, or could not be written; nothing was changed. Says what, why and what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
