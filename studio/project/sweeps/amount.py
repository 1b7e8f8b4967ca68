"""How much of a set of runs there is besides the settings that vary."""

from __future__ import annotations

from pydantic import Field

from studio.layers import Declaration


class Amount(Declaration):
    """Runs of each choice of settings, and runs that are trained at the same time."""

    name = "amount"
    title = "Amount"

    seeds: int = Field(1, ge=1, le=1000, title="Seeds of each", description="Runs of each choice, each with its seed")
    jobs: int = Field(
        1, ge=1, le=256, title="Runs at once", description="As many as the machine has cores or graphics cards to spare"
    )
