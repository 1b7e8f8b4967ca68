"""Where a training runs: in this process, in one of its own, or in several under torchrun.

Other processes are spoken with through the run's folder alone: what they do is read from its events, what they are
asked to do is written beside them. So a training can also be watched that another machine has begun.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.layers import Declaration

Launch = Literal["thread", "process", "torchrun"]
Strategy = Literal["ddp", "fsdp"]

MOST_PROCESSES = 1024


class Launching(Declaration):
    """Which processes train. It belongs to a person and a machine, not to a project."""

    name = "launching"
    title = "Processes"

    how: Launch = Field(
        "thread",
        title="Runs in",
        description="This program (thread), a process of its own that goes on when the program ends (process), or "
        "several that share each batch (torchrun)",
    )
    processes: int = Field(
        2, ge=1, le=MOST_PROCESSES, description="How many share each batch, such as one for each graphics card"
    )
    strategy: Strategy = Field(
        "ddp",
        description="Whether each process keeps all of the weights (ddp), or a part of them and of what the optimizer "
        "gathers (fsdp), for networks too large for one graphics card",
    )
