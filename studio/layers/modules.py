"""PyTorch modules for layers that `torch.nn` has no class for. Imported only when one is built."""

from __future__ import annotations

import torch
from torch import nn


class Sum(nn.Module):
    """The sum of any number of tensors, broadcast as torch does."""

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """(…) of each input -> (…)."""
        total = inputs[0]
        for term in inputs[1:]:
            total = total + term
        return total


class Concatenation(nn.Module):
    """Tensors joined along one axis."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Tensors alike in every axis but `dim` -> one tensor."""
        return torch.cat(inputs, dim=self.dim)
