"""What of a project the formulas of its training need."""

from __future__ import annotations

from dataclasses import dataclass

from studio.data.config import Task


@dataclass(frozen=True)
class Plan:
    """`width` is how many numbers the network gives for a sample or pixel, `samples` how many it learns from.

    Both are None where they are not known.
    """

    task: Task = "classes"
    width: int | None = None
    samples: int | None = None

    @property
    def choices(self) -> int | None:
        """Classes to choose from: one number tells two apart."""
        return 2 if self.width == 1 else self.width
