"""Whatever parameters and shapes meet: what the read-outs promise, a real run keeps."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.compiler.measure import Refusal, measure
from studio.compiler.tensors import TensorSpec
from studio.layers import FieldSpec, Layer, ParameterError, catalogue, fields
from studio.layers.io import Input

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
LAYERS = [declared for declared in catalogue.values() if declared is not Input]


def values(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """Small values of a parameter, within its bounds."""
    low = 0 if spec.minimum is None else max(spec.minimum, -4)
    high = low + 6 if spec.maximum is None else min(spec.maximum, low + 6)
    whole = st.integers(int(low), int(high))
    length = {"min_size": spec.length or 1, "max_size": spec.length or 3}
    by_editor: dict[str, st.SearchStrategy[Any]] = {
        "switch": st.booleans(),
        "choice": st.sampled_from(spec.choices or ("",)),
        "integer": whole,
        "number": st.floats(float(low), float(high), exclude_min=spec.strict_minimum),
        "integers": st.lists(whole, **length),
        "numbers": st.lists(st.floats(float(low), float(high)), **length),
        "text": st.text(max_size=5),
        "code": st.just(spec.default),
        "arguments": st.just(spec.default),
    }
    options = [st.just(spec.default), by_editor[spec.editor]]
    if spec.choices:
        options.append(st.sampled_from(spec.choices))
    if spec.optional:
        options.append(st.none())
    return st.one_of(options)


@pytest.mark.parametrize("declared", LAYERS, ids=lambda declared: declared.__name__)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_read_outs_hold_in_a_real_run(declared: type[Layer], data: st.DataObject) -> None:
    try:
        layer = declared.create({spec.name: data.draw(values(spec), spec.name) for spec in fields(declared)})
    except ParameterError:
        return
    rank = data.draw(st.sampled_from(declared.ranks or (1, 2, 3)))
    shape = tuple(data.draw(st.lists(st.integers(1, 9), min_size=rank, max_size=rank), "shape"))
    count = data.draw(st.integers(1, 3), "inputs") if layer.variadic else len(layer.inputs)
    dtype = (layer.dtypes or ("float32",))[0]
    measured = measure(layer, (TensorSpec(shape, dtype),) * count)
    if isinstance(measured, Refusal):
        assert measured.message.endswith(".")
        assert measured.remedy.endswith(".")
        return
    module = layer.build(*[shape] * count).eval()
    made = module(*[torch.zeros(2, *shape, dtype=getattr(torch, dtype))] * count)
    tensors = made if isinstance(made, tuple) else (made,)
    assert [tuple(tensor.shape[1:]) for tensor in tensors] == [spec.shape for spec in measured.outputs]
    assert sum(p.numel() for p in module.parameters()) == measured.parameters
