"""Absurd sizes are refused with a sentence, at once and without memory."""

from __future__ import annotations

import pytest
from networks import chain

from studio.compiler.analysis import analyse
from studio.compiler.measure import Refusal, measure
from studio.compiler.tensors import TensorSpec
from studio.layers import Layer
from studio.layers.activation import ReLU
from studio.layers.adaptive_pooling import AdaptiveAvgPool2d
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Concat

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Linear(out_features=MILLION), (2**38,)),
        (Linear(out_features=MILLION), (2**20, 2**18)),
        (Conv2d(out_channels=MILLION, kernel_size=(10_000, 10_000)), (MILLION, 20_000, 20_000)),
        (Conv2d(out_channels=MILLION, kernel_size=(1, 1)), (1, 100_000, 100_000)),
        (AdaptiveAvgPool2d(output_size=(10_000, 10_000)), (MILLION, 2, 2)),
        (ReLU(), (MILLION,) * 6),
        (Concat(), (MILLION,) * 6),
    ],
)
def test_a_layer_beyond_all_machines_is_refused(layer: Layer, shape: tuple[int, ...]) -> None:
    refusal = measure(layer, (TensorSpec(shape),))
    assert isinstance(refusal, Refusal)
    assert "more than a tebibyte of memory" in refusal.message
    assert refusal.remedy


def test_an_absurd_input_is_refused_at_the_input() -> None:
    analysis = analyse(chain(input=Input(shape=(MILLION,) * 6), relu=ReLU(), output=Output()))
    (problem,) = analysis.problems
    assert problem.node == "input"
    assert "more than a tebibyte" in problem.message


def test_a_large_but_possible_layer_is_measured_without_its_memory() -> None:
    measured = measure(Linear(out_features=MILLION), (TensorSpec((100_000,)),))
    assert not isinstance(measured, Refusal)
    assert measured.parameters == 100_001 * MILLION
    assert measured.macs == 100_000 * MILLION


def test_the_same_layer_on_the_same_shapes_is_measured_once() -> None:
    specs = (TensorSpec((3, 17, 23)),)
    assert measure(Conv2d(out_channels=7), specs) is measure(Conv2d(out_channels=7), specs)
