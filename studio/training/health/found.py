"""What is found to be a fault of a training."""

from __future__ import annotations

from dataclasses import dataclass

from studio.graph import Finding


@dataclass(frozen=True)
class Found:
    """A fault in words, the node that has it, None for all of the network, and the number that tells it."""

    finding: Finding
    node: str | None = None
    value: float | None = None
