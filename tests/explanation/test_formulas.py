"""No formula on screen without torch's agreement, whatever the parameters."""

from __future__ import annotations

from typing import Any

import pytest
from drawing import DRAWN, LAYERS, draw
from hypothesis import given
from hypothesis import strategies as st
from networks import variants

from studio.compiler.measure import Measurement, measure
from studio.compiler.tensors import TensorSpec
from studio.explanation import Formula, workings
from studio.explanation.legend import is_plain, legend
from studio.layers import Layer, Shape, catalogue
from studio.layers.convolution import Conv2d
from studio.layers.recurrent import LSTM

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
each_layer = pytest.mark.parametrize("declared", LAYERS, ids=lambda declared: declared.__name__)


COSTS = ("parameters", "connections", "macs")
WITHOUT_FORMULAS = {"Custom", "TorchModule", "TorchFunction", "StoredTensor"}
"""Layers that say why they have none."""


def assert_torch_agrees(layer: Layer, specs: tuple[TensorSpec, ...]) -> None:
    measured = measure(layer, specs)
    if not isinstance(measured, Measurement):
        return
    told = workings(layer, *(spec.shape for spec in specs))
    assert bool(told.instead) == (layer.kind in WITHOUT_FORMULAS)
    if told.instead:
        return
    assert told.output == measured.outputs[0].shape
    for cost in COSTS:
        formula = getattr(told, cost)
        assert (formula.value if formula else 0) == getattr(measured, cost), formula and formula.line()


@each_layer
def test_formulas_hold_for_every_parameter_and_every_symbol_is_explained(declared: type[Layer]) -> None:
    for layer in variants(declared):
        assert_torch_agrees(layer, tuple(TensorSpec(a.shape, a.dtype) for a in layer.example()))
        assert_symbols_are_explained(layer)


def assert_symbols_are_explained(layer: Layer) -> None:
    """Where they do not speak for themselves."""
    told = tuple(workings(layer, *(arrival.shape for arrival in layer.example())))
    for name in {name for formula in told for name in formula.values}:
        single = [Formula("", "", name, {name: 1})]
        assert legend(layer, single) or is_plain(layer, name), name


@pytest.mark.slow
@each_layer
@DRAWN
@given(data=st.data())
def test_formulas_hold_for_any_parameters_and_shapes(declared: type[Layer], data: st.DataObject) -> None:
    drawn = draw(data, declared, largest=12)
    if drawn is not None:
        assert_torch_agrees(*drawn)


HARD = (
    ("Conv2d", {"out_channels": 8, "kernel_size": [3, 5], "dilation": 2, "groups": 4, "stride": 2}, ((12, 20, 20),)),
    (
        "ConvTranspose2d",
        {"out_channels": 6, "groups": 3, "dilation": 2, "output_padding": 1, "stride": 2},
        ((9, 5, 7),),
    ),
    ("LSTM", {"hidden_size": 8, "num_layers": 3, "bidirectional": True, "proj_size": 5}, ((7, 4),)),
    ("GRU", {"hidden_size": 8, "num_layers": 2, "bidirectional": True, "bias": False}, ((7, 4),)),
    ("RNN", {"hidden_size": 8, "num_layers": 4, "returns": "last"}, ((7, 4),)),
    ("MultiheadAttention", {"attends_to": "memory", "add_bias_kv": True}, ((5, 8), (9, 6))),
    ("MultiheadAttention", {"attends_to": "key and value", "add_zero_attn": True}, ((5, 8), (9, 6), (9, 7))),
    ("TransformerEncoderLayer", {"dim_feedforward": 20, "norm_first": True, "bias": False}, ((5, 8),)),
    ("MatMul", {}, ((1, 4, 6, 5), (3, 4, 5, 2))),
    ("MatMul", {}, ((4, 6, 5), (1, 5, 2))),
    ("Linear", {"out_features": 3}, ((4, 6, 5),)),
    ("Bilinear", {"out_features": 3}, ((4, 5), (4, 7))),
    ("AdaptiveAvgPool2d", {"output_size": [3, 7]}, ((4, 8, 9),)),
)


@pytest.mark.parametrize(("kind", "params", "shapes"), HARD, ids=lambda value: value if isinstance(value, str) else "")
def test_formulas_hold_for_the_hard_cases(kind: str, params: dict[str, Any], shapes: tuple[Shape, ...]) -> None:
    layer = catalogue[kind].create(params)
    specs = tuple(TensorSpec(shape, "float32") for shape in shapes)
    assert isinstance(measure(layer, specs), Measurement), "torch takes it"
    assert_torch_agrees(layer, specs)


def conv_lines(shape: Shape, **params: Any) -> list[str]:
    return [formula.line() for formula in workings(Conv2d.create(params), shape)]


def test_a_convolution_is_worked_out_with_its_own_numbers() -> None:
    lines = conv_lines((1, 28, 28), out_channels=6, kernel_size=5, padding=2)
    assert lines == [
        "C_out = out_channels = 6",
        "H₂ = ⌊(H₁ − F + 2·P) / S⌋ + 1 = ⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28",
        "W₂ = ⌊(W₁ − F + 2·P) / S⌋ + 1 = ⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28",
        "parameters = C_out·(C_in·F² + 1) = 6·(1·5² + 1) = 156",
        "connections = H₂·W₂·C_out·(C_in·F² + 1) = 28·28·6·(1·5² + 1) = 122,304",
        "MACs = H₂·W₂·C_out·C_in·F² = 28·28·6·1·5² = 117,600",
    ]


def test_an_lstm_counts_four_gates() -> None:
    (learned,) = [f for f in workings(LSTM(hidden_size=8), (5, 3)) if f.quantity == "parameters"]
    assert learned.line() == "parameters = 4·(h·(i + h) + 2·h) = 4·(8·(3 + 8) + 2·8) = 416"


def test_symbols_are_typeset_with_sub_and_superscripts() -> None:
    formula = Formula("area", "A_out", "C_in*F**2 - (a - b)", {"C_in": 3, "F": 5, "a": 2, "b": 1})
    assert formula.symbolic(html=True) == (
        "<i>A</i><sub>out</sub> = <i>C</i><sub>in</sub>·<i>F</i><sup>2</sup> − (<i>a</i> − <i>b</i>)"
    )
    assert formula.filled(html=True) == "3·5<sup>2</sup> − (2 − 1) = 74"


def test_names_of_parameters_are_left_as_they_are() -> None:
    formula = Formula("output channels", "C_out", "out_channels", {"out_channels": 6})
    assert formula.symbolic(html=True) == "<i>C</i><sub>out</sub> = <i>out_channels</i>"
