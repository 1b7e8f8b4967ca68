"""PyTorch modules for layers that `torch.nn` has no class for. Imported only when one is built."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import torch
from torch import nn


class Operation(nn.Module):
    """A function of torch with its further arguments."""

    def __init__(self, function: Callable[..., Any], **options: Any) -> None:
        super().__init__()
        self.function = function
        self.options = options

    def forward(self, *inputs: torch.Tensor) -> Any:
        """What the function makes of the inputs."""
        return self.function(*inputs, **self.options)


class Folding(nn.Module):
    """One operation on two tensors, applied to any number of them from the first to the last."""

    def __init__(self, operation: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.operation = operation

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Tensors that broadcast to one shape -> that shape."""
        return reduce(self.operation, inputs)


class Reshaping(nn.Module):
    """All numbers of a sample in another shape, of which one size may be -1."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(N, …) -> (N, *shape)."""
        return samples.flatten(1).unflatten(1, self.shape)


class Cropping(nn.Module):
    """A part cut out of the last axes, given as a slice of each."""

    def __init__(self, kept: tuple[Any, ...]) -> None:
        super().__init__()
        self.kept = kept

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(N, C, …) -> (N, C, …)."""
        return samples[(..., *self.kept)]


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


class Slicing(nn.Module):
    """Every `step`-th place of an axis from `start` to before `stop`, or to the end."""

    def __init__(self, dim: int, start: int = 0, stop: int | None = None, step: int = 1) -> None:
        super().__init__()
        self.dim = dim
        self.places = slice(start, stop, step)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(N, …) -> (N, …), as many axes."""
        return samples[(slice(None),) * (self.dim % samples.dim()) + (self.places,)]


class Calculation(nn.Module):
    """An operation of each number with a fixed one."""

    def __init__(self, operation: str, number: float) -> None:
        super().__init__()
        self.operation = operation
        self.number = number

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """(…) -> (…)."""
        if self.operation == "minimum":
            return numbers.clamp(max=self.number)
        if self.operation == "maximum":
            return numbers.clamp(min=self.number)
        if self.operation == "power":
            return numbers**self.number
        if self.operation == "divide":
            return numbers / self.number
        return numbers + self.number if self.operation == "add" else numbers * self.number


class Affine(nn.Module):
    """A learned scale and a learned shift, which go with the last axes of the input."""

    def __init__(self, shape: tuple[int, ...], weight: bool = True, bias: bool = True) -> None:
        super().__init__()
        self.shape = shape
        self.weight = nn.Parameter(torch.ones(shape)) if weight else None
        self.bias = nn.Parameter(torch.zeros(shape)) if bias else None

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """(N, …) -> (N, …)."""
        scaled = numbers if self.weight is None else numbers * self.weight
        return scaled if self.bias is None else scaled + self.bias


class TorchCall(nn.Module):
    """A function of torch, or a method of the first tensor; the last inputs are given by the names in `tensors`."""

    def __init__(self, call: str, leading: tuple[Any, ...], tensors: tuple[str, ...], named: Mapping[str, Any]) -> None:
        super().__init__()
        self.leading = leading
        self.tensors = tensors
        self.named = {name: getattr(torch, value) if name == "dtype" else value for name, value in named.items()}
        room: Any = {"torch": torch, "F": nn.functional}.get(call.partition(".")[0], torch.Tensor)
        self.function = getattr(room, call.rpartition(".")[2])

    def forward(self, *inputs: torch.Tensor) -> Any:
        """What the function makes of the inputs."""
        count = len(inputs) - len(self.tensors)
        by_name = dict(zip(self.tensors, inputs[count:], strict=True))
        return self.function(*self.leading, *inputs[:count], **by_name, **self.named)


class StoredTensor(nn.Module):
    """Numbers of its own, the same for each sample: learned, or fixed ones as text or packed bytes."""

    def __init__(self, shape: tuple[int, ...], values: str = "", dtype: str = "float32") -> None:
        super().__init__()
        self.shape = shape
        if not values:
            self.weight = nn.Parameter(torch.empty(shape).normal_(std=0.02))
            return
        kind = getattr(torch, dtype)
        if values.startswith("zlib:"):
            data = bytearray(zlib.decompress(base64.b64decode(values[5:])))
            numbers = torch.as_tensor(torch.frombuffer(data, dtype=kind)).reshape(shape)
        else:
            words = values.replace(",", " ").split()
            numbers = torch.tensor([(float if kind.is_floating_point else int)(word) for word in words], dtype=kind)
            numbers = numbers.expand(shape) if len(words) == 1 else numbers.reshape(shape)
        self.register_buffer("weight", numbers, persistent=False)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(N, …) -> (N, *shape)."""
        return self.weight.expand(samples.shape[0], *self.shape)
