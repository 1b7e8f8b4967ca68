"""What is found to be a fault of a training."""

from __future__ import annotations

from dataclasses import dataclass

from studio.graph import Finding
from studio.training.health.alarms import name_of


@dataclass(frozen=True)
class Found:
    """A fault in words, the node that has it, None for all of the network, and the number that tells it."""

    finding: Finding
    node: str | None = None
    value: float | None = None

    @property
    def alarm(self) -> str:
        """The name of the alarm that it is told as."""
        return name_of(self.finding)
