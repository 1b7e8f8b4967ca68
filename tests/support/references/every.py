"""Which plain-PyTorch network a template has to equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from references.classic import alexnet, cats_and_dogs, googlenet, lenet5, nin, simple_convnet, vgg
from references.dense import (
    AutoEncoder,
    LSTMReader,
    TransformerReader,
    XorOfGates,
    perceptron,
    stepped_perceptron,
    three_layer_network,
    two_layer_network,
    two_prices,
    xor_network,
)
from references.pictures import Passthrough, UNet, multilabel
from references.shortcuts import bottleneck, cifar, densenet121, resnet, two_wide_convolutions
from torch import nn

REFERENCES: Mapping[str, Callable[[], nn.Module]] = {
    **dict.fromkeys(("and-gate", "nand-gate", "or-gate", "xor-perceptron"), perceptron),
    **dict.fromkeys(("and-step", "nand-step", "or-step"), stepped_perceptron),
    "xor-gates": XorOfGates,
    "xor-mlp": xor_network,
    "apples": two_prices,
    "three-layer-net": three_layer_network,
    "two-layer-net": two_layer_network,
    "simple-convnet": simple_convnet,
    "lenet5": lenet5,
    "alexnet": alexnet,
    **{f"vgg{depth}": partial(vgg, depth) for depth in (11, 13, 16, 19)},
    **{f"vgg{depth}-bn": partial(vgg, depth, norm=True) for depth in (11, 13, 16, 19)},
    "vgg16-fcn": partial(vgg, 16, convolutional=True),
    "nin": nin,
    "googlenet": googlenet,
    "resnet18": partial(resnet, (2, 2, 2, 2), bottleneck=False),
    "resnet34": partial(resnet, (3, 4, 6, 3), bottleneck=False),
    "resnet50": partial(resnet, (3, 4, 6, 3), bottleneck=True),
    "densenet121": densenet121,
    "cats-and-dogs": cats_and_dogs,
    "bottleneck": bottleneck,
    "two-3x3": two_wide_convolutions,
    "plain20": partial(cifar, residual=False),
    "resnet20": partial(cifar, residual=True),
    "unet": UNet,
    "autoencoder": AutoEncoder,
    "passthrough": Passthrough,
    "lstm-text": LSTMReader,
    "transformer-text": TransformerReader,
    "multilabel": multilabel,
}
