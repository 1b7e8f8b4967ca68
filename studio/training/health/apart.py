"""Looks at a batch apart from the steps, where those run the network as one piece that no hook sees into."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from studio.training.device import Compute
from studio.training.health.activations import ActivationWatch
from studio.training.health.first_not_finite import buffers_kept


def look_apart(
    watch: ActivationWatch, model: nn.Module, inputs: Tensor, compute: Compute, *, count: bool = False
) -> None:
    """Have inputs (B, *shape) go through the model with the watch on it; its statistics stay as they are.

    What it draws by chance is nobody else's, as each step sets the generators where it begins.
    """
    watch.begin(count=count)
    try:
        with torch.no_grad(), buffers_kept(model), compute.autocast():
            model(inputs)
    except RuntimeError:  # no room for it, say: then there are no figures of what leaves layers
        watch.found.clear()
        watch.counted.clear()
    finally:
        watch.end()
