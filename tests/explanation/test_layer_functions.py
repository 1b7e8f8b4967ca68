"""What is told of every layer of the catalogue, forwards and backwards, is what torch and its own gradients give."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import told_branches as several
import told_numbers as numbers
import told_sequences as sequences
import told_statistics as statistics

from studio.explanation.functions import layer_function
from studio.explanation.functions.activations import ARITHMETIC, FUNCTIONS
from studio.explanation.legend import legend_of_function
from studio.explanation.notation import symbol, symbols
from studio.explanation.page import page
from studio.explanation.plain import values
from studio.explanation.subject import subject
from studio.layers import Layer, catalogue

Check = Callable[[Layer], None]

NOT_TOLD = {"Input", "Custom", "TorchModule", "TorchFunction", "StoredTensor"}
"""Those that say why there is no formula."""

OF_FAMILY: dict[str, Check] = {
    "io": numbers.moved,
    "convolution": numbers.sums_with_learned_weights,
    "pooling": numbers.windows,
    "normalization": statistics.normalized,
    "activation": numbers.numbers_one_by_one,
    "regularization": statistics.dropped,
    "shape": numbers.moved,
    "merge": several.branches,
    "recurrent": sequences.recurrent,
}
BY_KIND: dict[str, Check] = {
    "MaxUnpool1d": numbers.moved, "MaxUnpool2d": numbers.moved, "MaxUnpool3d": numbers.moved,
    "Linear": numbers.sums_with_learned_weights, "Bilinear": several.pairs, "Maxout": several.pieces,
    "LocalResponseNorm": statistics.damped, "Affine": statistics.affine,
    "Softmax": numbers.along_an_axis, "LogSoftmax": numbers.along_an_axis, "GLU": numbers.a_gate,
    "Upsample": numbers.interpolation, "MatMul": several.products,
    "Concat": numbers.moved, "Chunk": numbers.moved, "Split": numbers.moved,
    "Mean": numbers.windows, "Sum": numbers.windows, "Max": numbers.windows,
    "Embedding": sequences.looked_up, "PositionalEncoding": sequences.positions,
    "MultiheadAttention": sequences.attention, "TransformerEncoderLayer": sequences.encoder,
}  # fmt: skip


def variants(kind: str) -> list[Layer]:
    """With its defaults, and in every way that has a rule of its own."""
    declared = catalogue[kind]
    others: dict[str, list[dict[str, object]]] = {
        "Function": [{"function": name} for name in FUNCTIONS],
        "Arithmetic": [{"operation": name, "number": 0.7} for name in ARITHMETIC],
        "GELU": [{"approximate": "tanh"}],
        "Softplus": [{"beta": 2.0, "threshold": 3.0}],
        "RNN": [{"nonlinearity": "relu"}],
        "Upsample": [{"mode": "bilinear"}],
        "AvgPool2d": [{"padding": 1}, {"padding": 1, "count_include_pad": False}],
        "InstanceNorm2d": [{"affine": True}],
        "BatchNorm2d": [{"momentum": None}],
        "LocalResponseNorm": [{"size": 4}],
        "LayerNorm": [{"bias": False}],
        "LPPool2d": [{"norm_type": 3.0}],
        "ELU": [{"alpha": 0.6}], "CELU": [{"alpha": 0.6}], "Hardtanh": [{"min_val": -0.5, "max_val": 2.0}],
        "Threshold": [{"threshold": 0.5, "value": -2.0}], "LeakyReLU": [{"negative_slope": 0.3}],
    }  # fmt: skip
    return [declared.create(params) for params in ({}, *others.get(kind, ()))]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in catalogue if kind not in NOT_TOLD])
def test_forward_and_backward_rules_of_every_layer_are_those_of_torch(kind: str) -> None:
    check = BY_KIND[kind] if kind in BY_KIND else OF_FAMILY[catalogue[kind].family]
    for layer in variants(kind):
        told = layer_function(layer, *numbers.shapes_of(layer))
        assert told.forward
        assert told.backward
        check(layer)


def test_only_layers_whose_inside_is_not_known_tell_no_rules() -> None:
    shapes = {kind: tuple(each.shape for each in made.create({}).example()) for kind, made in catalogue.items()}
    silent = {kind for kind, made in catalogue.items() if layer_function(made.create({}), *shapes[kind]).instead}
    assert silent == NOT_TOLD


def test_every_setting_in_a_rule_is_explained() -> None:
    for kind in catalogue:
        for layer in variants(kind):
            told = layer_function(layer, *numbers.whole_shapes(layer))
            said = {name for each in legend_of_function(told) for name, _ in each.meanings} | set(dict(layer))
            assert told.values.keys() <= said | {"π", "h"}, kind


def test_pages_have_the_rules_with_the_numbers_of_the_node() -> None:
    sections = values(page(subject("LeakyReLU")))["sections"]
    (function, derivative, *_), (back, *_) = sections["What it computes"], sections["How gradients go back"]
    assert function["formula"] == "y = x where x > 0, else a·x"
    assert function["filled"] == "y = x where x > 0, else 0.01·x"
    assert derivative["formula"] == "y′ = 1 where x > 0, else a"
    assert back["formula"] == "∂L/∂x = g·y′"
    assert symbol("∂x", html=True) == "∂<i>L</i>/∂<i>x</i>"
    assert symbols("sum_k(w_k*x_k) + b") == ("w_k", "x_k", "b")
