"""Where a training runs: in this process, in one of its own, or in several under torchrun.

Other processes are spoken with through the run's folder alone: what they do is read from its events, what they are
asked to do is written beside them. So a training can also be watched that another machine has begun.
"""

from __future__ import annotations

from typing import Literal

Launch = Literal["thread", "process", "torchrun"]
