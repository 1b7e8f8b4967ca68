"""The losses of batches, as reports of them become known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.training.callbacks.moment import Steps


class LossesReported:
    """Tells the losses of batches once they were reported: nothing is waited for."""

    def __init__(self) -> None:
        self._known = (0, 0.0)

    def since(self, trainer: Steps) -> tuple[float, ...]:
        """The losses of the latest report, () where it was asked for already."""
        known = trainer.progress.epoch, trainer.progress.loss_weight
        if known == self._known:
            return ()
        self._known = known
        return trainer.reported
