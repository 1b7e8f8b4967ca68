"""What stands beside a training: called at its moments, and unknown to the steps themselves."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn


class Callback:
    """A subclass does something at the moments that it names; by itself a callback does nothing."""

    def before_step(self, weights: Sequence[nn.Parameter]) -> None:
        """The gradients of a batch are there, and the weights are not changed yet."""
