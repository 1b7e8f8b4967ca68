"""Parameters that are not allowed are refused with the name, the range and what was given."""

from __future__ import annotations

from typing import Any

import pytest

from studio.layers import ParameterError, layer
from studio.layers.convolution import Conv2d


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"out_channels": 0}, "out_channels of Conv2d must be a whole number from 1 to 1000000, not 0."),
        ({"out_channels": 2.5}, "out_channels of Conv2d must be a whole number from 1 to 1000000, not 2.5."),
        ({"out_channels": True}, "out_channels of Conv2d must be a whole number from 1 to 1000000, not True."),
        ({"kernel_size": [3, 3, 3]}, "kernel_size of Conv2d must be 2 whole numbers from 1 to 10000, not "),
        (
            {"padding": "wide"},
            "padding of Conv2d must be 2 whole numbers from 0 to 10000, “same” or “valid”, not 'wide'",
        ),
        ({"bias": "yes"}, "bias of Conv2d must be true or false, not 'yes'."),
        ({"kernel": 3}, "Conv2d has no parameter “kernel”; its parameters are: in_channels, out_channels"),
    ],
)
def test_the_sentence_names_parameter_range_and_value(params: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParameterError) as refused:
        layer("Conv2d", **params)
    assert sentence in str(refused.value)


def test_an_unknown_layer_is_refused_by_name() -> None:
    with pytest.raises(ParameterError, match="There is no layer “Conv9d” in the catalogue"):
        layer("Conv9d")


def test_one_number_stands_for_both_axes() -> None:
    assert layer("Conv2d", kernel_size=5) == layer("Conv2d", kernel_size=[5, 5]) == Conv2d(kernel_size=(5, 5))


def test_changing_a_parameter_leaves_the_layer_as_it_was() -> None:
    conv = Conv2d(out_channels=6)
    assert conv.changed(bias=False) == Conv2d(out_channels=6, bias=False)
    assert conv == Conv2d(out_channels=6)
    with pytest.raises(ParameterError, match="groups of Conv2d"):
        conv.changed(groups=0)


def test_the_card_shows_the_key_parameters_and_those_that_were_changed() -> None:
    assert Conv2d(out_channels=6, kernel_size=(5, 5), padding=(2, 2)).label() == "6 · 5×5 · padding 2×2"
