"""How often the answers are wrong that a network is surest of, among the samples it is judged by."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.training.objective import Outputs

QUARTER = 0.25


@dataclass(frozen=True)
class Surest:
    """How many samples were judged, and how many wrongly; the same of the quarter that the network is surest of."""

    samples: int
    wrong: int
    top: int
    top_wrong: int
    classes: int

    @property
    def share(self) -> float:
        """The part of the surest answers that is wrong."""
        return self.top_wrong / self.top if self.top else 0.0

    @property
    def least(self) -> float:
        """The least that this part is, as far as so few samples tell: the lower end of Wilson's interval of 95 %.

        E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
        """
        if not self.top:
            return 0.0
        z, n, p = 1.96, self.top, self.share
        return (p + z * z / (2 * n) - z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)


class SureAnswers:
    """Takes in batches of answers, of which it keeps two numbers a sample, on their device."""

    def __init__(self) -> None:
        self._margins: list[Tensor] = []
        self._right: list[Tensor] = []
        self._classes = 0

    def take(self, outputs: Outputs, targets: Tensor) -> None:
        """A batch: outputs (N, K) that say more of a class the larger they are, and classes (N,); others are left out.

        How sure it is of a sample is by how far its first choice is ahead of the second.
        """
        given = outputs if isinstance(outputs, Tensor) else outputs[0]
        if given.dim() != 2 or given.shape[1] < 2 or targets.dim() != 1 or targets.is_floating_point():
            return
        best, places = given.float().topk(2, dim=1)
        self._margins.append(best[:, 0] - best[:, 1])
        self._right.append(places[:, 0] == targets)
        self._classes = given.shape[1]

    def read(self) -> Surest | None:
        """What became of all of them, which are forgotten; None where there were none that count."""
        margins, right = self._margins, self._right
        self._margins, self._right = [], []
        if not margins:
            return None
        ahead, is_right = torch.cat(margins).cpu(), torch.cat(right).cpu()
        top = ahead.nan_to_num(-math.inf).argsort(descending=True)[: math.ceil(QUARTER * len(ahead))]
        wrong, top_wrong = int((~is_right).sum()), int((~is_right[top]).sum())
        return Surest(len(ahead), wrong, len(top), top_wrong, self._classes)
