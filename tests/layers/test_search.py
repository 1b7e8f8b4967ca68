"""A person finds a layer by the word they know it by: torch's, Keras's, or an everyday one."""

from __future__ import annotations

import pytest

from studio.layers import catalogue, search


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dense", "Linear"),
        ("Dense", "Linear"),
        ("fully connected", "Linear"),
        ("fc", "Linear"),
        ("Conv2D", "Conv2d"),
        ("MaxPooling2D", "MaxPool2d"),
        ("AveragePooling2D", "AvgPool2d"),
        ("max pooling", "MaxPool2d"),
        ("global pooling", "AdaptiveAvgPool2d"),
        ("GlobalAveragePooling2D", "AdaptiveAvgPool2d"),
        ("relu", "ReLU"),
        ("leaky", "LeakyReLU"),
        ("logistic", "Sigmoid"),
        ("residual", "Add"),
        ("concatenate", "Concat"),
        ("skip", "Add"),
        ("batch norm 2d", "BatchNorm2d"),
        ("drop", "Dropout"),
        ("overfitting", "Dropout"),
        ("InputLayer", "Input"),
        ("prediction", "Output"),
        ("Conv2DTranspose", "ConvTranspose2d"),
        ("deconvolution", "ConvTranspose2d"),
        ("SeparableConv2D", "DepthwiseConv2d"),
        ("1x1 convolution", "PointwiseConv2d"),
        ("UpSampling2D", "Upsample"),
        ("space to depth", "PixelUnshuffle"),
        ("ZeroPadding2D", "ZeroPad2d"),
        ("Cropping2D", "Crop"),
        ("SpatialDropout2D", "Dropout2d"),
        ("LayerNormalization", "LayerNorm"),
        ("LRN", "LocalResponseNorm"),
        ("swish", "SiLU"),
        ("heaviside", "Step"),
        ("SimpleRNN", "RNN"),
        ("return_sequences", "LSTM"),
        ("word vectors", "Embedding"),
        ("self-attention", "MultiheadAttention"),
        ("transpose", "Permute"),
        ("bmm", "MatMul"),
        ("reduce mean", "Mean"),
        ("activation", "ReLU"),
        ("GlobalAveragePooling1D", "AdaptiveAvgPool1d"),
    ],
)
def test_the_usual_word_finds_the_layer(typed: str, first: str) -> None:
    assert search(typed)[0].__name__ == first


def test_a_layer_is_found_first_by_its_own_name() -> None:
    assert [search(kind)[0].__name__ for kind in catalogue] == list(catalogue)
    assert [search(kind.upper())[0].__name__ for kind in catalogue] == list(catalogue)


def test_an_empty_search_lists_everything_in_the_palettes_order() -> None:
    assert search("  ") == list(catalogue.values())


def test_nonsense_finds_nothing() -> None:
    assert search("xyzzy") == []


def test_every_word_typed_has_to_fit() -> None:
    assert search("softmax pooling") == []
    assert "MaxPool2d" in [found.__name__ for found in search("pool max")]
