"""What training scripts carry along for single settings of a training, each function as it stands here."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from safetensors.torch import load_file
from torch import nn

from studio.project.training_script.functions import step_seed


def decayed(network: nn.Module) -> list[dict[str, object]]:
    """The weights of sums; and without decay biases, norms, and what has no rows and columns."""
    norms = (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)
    pulled: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for module in network.modules():
        for name, each in module.named_parameters(recurse=False):
            is_norm = isinstance(module, norms) or type(module).__name__ == "Affine"
            group = others if is_norm or "bias" in name.split("_") or each.dim() < 2 else pulled
            if each.requires_grad and all(each is not other for other in group):
                group.append(each)
    groups: list[dict[str, object]] = [{"params": pulled}, {"params": others, "weight_decay": 0.0}]
    return [group for group in groups if group["params"]]


def search(
    optimizer: torch.optim.Optimizer,
    network: nn.Module,
    loss_of: nn.Module,
    samples: torch.Tensor,
    targets: torch.Tensor,
    seed: int,
) -> float:
    """A step by as many losses of a batch as it takes; running statistics count the batch once."""
    counted: list[torch.Tensor] = []

    def again() -> float:
        torch.manual_seed(seed)
        optimizer.zero_grad()
        loss: torch.Tensor = loss_of(network(samples), targets)
        loss.backward()
        if not counted:
            counted.extend(buffer.clone() for buffer in network.buffers())
        return loss.item()

    loss = optimizer.step(again)
    for buffer, value in zip(network.buffers(), counted, strict=True):
        buffer.copy_(value)
    return loss


def renew(network: nn.Module, samples: torch.Tensor, sizes: Sequence[int], seed: int) -> None:
    """Give each BatchNorm the mean statistics of all batches."""
    network.train()
    parts = [part for part in network.modules() if part.training]
    norms = [part for part in parts if isinstance(part, nn.modules.batchnorm._BatchNorm)]
    norms = [norm for norm in norms if norm.track_running_stats]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    with torch.no_grad():
        for place, part in enumerate(samples.split(list(sizes))):
            torch.manual_seed(step_seed(seed, place))
            network(part)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def begin_from(network: nn.Module, path: str) -> None:
    """Take the weights of a file for all that have their name and shape."""
    own, taken = network.state_dict(), load_file(path)
    for name, value in taken.items():
        if name in own and value.shape == own[name].shape:
            own[name] = value
    network.load_state_dict(own)
