"""Projects: the value, its history, its file, recovery after a crash, templates."""

from studio.project.history import History
from studio.project.model import Project

__all__ = ["History", "Project"]
