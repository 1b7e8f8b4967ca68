"""How the numbers of a node lie: those that leave it, its weights, and their gradients, counted on their device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from studio.training.events import Bins

BINS = 24
TAKEN = 2**14
"""Numbers that are counted at most; of more, evenly chosen ones stand for all."""

Counted = dict[str, dict[str, Tensor]]
"""For each node by its path, of each kind, what `counted` gives."""


@torch.no_grad()
def counted(tensors: Sequence[Tensor]) -> Tensor:
    """The lowest and the highest finite number (float32) of some tensors, then how many lie in each of BINS equal parts
    between them. Nothing waits for the device. Of numbers none of which is finite, low is above high.
    """
    stride = -(-sum(each.numel() for each in tensors) // TAKEN)
    values = torch.cat([each.detach().flatten()[:: max(stride, 1)].float() for each in tensors])
    is_finite = values.isfinite()
    low = torch.where(is_finite, values, torch.inf).amin()
    high = torch.where(is_finite, values, -torch.inf).amax()
    # Halves first, as the way from the lowest to the highest number may be too long for float32.
    share = (values / 2 - low / 2) / (high / 2 - low / 2).clamp_min(torch.finfo(torch.float32).tiny)
    places = (share.nan_to_num() * BINS).long().clamp(0, BINS - 1)
    counts = torch.zeros(BINS, device=values.device).scatter_add_(0, places, is_finite.float())
    return torch.cat([torch.stack([low, high]), counts])


def told(found: Counted) -> Mapping[str, Mapping[str, Bins]]:
    """The same as plain numbers, fetched from their device at once. What is nowhere finite is left out."""
    tensors = [each for kinds in found.values() for each in kinds.values()]
    if not tensors:
        return {}
    rows = iter(torch.stack(tensors).tolist())
    told = {path: {kind: next(rows) for kind in kinds} for path, kinds in found.items()}
    return {path: {kind: _bins(row) for kind, row in kinds.items() if row[0] <= row[1]} for path, kinds in told.items()}


def _bins(row: Sequence[float]) -> Bins:
    low, high = (float(f"{value:.4g}") for value in row[:2])
    return Bins(low, high, tuple(map(int, row[2:])))
