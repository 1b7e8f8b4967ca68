"""Tensors of which each of several processes holds a part: made whole to be kept, and parted again to be gone on with.

Torch calls them DTensors. Both are asked of all the processes at the same moment, or of none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from torch import Tensor

if TYPE_CHECKING:
    from torch.distributed.tensor import DTensor


def is_sharded(tensor: Tensor) -> bool:
    """Whether other processes hold parts of it."""
    return hasattr(tensor, "full_tensor")


def whole(value: Any, *, kept: bool = True) -> Any:
    """Values with all parts of their tensors, on the CPU where these were sharded.

    Without `kept` this process only gives its parts, and gets empty tensors for them.
    """
    if isinstance(value, Tensor):
        if not is_sharded(value):
            return value
        full = _as_sharded(value).full_tensor().detach()
        return full.cpu() if kept else full.new_empty(0)
    if isinstance(value, Mapping):
        return {name: whole(each, kept=kept) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(whole(each, kept=kept) for each in value)
    return value


def parted_as(value: Tensor, there: Tensor) -> Tensor:
    """A whole tensor in parts like those of another one of its shape; as it is where that is whole too.

    Every process has all of it, so that none waits for another.
    """
    if not is_sharded(there) or value.shape != there.shape:
        return value
    from torch.distributed.tensor import distribute_tensor

    like = _as_sharded(there)
    return distribute_tensor(value.to(like.device), like.device_mesh, like.placements, src_data_rank=None)


def _as_sharded(tensor: Tensor) -> DTensor:
    return tensor  # type: ignore[return-value]
