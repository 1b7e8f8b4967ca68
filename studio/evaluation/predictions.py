"""What a run's checkpoint makes of each sample of a split, as values that all figures are worked out of.

`making.py` computes them, or opens those that were kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch

from studio.data.config import Task
from studio.evaluation.answers import Answering
from studio.evaluation.arrays import Array
from studio.evaluation.sources import Sources
from studio.training.activation import Activation

NO_ANSWER = -1
"""What stands for a class where the network gave no number to choose by (NaN)."""

ROWS = 65_536
"""Numbers of so many samples are looked at in one go, fewer where samples have many."""

NUMBERS = 8_000_000


@dataclass(frozen=True, eq=False)
class Predictions:
    """Answers of the weights of `checkpoint` to the N samples of `split`, in their order. Arrays are maps of files.

    `classes` names classes, labels or numbers, as `task` says; () where the sample itself is learnt. What is learnt of
    each sample is `truth`, what is answered `answers`: int classes (N,), (N, P) for positions and (N, H, W) for pixels,
    with NO_ANSWER where there is none; int8 0 and 1 for labels (N, K); float32 (N, K) for numbers, in their own units,
    and (N, *shape) for the sample itself, None where these would be too large to be kept.

    `outputs` (N, K) or (N, K, P) are what the network's first Output gives for classes, labels and positions; None for
    other tasks. `activation` makes probabilities of them; with "none" they may be `mere_scores`, which are none.
    `ignored` is the class whose samples count for nothing, or None.

    `losses` (N,) are those of the run's loss, with its factors; NaN for a sample that does not count. `loss` is their
    mean as the run has it, and `metrics` are those that the run was told by, None where one has no value.

    `places` (N,) say where each sample stands in its data, from 0 on, and `sources` its file or row. `epoch` is that of
    the weights, which are those of `weights`. `data_gone` says that the data are not where they were any more,
    `unsure` that nobody knows whether they were those of the run, which kept nothing of them. `unanswered` counts
    answers that are no numbers; `is_kept` says that the predictions are in the run's folder.
    """

    run: str
    split: str
    checkpoint: str
    epoch: int
    weights: str
    task: Task
    classes: tuple[str, ...]
    activation: Activation
    mere_scores: bool
    loss: float | None
    metrics: Mapping[str, float | None]
    truth: Array | None
    answers: Array | None
    outputs: Array | None
    losses: Array
    places: Array
    sources: Sources
    ignored: int | None = None
    data_gone: bool = False
    is_kept: bool = True
    unanswered: int = 0
    unsure: bool = False

    def __len__(self) -> int:
        return len(self.losses)

    @property
    def has_probabilities(self) -> bool:
        """Whether the network's outputs tell a probability for each class or label."""
        return self.outputs is not None and not self.mere_scores

    def probabilities(self, rows: slice | Array = slice(None)) -> Array:
        """Probabilities (n, K) or (n, K, P) of the classes or labels, of these samples, as float64; NaN without any.

        A class is one of K also where a single output tells two apart. Raises TypeError where there are none.
        """
        if self.outputs is None or self.mere_scores:
            raise TypeError("these predictions have no probabilities")
        answering = Answering(self.task, self.classes, self.activation)
        # Exactly, as many a network is so sure that float32 tells its answers no longer apart.
        found: Array = answering.probabilities(torch.from_numpy(self.outputs[rows].astype(np.float64))).numpy()
        return found

    def parts(self, per_sample: int = 1) -> Iterator[slice]:
        """All samples, so many at a time that `per_sample` numbers of each fit well into memory."""
        step = max(1, min(ROWS, NUMBERS // max(1, per_sample)))
        for start in range(0, len(self), step):
            yield slice(start, min(start + step, len(self)))
