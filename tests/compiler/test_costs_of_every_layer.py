"""What every layer costs is what a real run on the CPU uses, counts and keeps, whatever its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
import torch
from drawing import DRAWN, LAYERS, draw
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import variants
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode
from uses import uses

from studio.compiler.measure import Measurement, Refusal, measure
from studio.compiler.saved_activations import retention
from studio.compiler.tensors import TensorSpec
from studio.layers import Layer

pytestmark = [
    pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN"),
    pytest.mark.filterwarnings("ignore:TF32 acceleration on top of oneDNN"),
]
each_layer = pytest.mark.parametrize("declared", LAYERS, ids=lambda declared: declared.__name__)


@contextmanager
def plain_operations() -> Iterator[None]:
    """Attention and recurrence run as the operations that are counted, not as the CPU's fused ones."""
    with sdpa_kernel(SDPBackend.MATH), torch.backends.mkldnn.flags(enabled=False):
        yield


def batch_for(specs: Sequence[TensorSpec], count: int, *, differentiable: bool = False) -> list[torch.Tensor]:
    torch.manual_seed(0)
    made = []
    for spec in specs:
        numbers = torch.rand(count, *spec.shape)
        if spec.dtype != "float32":
            made.append(torch.zeros(count, *spec.shape, dtype=getattr(torch, spec.dtype)))
        else:
            made.append(numbers.requires_grad_().clone() if differentiable else numbers)
    return made


def kept(layer: Layer, specs: Sequence[TensorSpec], count: int, *, differentiable: bool) -> int:
    """Bytes of all tensors, each storage once, that autograd keeps of a real run."""
    found: dict[int, torch.Tensor] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        found.setdefault(tensor.untyped_storage()._cdata, tensor)
        return tensor

    module = layer.build(*(spec.shape for spec in specs)).train()
    known = {each.untyped_storage()._cdata for each in (*module.parameters(), *module.buffers())}
    batch = batch_for(specs, count, differentiable=differentiable)
    with plain_operations(), torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        module(*batch)
    return sum(each.untyped_storage().nbytes() for place, each in found.items() if place not in known)


def told_kept(layer: Layer, specs: tuple[TensorSpec, ...], measured: Measurement, *, differentiable: bool) -> int:
    held = retention(layer, specs, tuple(differentiable and spec.dtype == "float32" for spec in specs))
    return (
        held.inner_bytes
        + sum(specs[port].bytes for port in held.inputs)
        + sum(measured.outputs[port].bytes for port in held.outputs)
    )


def assert_real(layer: Layer, specs: tuple[TensorSpec, ...], measured: Measurement) -> None:
    module = layer.build(*(spec.shape for spec in specs)).eval()
    with plain_operations(), FlopCounterMode(display=False) as flops:
        made = module(*batch_for(specs, 5))
    tensors = made if isinstance(made, tuple) else (made,)
    assert [(tuple(t.shape[1:]), str(t.dtype)) for t in tensors] == [
        (spec.shape, f"torch.{spec.dtype}") for spec in measured.outputs
    ]
    parameters = list(module.parameters())
    assert measured.parameters == sum(p.numel() for p in parameters)
    assert measured.trainable_parameters == sum(p.numel() for p in parameters if p.requires_grad)
    assert measured.macs == flops.get_total_flops() / 2 / 5
    assert measured.connections == uses(layer, specs, measured), layer


def assert_kept(layer: Layer, specs: tuple[TensorSpec, ...], measured: Measurement) -> None:
    # On the CPU a layer that reads both ways copies a sequence for the way back.
    copied = specs[0].bytes if getattr(layer, "bidirectional", False) and specs[0].shape[0] > 1 else 0
    for differentiable in (False, True):
        few, many = (kept(layer, specs, count, differentiable=differentiable) for count in (3, 7))
        told = told_kept(layer, specs, measured, differentiable=differentiable)
        assert told + copied == (many - few) / 4, (layer, differentiable)


@pytest.mark.slow
@each_layer
def test_each_parameter_in_turn(declared: type[Layer]) -> None:
    for layer in variants(declared):
        specs = tuple(TensorSpec(arrival.shape, arrival.dtype) for arrival in layer.example())
        measured = measure(layer, specs)
        assert isinstance(measured, Measurement)
        assert_real(layer, specs, measured)
        assert_kept(layer, specs, measured)


@pytest.mark.slow
@each_layer
@settings(parent=DRAWN, max_examples=10)
@given(data=st.data())
def test_whatever_the_parameters(declared: type[Layer], data: st.DataObject) -> None:
    drawn = draw(data, declared)
    if drawn is None:
        return
    layer, specs = drawn
    measured = measure(layer, specs)
    if isinstance(measured, Refusal):
        assert measured.message.endswith(".")
        assert measured.remedy.endswith(".")
        return
    assert_real(layer, specs, measured)
    assert_kept(layer, specs, measured)
