"""Those who train together: a process alone, which is the rule, or several that share each batch.

Who trains asks its group for its share and for what it has to agree on; how the others are reached is theirs to know
(`launch/torchrun.py`). All of a group take the same steps from the same batches, so that each could go on alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from torch import Tensor, nn

from studio.training.device import Compute
from studio.training.objective import Objective, Outputs, WeightedLoss
from studio.training.scores import Scores

Told = TypeVar("Told")


class Group:
    """A process that trains alone: it takes all of each batch and has nobody to agree with."""

    rank = 0
    """Its number in the group; the first one keeps the run and judges what is reached."""

    size = 1
    """How many there are."""

    shards = False
    """Whether each keeps but a part of the weights, so that all are needed to judge or keep them."""

    @property
    def leads(self) -> bool:
        """Whether this is the process that keeps the run."""
        return self.rank == 0

    def placed(self, compute: Compute) -> Compute:
        """The device that this process has of the kind that was chosen."""
        return compute

    def joined(self, model: nn.Module) -> nn.Module:
        """The model to run in training, whose gradients become those of all together."""
        return model

    def share(self, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """What this process takes of a batch, inputs (B, ...) and targets (B, ...)."""
        return inputs, targets

    def loss(self, objective: Objective, outputs: Outputs, mine: Tensor, targets: Tensor) -> WeightedLoss:
        """The loss of outputs for this process's targets `mine`, to go back from, with the weight of the whole batch.

        The mean of it over the group is the mean loss of the batch with all `targets`.
        """
        return objective(outputs, targets)

    def counts(self, targets: Tensor) -> bool:
        """Whether metrics take in what this process makes of a batch with these targets."""
        return True

    def mean(self, loss: Tensor) -> Tensor:
        """The mean of a loss over the group."""
        return loss

    def mean_later(self, loss: Tensor) -> Tensor:
        """The mean of a loss over the group, which is there behind the next `settle`."""
        return loss

    def settle(self) -> None:
        """Wait for all means that were to come later."""

    def values(self, scores: Scores) -> dict[str, float]:
        """The values of scores over what all of the group took in."""
        return scores.values()

    def told(self, tell: Callable[[], Told]) -> Told:
        """What the leading process finds out, or the exception that it meets, for all of the group."""
        return tell()

    def judged(self, judge: Callable[[], Told]) -> Told:
        """What the weights are found to be worth, the same for all of the group."""
        return self.told(judge)

    def check(self, check: Callable[[], None]) -> None:
        """Have it checked, within what is judged, whether that shall wait or be given up."""
        check()

    def agreed(self, decide: Callable[[], bool]) -> bool:
        """What the leading process decides, where all have to act on it."""
        return decide()

    def whole(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Values with all of their tensors, of which each of the group may hold parts."""
        return values

    def look(self, look: Callable[[], Told], is_asked: Callable[[], bool]) -> Told | None:
        """What the leading process finds where it looks between two batches, for all; None where nobody looked.

        `is_asked` says whether there is something to look for.
        """
        return look()

    @property
    def words(self) -> str:
        """What a person should know of several; "" for one."""
        return ""


ALONE = Group()
