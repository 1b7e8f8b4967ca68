"""The number of connections is what counting them one by one gives."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.func import functional_call, jacrev
from trials import built, measured

from studio.layers import Shape


def counted(kind: str, shape: Shape, **params: Any) -> int:
    """Pairs of an input and an output value of which one depends on the other, and pairs of an output and a bias."""
    module, sample = built(kind, shape, **params), torch.rand(1, *shape)
    pairs = int((jacrev(module)(sample) != 0).sum())
    biases = {name: value for name, value in module.named_parameters() if name.endswith("bias")}
    if not biases:
        return pairs
    by_bias = jacrev(lambda given: functional_call(module, given, (sample,)))(biases)
    return pairs + sum(int((each != 0).sum()) for each in by_bias.values())


@pytest.mark.parametrize(
    ("kind", "shape", "params"),
    [
        ("Linear", (7,), {"out_features": 5}),
        ("Linear", (7,), {"out_features": 5, "bias": False}),
        ("Linear", (3, 7), {"out_features": 5}),
        ("Conv1d", (4, 9), {"out_channels": 6, "kernel_size": [3], "dilation": [2]}),
        ("Conv2d", (4, 7, 8), {"out_channels": 6, "kernel_size": [3, 2], "stride": [2, 1]}),
        ("Conv2d", (4, 7, 8), {"out_channels": 6, "kernel_size": [3, 3], "groups": 2, "bias": False}),
        ("Conv3d", (2, 4, 5, 4), {"out_channels": 3, "kernel_size": [2, 2, 2]}),
        ("ConvTranspose2d", (4, 3, 5), {"out_channels": 6, "kernel_size": [3, 3], "stride": [2, 2]}),
        ("AvgPool2d", (3, 6, 6), {"kernel_size": [2, 2]}),
        ("AvgPool1d", (3, 6), {"kernel_size": [3]}),
        ("AvgPool3d", (2, 4, 4, 4), {"kernel_size": [2, 2, 2]}),
        ("LPPool2d", (3, 6, 6), {"kernel_size": [2, 2]}),
        ("AdaptiveAvgPool2d", (3, 7, 5), {"output_size": [3, 2]}),
        ("AdaptiveAvgPool2d", (3, 7, 5), {"output_size": [1, 1]}),
    ],
)
def test_they_are_the_dependencies_of_outputs_on_inputs_and_biases(
    kind: str, shape: Shape, params: dict[str, Any]
) -> None:
    assert measured(kind, shape, **params).connections == counted(kind, shape, **params)


def test_lenet_has_the_connections_of_the_textbook() -> None:
    assert measured("Conv2d", (1, 32, 32), out_channels=6, kernel_size=[5, 5]).connections == 122_304
    assert measured("MaxPool2d", (6, 28, 28), kernel_size=[2, 2]).connections == 6 * 14 * 14 * 4
    assert measured("Linear", (84,), out_features=10).connections == 850


def test_what_padding_adds_counts_like_the_rest() -> None:
    assert measured("Conv2d", (3, 8, 8), out_channels=4, kernel_size=[3, 3], padding=[1, 1]).connections == 7_168


def test_normalisation_uses_a_weight_and_a_bias_for_each_number() -> None:
    assert measured("BatchNorm2d", (3, 4, 4)).connections == 2 * 48
    assert measured("LayerNorm", (5, 6)).connections == 2 * 30
    assert measured("PReLU", (3, 4, 4)).connections == 48


def test_a_recurrent_layer_uses_its_weights_at_every_step() -> None:
    found = measured("LSTM", (11, 3), hidden_size=4)
    assert found.connections == 11 * found.parameters


def test_a_bilinear_layer_has_a_product_for_each_weight() -> None:
    found = measured("Bilinear", (3,), (4,), out_features=5)
    assert (found.macs, found.connections) == (60, 65)


def test_a_class_by_name_has_those_of_the_layer_of_that_name() -> None:
    by_name = measured("TorchModule", (3, 8, 8), module="MaxPool2d", arguments={"kernel_size": 2})
    assert by_name.connections == measured("MaxPool2d", (3, 8, 8)).connections == 3 * 64


def test_an_activation_has_none() -> None:
    assert measured("ReLU", (3, 4, 4)).connections == 0
