"""Running statistics taken anew, for weights that no batch has gone through in training."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from studio.compiler.freezing import begin_training
from studio.compiler.turns import a_batch
from studio.training.batches import Batches, step_seed
from studio.training.device import Compute


def renew(model: nn.Module, batches: Batches, compute: Compute, seed: int) -> None:
    """Give each BatchNorm the mean statistics of all batches, as `torch.optim.swa_utils.update_bn` does.

    Frozen ones keep theirs. Dropout draws from `seed`, so that the same weights always get the same statistics. Where
    anything goes wrong on the way, they are as they were.
    """
    begin_training(model)
    norms = [part for part in model.modules() if isinstance(part, _BatchNorm) and _learns_statistics(part)]
    if not norms:
        return
    before = [({name: each.clone() for name, each in norm.named_buffers()}, norm.momentum) for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean of all batches, each counting alike
    try:
        with torch.no_grad():
            for place, (inputs, _) in enumerate(batches.in_order()):
                with a_batch(), compute.autocast():
                    compute.seed(step_seed(seed, place))
                    model(inputs)
    except BaseException:
        for norm, (buffers, _) in zip(norms, before, strict=True):
            norm.load_state_dict(buffers, strict=False)
        raise
    finally:
        for norm, (_, momentum) in zip(norms, before, strict=True):
            norm.momentum = momentum


def _learns_statistics(norm: _BatchNorm) -> bool:
    return norm.training and norm.track_running_stats
