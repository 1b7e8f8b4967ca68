"""What a benchmark gives: our figure, what it is held against, and the ratio that has to be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Result:
    """`ours` and `reference` in `unit`, from the same run; the target is a bound on ours / reference."""

    name: str
    ours: float
    reference: float
    unit: str
    target: float
    bound: Literal["at least", "at most"] = "at least"

    @property
    def ratio(self) -> float:
        """Ours by reference."""
        return self.ours / self.reference

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.ratio >= self.target if self.bound == "at least" else self.ratio <= self.target


class Unavailable(Exception):
    """The benchmark cannot run on this machine; says why."""


Benchmark = Callable[[], Result]
