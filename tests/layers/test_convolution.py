"""Convolutions compute, count and cost what their definition says: grouped, dilated, transposed, depthwise."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional
from trials import built, measured


def test_a_grouped_convolution_is_one_convolution_for_each_group() -> None:
    module = built("Conv2d", (4, 7, 9), out_channels=6, kernel_size=3, groups=2)
    images = torch.rand(2, 4, 7, 9)
    weight, bias = module.weight, module.bias
    halves = [
        functional.conv2d(images[:, 2 * g : 2 * g + 2], weight[3 * g : 3 * g + 3], bias[3 * g : 3 * g + 3])
        for g in range(2)
    ]
    torch.testing.assert_close(module(images), torch.cat(halves, dim=1))


def test_groups_divide_weights_and_cost() -> None:
    whole = measured("Conv2d", (8, 10, 10), out_channels=16, kernel_size=3, bias=False)
    grouped = measured("Conv2d", (8, 10, 10), out_channels=16, kernel_size=3, bias=False, groups=4)
    assert whole.parameters == 16 * 8 * 9 == 4 * grouped.parameters
    assert whole.macs == 8 * 8 * 16 * 8 * 9 == 4 * grouped.macs


def test_a_dilated_filter_looks_at_every_second_pixel() -> None:
    module = built("Conv1d", (1, 9), out_channels=1, kernel_size=3, dilation=2, bias=False)
    signal = torch.rand(1, 1, 9)
    a, b, c = module.weight.flatten()
    by_hand = [a * signal[0, 0, i] + b * signal[0, 0, i + 2] + c * signal[0, 0, i + 4] for i in range(5)]
    torch.testing.assert_close(module(signal).flatten(), torch.stack(by_hand))


@pytest.mark.parametrize(("kind", "shape"), [("Conv1d", (3, 9)), ("Conv2d", (3, 9, 7)), ("Conv3d", (3, 5, 9, 7))])
def test_same_padding_keeps_the_size_whatever_the_dilation(kind: str, shape: tuple[int, ...]) -> None:
    (output,) = measured(kind, shape, out_channels=5, kernel_size=3, dilation=2, padding="same").outputs
    assert output.shape == (5, *shape[1:])


def test_a_transposed_convolution_stamps_its_filter_for_each_number() -> None:
    module = built("ConvTranspose1d", (1, 3), out_channels=1, kernel_size=3, stride=2, output_padding=1, bias=False)
    signal = torch.rand(1, 1, 3)
    by_hand = torch.zeros(8)
    for place, number in enumerate(signal[0, 0]):
        by_hand[2 * place : 2 * place + 3] += number * module.weight[0, 0]
    torch.testing.assert_close(module(signal).flatten(), by_hand)


def test_a_transposed_convolution_undoes_the_size_of_a_strided_one() -> None:
    (small,) = measured("Conv2d", (3, 16, 12), out_channels=8, kernel_size=3, stride=2, padding=1).outputs
    back = measured(
        "ConvTranspose2d", small.shape, out_channels=3, kernel_size=3, stride=2, padding=1, output_padding=1
    )
    assert back.outputs[0].shape == (3, 16, 12)
    assert back.parameters == 8 * 3 * 9 + 3
    assert back.macs == 8 * 6 * 8 * 3 * 9


def test_a_depthwise_convolution_filters_each_channel_by_itself() -> None:
    module = built("DepthwiseConv2d", (3, 6, 6), kernel_size=3, depth_multiplier=2)
    images = torch.rand(2, 3, 6, 6)
    assert set(module.state_dict()) == {"weight", "bias"}
    for channel in range(3):
        alone = functional.conv2d(
            images[:, channel : channel + 1],
            module.weight[2 * channel : 2 * channel + 2],
            module.bias[2 * channel : 2 * channel + 2],
        )
        torch.testing.assert_close(module(images)[:, 2 * channel : 2 * channel + 2], alone)


def test_a_pointwise_convolution_is_a_linear_layer_on_each_pixel() -> None:
    module = built("PointwiseConv2d", (4, 3, 3), out_channels=6)
    images = torch.rand(2, 4, 3, 3)
    pixels = functional.linear(images.movedim(1, -1), module.weight[:, :, 0, 0], module.bias)
    torch.testing.assert_close(module(images), pixels.movedim(-1, 1))


def test_depthwise_and_pointwise_cost_a_fraction_of_the_full_convolution() -> None:
    shape = (64, 16, 16)
    full = measured("Conv2d", shape, out_channels=128, kernel_size=3, padding=1, bias=False)
    depthwise = measured("DepthwiseConv2d", shape, kernel_size=3, padding=1, bias=False)
    pointwise = measured("PointwiseConv2d", shape, out_channels=128, bias=False)
    assert depthwise.parameters + pointwise.parameters == 64 * 9 + 64 * 128
    assert full.macs == 256 * 64 * 128 * 9
    assert depthwise.macs + pointwise.macs == 256 * (64 * 9 + 64 * 128)
