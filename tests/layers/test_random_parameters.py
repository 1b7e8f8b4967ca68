"""Whatever parameters and shapes meet: what the read-outs promise, a real run keeps."""

from __future__ import annotations

import pytest
import torch
from drawing import DRAWN, LAYERS, draw
from hypothesis import given
from hypothesis import strategies as st

from studio.compiler.measure import Refusal, measure
from studio.layers import Layer

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")


@pytest.mark.parametrize("declared", LAYERS, ids=lambda declared: declared.__name__)
@DRAWN
@given(data=st.data())
def test_read_outs_hold_in_a_real_run(declared: type[Layer], data: st.DataObject) -> None:
    drawn = draw(data, declared)
    if drawn is None:
        return
    layer, specs = drawn
    measured = measure(layer, specs)
    if isinstance(measured, Refusal):
        assert measured.message.endswith(".")
        assert measured.remedy.endswith(".")
        return
    module = layer.build(*(spec.shape for spec in specs)).eval()
    made = module(*(torch.zeros(2, *spec.shape, dtype=getattr(torch, spec.dtype)) for spec in specs))
    tensors = made if isinstance(made, tuple) else (made,)
    assert [tuple(tensor.shape[1:]) for tensor in tensors] == [spec.shape for spec in measured.outputs]
    assert sum(p.numel() for p in module.parameters()) == measured.parameters
