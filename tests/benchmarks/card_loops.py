"""The loops that people tune by hand for a graphics card, over tensors on it: eager, captured, compiled.

Each is a generator that takes some steps and gives its speed in samples per second, the device waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

SLICE = 0.5
"""Seconds of training between two looks at the clock that wait for the device."""

DTYPE = torch.bfloat16

Step = Callable[[Tensor, Tensor], object]
"""Trains on a batch, inputs (B, *shape) and classes (B,)."""


def placed(model: nn.Module, *, half: bool) -> nn.Module:
    """The model on the card, its weights with channels last where it computes in 16 bits."""
    found: nn.Module = model.cuda()
    return found.to(memory_format=torch.channels_last) if half else found  # type: ignore[call-overload]


def precision(*, half: bool, cached: bool = True) -> AbstractContextManager[object]:
    """bfloat16 where the network computes in 16 bits."""
    return torch.autocast("cuda", DTYPE, cache_enabled=cached) if half else nullcontext()


def eager_step(model: nn.Module, run: Callable[[Tensor], Tensor], *, half: bool) -> Step:
    """A step with the fused optimizer; `run` is the model, or a program that was compiled of it."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)

    def step(inputs: Tensor, targets: Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        with precision(half=half):
            loss = cross_entropy(run(inputs), targets)
        loss.backward()
        optimizer.step()

    return step


def captured_step(model: nn.Module, inputs: Tensor, targets: Tensor, *, half: bool) -> Step:
    """The whole step as one CUDA graph: forwards, backwards and the optimizer."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True, capturable=True)
    held, wanted = inputs.clone(memory_format=torch.preserve_format), targets.clone()

    def whole() -> None:
        optimizer.zero_grad(set_to_none=True)
        with precision(half=half, cached=False):
            loss = cross_entropy(model(held), wanted)
        loss.backward()
        optimizer.step()

    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(3):
            whole()
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        whole()

    def step(inputs: Tensor, targets: Tensor) -> None:
        held.copy_(inputs)
        wanted.copy_(targets)
        graph.replay()

    return step


def speeds(
    step: Step, inputs: Tensor, targets: Tensor, batch_size: int, after_epoch: Step | None = None
) -> Iterator[float]:
    """The speed of steps over samples in a new order each epoch; `after_epoch` is called with the first samples."""
    taken, begun = 0, perf_counter()
    while True:
        order = torch.randperm(len(targets), device=targets.device)
        for first in range(0, len(targets) - batch_size + 1, batch_size):
            chosen = order[first : first + batch_size]
            step(inputs.index_select(0, chosen), targets.index_select(0, chosen))
            taken += batch_size
            if after_epoch is None and perf_counter() - begun > SLICE:
                yield _speed(taken, begun)
                taken, begun = 0, perf_counter()
        if after_epoch is not None:
            after_epoch(inputs, targets)
            yield _speed(taken, begun)
            taken, begun = 0, perf_counter()


def _speed(taken: int, begun: float) -> float:
    torch.cuda.synchronize()
    return taken / (perf_counter() - begun)
