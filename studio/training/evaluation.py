"""How good a network is on samples it does not train on."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from studio.compiler.freezing import begin_training
from studio.compiler.turns import a_batch
from studio.training.accumulator import Accumulator, mean_loss
from studio.training.batches import Batches
from studio.training.device import Compute
from studio.training.metrics import LOSS
from studio.training.objective import Objective, Outputs
from studio.training.scores import Scores


def evaluate(
    model: nn.Module,
    batches: Batches,
    objective: Objective,
    scores: Scores,
    compute: Compute,
    check: Callable[[], None],
    keep: Callable[[Outputs, Tensor], None] | None = None,
) -> dict[str, float]:
    """The loss and the values of the scores over all batches, by name. Leaves the model in the mode it was in.

    `check` is called before every batch, and may raise to give up. `keep` gets what the network gives for a batch, and
    its targets, on the device. A loss for which no target counts is left out.
    """
    was_training = model.training
    model.eval()
    scores.reset()
    gathered = Accumulator(scores)
    try:
        with torch.no_grad():
            for inputs, targets in batches.in_order():
                check()
                with a_batch():
                    with compute.autocast():
                        outputs = model(inputs)
                    loss = objective(outputs, targets)
                gathered.add(*loss, outputs, targets)
                if keep is not None:
                    keep(outputs, targets)
        mean = mean_loss(gathered.read())
    finally:
        if was_training:
            begin_training(model)
    return ({} if mean is None else {LOSS.name: mean}) | scores.values()
