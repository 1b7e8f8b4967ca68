"""Weights as a safetensors file, written tensor by tensor: https://github.com/huggingface/safetensors#format.

The library's own writer takes them as bytes, which doubles the memory and keeps all other threads waiting meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

import torch
from safetensors.torch import save
from torch import Tensor

ALIGNMENT = 8
"""Bytes of which the header is a multiple, so that numbers lie where they can be read in place."""


class Writable(Protocol):
    """What takes bytes."""

    def write(self, content: bytes | memoryview, /) -> object:
        """Take the next ones."""


def write_weights(file: Writable, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Write tensors of any device, of which no two share memory. Raises OSError."""
    # Large numbers first, as the format wants each at a multiple of its size.
    names = sorted(tensors, key=lambda name: (-tensors[name].element_size(), name))
    header, place = {"__metadata__": dict(metadata)} if metadata else {}, 0
    entries: dict[str, object] = dict(header)
    for name in names:
        tensor = tensors[name]
        entries[name] = {
            "dtype": named(tensor.dtype), "shape": list(tensor.shape), "data_offsets": [place, place + tensor.nbytes]
        }  # fmt: skip
        place += tensor.nbytes
    told = json.dumps(entries, ensure_ascii=False).encode()
    told += b" " * (-len(told) % ALIGNMENT)
    file.write(len(told).to_bytes(8, "little") + told)
    for name in names:
        file.write(_content(tensors[name]))


@cache
def named(dtype: torch.dtype) -> str:
    """What the format calls a kind of numbers. Raises KeyError or RuntimeError for one that it does not know."""
    written = save({"": torch.empty(0, dtype=dtype)})
    name: str = json.loads(written[8 : 8 + int.from_bytes(written[:8], "little")])[""]["dtype"]
    return name


def _content(tensor: Tensor) -> memoryview:
    """The bytes of a tensor, in the order of its axes."""
    content: Any = tensor.cpu().contiguous().reshape(-1).view(torch.uint8).numpy()
    return memoryview(content)
