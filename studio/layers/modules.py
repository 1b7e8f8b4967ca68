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


class Step(nn.Module):
    """The Heaviside step, 0 at 0, with the gradient 0."""

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """(…) -> (…), each 0 or 1."""
        return torch.relu(numbers).sign()


class Maxout(nn.Module):
    """For each unit the largest of several linear functions (Goodfellow et al., 2013)."""

    def __init__(self, in_features: int, out_features: int, num_pieces: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features = in_features
        self.pieces = nn.Linear(in_features, out_features * num_pieces, bias)
        self.shape = (out_features, num_pieces)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(…, in_features) -> (…, out_features)."""
        return self.pieces(features).unflatten(-1, self.shape).amax(dim=-1)
