"""Why a project cannot be read or written, said so that a person can act on it."""

from __future__ import annotations

from studio.errors import StudioError


class ProjectError(StudioError):
    """A project file is refused, or could not be written; nothing was changed. Says what, why and what to do."""
