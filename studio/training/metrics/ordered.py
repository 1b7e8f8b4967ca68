"""Metrics worked out from all scores in their order, exactly.

torchmetrics' own take any batch whose scores happen to lie from 0 to 1 for probabilities, and count a class that does
not occur as 0; both would be another value without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torchmetrics import Metric
from torchmetrics.utilities import dim_zero_cat

from studio.training.metrics.confusion import precision

MOST_HELD = 2**26
"""Scores that are kept at most for an exact value (256 MiB); beyond there is none."""

AT_ONCE = 2**20
"""Scores that are sorted at once."""


class Curve(NamedTuple):
    """Samples (K, N) of the class, and others, with at least the score of each place, the largest first.

    `more_` are those that a place has more than the threshold before it; 0 at places that are no threshold, as the next
    has the same score.
    """

    found: Tensor
    wrong: Tensor
    more_found: Tensor
    more_wrong: Tensor


Reduction = Callable[[Curve], Tensor]
"""From the curves to the value of each (K,); no number where samples of the class, or others, are missing."""


class Ordered(Metric):
    """Keeps scores (N, K) with their targets, (N,) classes or (N, K) labels, and reduces the curve of each column.

    The value is the mean over those columns in which some, but not all samples are of the class.
    """

    full_state_update = False
    scores: list[Tensor]
    targets: list[Tensor]
    seen: Tensor

    def __init__(self, reduction: Reduction, columns: int, labels: bool, ignored: int | None) -> None:
        super().__init__()
        self._reduction, self._columns, self._labels, self._ignored = reduction, columns, labels, ignored
        self.add_state("scores", [], dist_reduce_fx="cat")
        self.add_state("targets", [], dist_reduce_fx="cat")
        self.add_state("seen", torch.tensor(0), dist_reduce_fx="sum")

    def update(self, scores: Tensor, targets: Tensor) -> None:
        """Take in scores (N, K) and targets, as long as there is room."""
        self.seen = self.seen + len(scores)
        if sum(held.numel() for held in self.scores) + scores.numel() <= MOST_HELD:
            self.scores.append(scores.float())
            self.targets.append(targets > 0 if self._labels else targets)

    def take(self, other: Ordered) -> None:
        """Take in what another one has kept, as long as there is room."""
        for scores, targets in zip(other.scores, other.targets, strict=True):
            self.update(scores, targets)
        self.seen = self.seen + other.seen - sum(len(scores) for scores in other.scores)

    def compute(self) -> Tensor:
        """The mean over the columns; no number where there is none, or where not all scores could be kept."""
        return self.values([self._reduction])[0]

    def values_of(self, metrics: Mapping[str, Ordered]) -> dict[str, Tensor]:
        """The values of metrics, by name, of the scores that this one has kept."""
        return dict(zip(metrics, self.values([metric._reduction for metric in metrics.values()]), strict=True))

    def values(self, reductions: Sequence[Reduction]) -> Tensor:
        """The means (R,) that so many reductions have over the columns, of which each curve is made once."""
        nothing = torch.full((len(reductions),), torch.nan, device=self.device)
        if not len(self.scores):
            return nothing
        # Those of several processes together are one tensor.
        scores, targets = dim_zero_cat(self.scores), dim_zero_cat(self.targets)
        if len(scores) != int(self.seen):
            return nothing
        if self._ignored is not None:
            counted = targets != self._ignored
            scores, targets = scores[counted], targets[counted]
        if not len(scores) or scores.isnan().any():
            return nothing
        at_once = max(AT_ONCE // len(scores), 1)
        found = []
        for first, part in enumerate_columns(scores, at_once):
            drawn = curve(part, self._is_of(targets, first, part.shape[1]))
            found.append(torch.stack([reduction(drawn) for reduction in reductions]))
        return torch.cat(found, 1).nanmean(1)

    def sync(self, *given: Any, **named: Any) -> None:
        """Bring together what several processes have kept; one that has nothing gives nothing of the right shape."""
        if not len(self.scores):
            self.scores = [torch.empty(0, self._columns, device=self.device)]
            of_sample = (self._columns,) if self._labels else ()
            kind = torch.bool if self._labels else torch.int64
            self.targets = [torch.empty(0, *of_sample, dtype=kind, device=self.device)]
        super().sync(*given, **named)

    def fits(self, scores: list[Tensor], targets: list[Tensor]) -> bool:
        """Whether these are scores that it may have kept, with a target for each."""
        of_sample = (self._columns,) if self._labels else ()
        return (
            [len(each) for each in scores] == [len(each) for each in targets]
            and all(each.shape[1:] == (self._columns,) and each.dtype == torch.float32 for each in scores)
            and all(each.shape[1:] == of_sample and not each.is_floating_point() for each in targets)
        )

    def _is_of(self, targets: Tensor, first: int, count: int) -> Tensor:
        """Which samples are of the class of each column (N, count); of two classes in one column, of the second."""
        if self._labels:
            return targets[:, first : first + count]
        classes = (
            torch.arange(first, first + count, device=targets.device) if self._columns > 1 else targets.new_ones(1)
        )
        return targets[:, None] == classes


def enumerate_columns(scores: Tensor, count: int) -> list[tuple[int, Tensor]]:
    """Scores (N, K) in parts of so many columns, each with the place of its first."""
    return [(first, scores[:, first : first + count]) for first in range(0, scores.shape[1], count)]


def curve(scores: Tensor, is_of: Tensor) -> Curve:
    """The curves of scores (N, K) of samples that are of the class (N, K) or not."""
    ordered, order = scores.T.contiguous().sort(descending=True)
    above = is_of.T.gather(1, order).cumsum(1)
    places = torch.arange(1, above.shape[1] + 1, device=above.device)
    # Samples of the same score are above the same thresholds.
    is_threshold = torch.cat([ordered[:, 1:] != ordered[:, :-1], torch.ones_like(order[:, :1], dtype=torch.bool)], 1)
    found, wrong = above.to(precision(scores.device)), (places - above).to(precision(scores.device))
    return Curve(found, wrong, _more(found, is_threshold), _more(wrong, is_threshold))


def _more(counts: Tensor, is_threshold: Tensor) -> Tensor:
    """What counts that never fall have at each threshold more than at the one before."""
    known = counts.where(is_threshold, 0).cummax(1).values
    return counts.where(is_threshold, known) - torch.cat([torch.zeros_like(known[:, :1]), known[:, :-1]], 1)


def roc_area(curve: Curve) -> Tensor:
    """Area below the curve of hits over false alarms (Hanley and McNeil, 1982); straight between thresholds."""
    area = (curve.more_wrong * (curve.found - curve.more_found / 2)).sum(1)
    return area / (curve.found[:, -1] * curve.wrong[:, -1])


def average_precision(curve: Curve) -> Tensor:
    """Sum over the thresholds of the precision times what each finds more of the class, as scikit-learn has it."""
    mean = (curve.more_found * curve.found / (curve.found + curve.wrong)).sum(1) / curve.found[:, -1]
    return mean.where(curve.wrong[:, -1] > 0, torch.nan)
