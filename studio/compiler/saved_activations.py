"""What a training step keeps for its backward pass, per sample: measured layer by layer with torch's own hooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import torch
from torch import nn

from studio.compiler.connections import address, addresses
from studio.compiler.freezing import freeze
from studio.compiler.measure import BATCH
from studio.compiler.own_generator import apart
from studio.compiler.short_sequences import FewSteps
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph
from studio.layers import Layer
from studio.layers.io import Input, Output


class Shaped(Protocol):
    """A node's read-outs, as far as they are needed here."""

    @property
    def inputs(self) -> tuple[TensorSpec, ...] | None: ...

    @property
    def outputs(self) -> tuple[TensorSpec, ...] | None: ...


@dataclass(frozen=True, slots=True)
class Retention:
    """What one layer keeps in training mode: which of its inputs and outputs, and what it makes besides.

    `inner_bytes` are those of tensors made inside the layer, per sample. `views` says of each output which input's
    memory it lies in, or None; `differentiable` whether gradients pass through an output.
    """

    inputs: frozenset[int] = frozenset()
    outputs: frozenset[int] = frozenset()
    inner_bytes: int = 0
    views: tuple[int | None, ...] = ()
    differentiable: tuple[bool, ...] = ()


class _Kept:
    """The tensors that autograd keeps, each storage once; `total` are the bytes of those that are not `known`."""

    def __init__(self, known: set[int]) -> None:
        self.total = 0
        self.tensors: dict[int, torch.Tensor] = {}
        self._known = known

    def pack(self, tensor: torch.Tensor) -> torch.Tensor:
        place = address(tensor)
        if place not in self.tensors:
            # Holding the tensor keeps its address from being given to another one.
            self.tensors[place] = tensor.detach()
            if place not in self._known:
                self.total += tensor.untyped_storage().nbytes()
        return tensor


@lru_cache(maxsize=20_000)
def retention(
    layer: Layer, inputs: tuple[TensorSpec, ...], differentiable: tuple[bool, ...], *, frozen: bool = False
) -> Retention:
    """Run a layer that `measure` accepts on the meta device in training mode and see what autograd keeps.

    `differentiable` says which inputs need a gradient, `frozen` that no parameter does. Parameters and buffers are not
    counted, nor what does not grow with the batch.
    """
    with apart(layer), torch.device("meta"), torch.enable_grad():
        module = _counting(layer.build(*(spec.shape for spec in inputs)).train())
        if frozen:
            freeze(module)
        # A layer may work in place, which a leaf does not allow; a copy of one does.
        batch = [_arriving(spec, needed) for spec, needed in zip(inputs, differentiable, strict=True)]
        weights = addresses([*module.parameters(), *module.buffers()])
        arriving = [address(tensor) for tensor in batch]
        kept = _Kept(weights | set(arriving))
        with torch.autograd.graph.saved_tensors_hooks(kept.pack, lambda tensor: tensor), FewSteps(kept):
            results = module(*batch)
    tensors = results if isinstance(results, tuple) else (results,)
    return _retained(tensors, arriving, kept)


def _counting(module: nn.Module) -> nn.Module:
    """The module with its single numbers as real ones: BatchNorm asks for the number of batches it has seen."""
    for part in module.modules():
        for name, buffer in part.named_buffers(recurse=False):
            if buffer.dim() == 0:
                setattr(part, name, torch.ones_like(buffer, device="cpu"))
    return module


def _arriving(spec: TensorSpec, differentiable: bool) -> torch.Tensor:
    tensor = torch.empty(BATCH, *spec.shape, dtype=getattr(torch, spec.dtype))
    return tensor.requires_grad_().clone() if differentiable and tensor.is_floating_point() else tensor


def _retained(tensors: Sequence[torch.Tensor], arriving: Sequence[int], kept: _Kept) -> Retention:
    places = [address(tensor) for tensor in tensors]
    own = {place: tensor for place, tensor in zip(places, tensors, strict=True) if place not in arriving}
    of_outputs = sum(own[place].untyped_storage().nbytes() for place in own.keys() & kept.tensors.keys())
    return Retention(
        inputs=frozenset(port for port, place in enumerate(arriving) if place in kept.tensors),
        outputs=frozenset(port for port, place in enumerate(places) if place in own and place in kept.tensors),
        inner_bytes=max(0, kept.total - of_outputs) // BATCH,
        views=tuple(arriving.index(place) if place in arriving else None for place in places),
        differentiable=tuple(tensor.requires_grad for tensor in tensors),
    )


def saved_bytes(graph: Graph, nodes: Mapping[str, Shaped]) -> dict[str, int]:
    """Bytes per sample that a training step keeps for its backward pass, by the node of the flat graph that made them.

    A tensor that several layers keep counts once, with the node that computed it: the output of a ReLU that the next
    convolution needs counts with the ReLU. What an Input holds is the batch itself and is counted with the Input.
    """
    owners: dict[tuple[str, int], tuple[str, int]] = {}
    flows: dict[tuple[str, int], bool] = {}
    kept: set[tuple[str, int]] = set()
    found = dict.fromkeys(graph, 0)
    for name in graph.order:
        node, report = graph[name], nodes[name]
        if report.outputs is None or report.inputs is None:
            continue
        if isinstance(node.layer, Input):
            owners[name, 0], flows[name, 0] = (name, 0), False
        elif not isinstance(node.layer, Output):
            sources = [(source.node, source.port) for source in node.inputs if source is not None]
            assert isinstance(node.layer, Layer)
            needed = tuple(flows[source] for source in sources)
            held = retention(node.layer, report.inputs, needed, frozen=node.frozen)
            found[name] = held.inner_bytes
            for port, view in enumerate(held.views):
                owners[name, port] = (name, port) if view is None else owners[sources[view]]
                flows[name, port] = held.differentiable[port]
            kept.update(owners[sources[port]] for port in held.inputs)
            kept.update((name, port) for port in held.outputs)
    for name, port in kept:
        found[name] += (nodes[name].outputs or ())[port].bytes
    return found
