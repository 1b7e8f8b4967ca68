"""What training scripts carry along, each function as it stands here: reading, dividing, first weights, the steps."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn


def read_digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures (N, 1, 8, 8) and classes (N,) of scikit-learn's digits."""
    digits = load_digits()
    pictures = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    return pictures, torch.tensor(digits.target)


def read_idx(pictures: str, labels: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures (N, 1, H, W) with values in [0, 1] and classes (N,) of two IDX files."""
    found = []
    for name in (pictures, labels):
        content = Path(name).read_bytes()
        content = gzip.decompress(content) if name.endswith(".gz") else content
        sizes = np.frombuffer(content, ">i4", count=content[3], offset=4)
        numbers = np.frombuffer(content, np.uint8, offset=4 + 4 * len(sizes))
        found.append(torch.tensor(numbers.reshape(sizes)))
    return found[0].unsqueeze(1) / 255, found[1].long()


def read_arrays(inputs: str, targets: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Samples (N, …), bytes as values in [0, 1], and classes (N,) of two NPY files."""
    samples = torch.from_numpy(np.load(inputs))
    samples = samples / 255 if samples.dtype == torch.uint8 else samples.float()
    return samples, torch.from_numpy(np.load(targets)).long()


def read_table(
    path: str, features: Sequence[str], target: str, classes: Sequence[str]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Features (N, F) and classes (N,) of a CSV file with a row of names."""
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    samples = torch.tensor([[float(row[name]) for name in features] for row in rows])
    return samples, torch.tensor([classes.index(row[target].strip()) for row in rows])


def divide(classes: torch.Tensor, count: int, seed: int, stratified: bool) -> list[torch.Tensor]:
    """Places of the samples that stay and of `count` that are split off, drawn by chance."""
    places = np.arange(len(classes))
    strata = classes.numpy() if stratified else None
    stay, off = train_test_split(places, test_size=count, random_state=seed, stratify=strata)
    return [torch.from_numpy(np.sort(each)) for each in (stay, off)]


def begin(network: nn.Module, seed: int) -> None:
    """Draw the first weights of each layer from a chance of its own."""
    for path, module in network.named_modules():
        if hasattr(module, "reset_parameters"):
            drawn = hashlib.blake2b(f"{seed}:{path}".encode(), digest_size=7).digest()
            torch.manual_seed(int.from_bytes(drawn))
            module.reset_parameters()


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
    classes: torch.Tensor,
    loss: nn.Module,
) -> tuple[float, float]:
    """Loss and accuracy on samples."""
    if not len(samples):
        return float("nan"), float("nan")
    network.eval()
    with torch.no_grad():
        outputs = torch.cat([network(part) for part in samples.split(256)])
    accuracy = (outputs.argmax(1) == classes).float().mean().item()
    return loss(outputs, classes).item(), accuracy
