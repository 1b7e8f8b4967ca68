"""What training scripts carry along to divide, begin and judge, each function as it stands here."""

from __future__ import annotations

import hashlib

import numpy as np
import torch
from sklearn.model_selection import train_test_split
from torch import nn


def divide(classes: torch.Tensor, count: int, seed: int, stratified: bool) -> list[torch.Tensor]:
    """Places of the samples that stay and of `count` that are split off, drawn by chance."""
    places = np.arange(len(classes))
    strata = classes.numpy() if stratified else None
    stay, off = train_test_split(places, test_size=count, random_state=seed, stratify=strata)
    return [torch.from_numpy(np.sort(each)) for each in (stay, off)]


def chance_of(seed: int, name: str) -> int:
    """Where the chance of a layer or a parameter begins."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=7).digest())


def redraw(module: nn.Module) -> None:
    """Draw the weights of a layer and of its parts, in the order in which they were made."""
    for part in module.children():
        redraw(part)
    for reset in ("reset_parameters", "_reset_parameters"):
        if hasattr(module, reset):
            getattr(module, reset)()


def begin(network: nn.Module, seed: int) -> None:
    """Draw the first weights of each layer from a chance of its own."""
    layers: list[str] = []
    for path, module in network.named_modules():
        holds = type(module) is nn.Module or isinstance(module, (nn.Sequential, nn.ModuleList))
        families = [each for each in type(module).__mro__ if each is not nn.Module]
        is_layer = any(each.__module__.startswith("torch.nn.") for each in families) and not holds
        is_part = any(path.startswith(f"{layer}.") for layer in layers)
        if not is_part and (is_layer or hasattr(module, "reset_parameters")):
            layers.append(path)
            torch.manual_seed(chance_of(seed, path))
            redraw(module)


def step_seed(seed: int, step: int) -> int:
    """Where the chance of a step begins, such as that of dropout."""
    mixed = (seed * 0x9E3779B97F4A7C15 + (step + 1) * 0xBF58476D1CE4E5B9) % 2**64
    return (mixed ^ (mixed >> 31)) % 2**63


def batches(count: int, size: int) -> list[int]:
    """Sizes of the batches of an epoch; a single sample at its end is joined to the last."""
    sizes = [min(size, count - first) for first in range(0, count, size)]
    if len(sizes) > 1 and size > 1 and sizes[-1] == 1:
        sizes[-2:] = [size + 1]
    return sizes


def evaluate(
    network: nn.Module,
    samples: torch.Tensor,
    targets: torch.Tensor,
    loss: nn.Module,
) -> tuple[float, ...]:
    """Loss on samples, and accuracy where targets are classes."""
    are_classes = not targets.is_floating_point()
    if not len(samples):
        return (float("nan"),) * (1 + are_classes)
    network.eval()
    with torch.no_grad():
        outputs = torch.cat([network(part) for part in samples.split(256)]).float()
    mean = loss(outputs, targets).item()
    if not are_classes:
        return (mean,)
    return mean, (outputs.argmax(1) == targets).float().mean().item()
