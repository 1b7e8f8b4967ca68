"""How much of a set of runs there is besides the settings that vary, and how their values are chosen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studio.layers import Declaration
from studio.layers.fields import EmptyMark
from studio.text import tr

Method = Literal["grid", "random", "optuna"]


class Amount(Declaration):
    """How values are chosen, runs of each choice, and runs that are trained at the same time."""

    name = "amount"
    title = "Amount"

    method: Method = Field(
        "grid",
        title="Choices",
        description="All combinations of the values (grid), some drawn by chance, or chosen by Optuna, which learns",
    )
    count: int = Field(20, ge=1, le=10_000, title="How many", description="Choices that are drawn")
    seeds: int = Field(1, ge=1, le=1000, title="Seeds of each", description="Runs of each choice, each with its seed")
    jobs: Annotated[int | None, Field(ge=1, le=256), EmptyMark(tr("auto"))] = Field(
        None,
        title="Runs at once",
        description="Left empty: one on each graphics card where there are several, else one after the other",
    )

    @property
    def drawn(self) -> int | None:
        """How many choices are drawn; None where all combinations are trained."""
        return None if self.method == "grid" else self.count
