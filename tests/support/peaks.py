"""The memory that torch really holds in a training step on the CPU: all tensors, as long as they live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from studio.compiler.module import compile_graph, inputs_of
from studio.graph import Graph
from studio.layers.io import Input
from studio.training.device import Compute
from studio.training.optimizers import Optimizer


def samples(graph: Graph, batch: int) -> list[torch.Tensor]:
    """A batch of small numbers for each Input."""
    made = []
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        whole = torch.randint(0, 2, (batch, *layer.shape))
        made.append(whole if layer.dtype == "int64" else whole.float())
    return made


def step_bytes(graph: Graph, batch: int, optimizer: Optimizer) -> int:
    """Bytes at the worst moment of a step: weights, optimizer state and batch, and what the step allocates.

    The network is laid out in memory as a training lays it out.
    """
    compute = Compute.choose("cpu")
    inputs = samples(graph, batch)
    layout = compute.memory_format(tuple(inputs[0].shape[1:]))
    module = compute.place(compile_graph(graph, seed=0).train(), tuple(inputs[0].shape[1:]))
    stepping = compute.optimizer(optimizer, module)
    inputs = [each.contiguous(memory_format=layout) if each.dim() == 4 else each for each in inputs]

    def step() -> None:
        stepping.zero_grad(set_to_none=True)
        made = module(*inputs)
        outputs: Sequence[torch.Tensor] = made if isinstance(made, tuple) else (made,)
        torch.stack([each.mean() for each in outputs]).sum().backward()
        stepping.step()

    step()
    stepping.zero_grad(set_to_none=True)
    states = (value for state in stepping.state.values() for value in state.values() if isinstance(value, torch.Tensor))
    held = sum(tensor.nbytes for tensor in (*module.parameters(), *module.buffers(), *states, *inputs))
    with _Live() as live:
        step()
    return held + live.highest


class _Live(TorchDispatchMode):
    """The storages that operations make, as long as something holds them; `highest` are their bytes at the most."""

    def __init__(self) -> None:
        super().__init__()
        self.highest = 0
        self._alive: dict[StorageWeakRef, int] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        given = {StorageWeakRef(each.untyped_storage()) for each in tree_leaves((args, kwargs)) if _is_tensor(each)}
        result = func(*args, **(kwargs or {}))
        for each in filter(_is_tensor, tree_leaves(result)):
            place = StorageWeakRef(each.untyped_storage())
            if place not in given:
                self._alive[place] = each.untyped_storage().nbytes()
        self._alive = {place: size for place, size in self._alive.items() if not place.expired()}
        self.highest = max(self.highest, sum(self._alive.values()))
        return result


def _is_tensor(value: Any) -> bool:
    return isinstance(value, torch.Tensor)
