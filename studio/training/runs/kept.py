"""What a checkpoint keeps of one moment of a training: weights and, to go on from, the state beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor, nn

from studio.training.tied_tensors import parted


@dataclass(frozen=True)
class Kept:
    """Weights after so many steps and epochs; `others` are the names of tensors that are one and the same with another.

    `state` is None where only the weights are kept. `copied` is when all copies are made, on a device that computes
    beside the program.
    """

    weights: Mapping[str, Tensor]
    others: Mapping[str, str]
    state: Mapping[str, Any] | None
    step: int
    epoch: int
    copied: torch.cuda.Event | None = None

    @classmethod
    def of(cls, model: nn.Module, state: Mapping[str, Any] | None, *, step: int, epoch: int) -> Self:
        """The model as it is, good as long as no weight changes."""
        return cls.of_weights(model.state_dict(), state, step=step, epoch=epoch)

    @classmethod
    def of_weights(
        cls, weights: Mapping[str, Tensor], state: Mapping[str, Any] | None, *, step: int, epoch: int
    ) -> Self:
        """The same of weights by their names."""
        return cls(*parted(weights), state, step, epoch)

    def copy(self, room: Kept | None = None) -> Self:
        """The same in memory of its own, so that the training may go on meanwhile.

        Weights take the memory of those in `room`, a copy that nobody needs any more: new memory takes more time than
        the copying does.
        """
        free = {} if room is None else room.weights
        weights = {name: _copied_tensor(tensor.detach(), free.get(name)) for name, tensor in self.weights.items()}
        state = _copied(self.state)
        copied = None
        if any(tensor.is_cuda for tensor in weights.values()):
            copied = torch.cuda.Event()
            copied.record()
        return type(self)(weights, self.others, state, self.step, self.epoch, copied)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Within this, what is read from a device does not wait for what it computes meanwhile."""
        if self.copied is None:
            yield
            return
        stream = torch.cuda.Stream()
        stream.wait_event(self.copied)
        with torch.cuda.stream(stream):
            yield


def _copied(value: Any) -> Any:
    """Values with tensors of their own: on the device where that is a graphics card with room, else on the CPU."""
    if isinstance(value, Tensor):
        return _copied_tensor(value.detach())
    if isinstance(value, Mapping):
        return {name: _copied(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_copied, value))
    return value


def _copied_tensor(tensor: Tensor, room: Tensor | None = None) -> Tensor:
    if room is not None and room.stride() == tensor.stride() and _kind(room) == _kind(tensor):
        return room.copy_(tensor)
    if tensor.device.type not in ("cpu", "cuda"):
        return tensor.cpu()
    try:
        return tensor.clone()
    except torch.OutOfMemoryError:
        return tensor.cpu()


def _kind(tensor: Tensor) -> tuple[object, ...]:
    return tensor.shape, tensor.dtype, tensor.device
