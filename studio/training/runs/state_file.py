"""The state that a training goes on from as a file: its large tensors as safetensors, all else beside them.

torch's own format is read too, as earlier versions wrote it. Written that way, a large tensor keeps all other threads
of the process waiting, those of the window among them.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor

from studio.training.runs.weights_file import Writable, write_weights

SMALL = 1024
"""Numbers of a tensor that goes with the rest."""

REST = "rest"
TENSOR, AXES = "large-tensor", "axes-in-memory"
"""What stands in the place of a large tensor: its name, and its axes in the order of the numbers."""


def write_state(file: Writable, state: Mapping[str, Any]) -> None:
    """Write what is made of mappings, lists, numbers, texts and tensors of any device. Raises OSError."""
    tensors: dict[str, Tensor] = {}
    rest = BytesIO()
    torch.save(_without(state, tensors), rest)
    write_weights(file, tensors, {REST: b64encode(rest.getvalue()).decode()})


def read_state(path: Path) -> Any:
    """What was written, tensors on the CPU; nothing in it is run. Raises any exception for what is no state."""
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return torch.load(path, map_location="cpu", weights_only=True)
    with safe_open(path, framework="pt") as tensors:
        rest = BytesIO(b64decode(tensors.metadata()[REST]))
        return _with(torch.load(rest, map_location="cpu", weights_only=True), tensors)


def _without(value: Any, tensors: dict[str, Tensor]) -> Any:
    """The same with its large tensors taken out into `tensors`."""
    if isinstance(value, Tensor) and value.numel() > SMALL:
        name, axes = str(len(tensors)), sorted(range(value.dim()), key=value.stride, reverse=True)
        tensors[name] = value.detach().permute(axes)
        return {TENSOR: name, AXES: axes}
    if isinstance(value, Mapping):
        return {name: _without(each, tensors) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_without(each, tensors) for each in value)
    return value


def _with(value: Any, tensors: Any) -> Any:
    """The same with its large tensors put back, each laid out in memory as it was."""
    if isinstance(value, dict) and value.keys() == {TENSOR, AXES}:
        # In memory of its own: the library's lies in the file, and is gone when somebody cuts that short.
        found: Tensor = tensors.get_tensor(value[TENSOR]).clone()
        axes = value[AXES]
        return found.permute([axes.index(axis) for axis in range(len(axes))])
    if isinstance(value, dict):
        return {name: _with(each, tensors) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_with(each, tensors) for each in value)
    return value
