"""Tensors that share memory, taken apart for a file and brought together again: safetensors' rule for whole models.

Of tensors that are one and the same, one is kept and the file's metadata says which name stands for the others. Views
that merely overlap are kept each by itself: a network compiled anew lets them share again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from torch import Tensor

Place = tuple[int, int, tuple[int, ...], tuple[int, ...]]


def parted(state: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors of which no two share memory, where they lie, and for each name left out the one that stands for it."""
    kept: dict[Place, str] = {}
    tensors: dict[str, Tensor] = {}
    others: dict[str, str] = {}
    for name, tensor in state.items():
        first = kept.setdefault(_place(tensor), name) if tensor.numel() else name
        if first != name:
            others[name] = first
        else:
            tensors[name] = tensor.detach()
    storages = [tensor.untyped_storage().data_ptr() for tensor in tensors.values()]
    shared = {storage for storage, count in Counter(storages).items() if count > 1}
    for name, storage in zip(list(tensors), storages, strict=True):
        if storage in shared:
            tensors[name] = tensors[name].clone()
    return tensors, others


def tied_again(tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> dict[str, Tensor]:
    """The tensors under all names they had."""
    others = {name: tensors[first] for name, first in metadata.items() if first in tensors and name not in tensors}
    return {**tensors, **others}


def _place(tensor: Tensor) -> Place:
    return tensor.data_ptr(), tensor.element_size(), tuple(tensor.shape), tensor.stride()
