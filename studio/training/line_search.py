"""A step of an optimizer that computes the loss of a batch as often as it wants, to find out how far to go."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

Losses = Callable[[], Tensor]


def search(
    optimizer: torch.optim.Optimizer, model: nn.Module, first: Tensor, again: Losses, mean: Callable[[Tensor], Tensor]
) -> None:
    """Let the optimizer change the weights by the losses that it asks for.

    `first` is that of the weights as they are, whose gradients are there already; `again` computes it anew for others.
    It is told the `mean` of a loss, so that all who train together go equally far.
    Running statistics count the batch once, as in any other step.
    """
    kept = [buffer.clone() for buffer in model.buffers()]
    losses = iter([first])

    def closure() -> Tensor:
        loss = next(losses, None)
        if loss is None:
            optimizer.zero_grad(set_to_none=True)
            loss = again()
            loss.backward()
        return mean(loss.detach())

    optimizer.step(closure)  # type: ignore[arg-type]
    with torch.no_grad():
        for buffer, before in zip(model.buffers(), kept, strict=True):
            buffer.copy_(before)
