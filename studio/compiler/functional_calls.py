"""Layers without weights as calls of torch's functions, the way `forward` is written with `F`."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from studio.compiler.constructor import Argument, is_torch_class

FUNCTIONS = {
    "ReLU": "F.relu", "LeakyReLU": "F.leaky_relu", "Sigmoid": "torch.sigmoid", "Tanh": "torch.tanh",
    "Softmax": "F.softmax", "LogSoftmax": "F.log_softmax", "GELU": "F.gelu", "SiLU": "F.silu", "ELU": "F.elu",
    "ReLU6": "F.relu6", "SELU": "F.selu", "CELU": "F.celu", "Mish": "F.mish", "Softplus": "F.softplus",
    "Softsign": "F.softsign",
    "Hardswish": "F.hardswish", "Hardsigmoid": "F.hardsigmoid", "Hardtanh": "F.hardtanh", "GLU": "F.glu",
    "Threshold": "F.threshold", "RReLU": "F.rrelu",
    "MaxPool1d": "F.max_pool1d", "MaxPool2d": "F.max_pool2d", "MaxPool3d": "F.max_pool3d",
    "AvgPool1d": "F.avg_pool1d", "AvgPool2d": "F.avg_pool2d", "AvgPool3d": "F.avg_pool3d",
    "LPPool1d": "F.lp_pool1d", "LPPool2d": "F.lp_pool2d", "LPPool3d": "F.lp_pool3d",
    "AdaptiveAvgPool1d": "F.adaptive_avg_pool1d", "AdaptiveAvgPool2d": "F.adaptive_avg_pool2d",
    "AdaptiveAvgPool3d": "F.adaptive_avg_pool3d", "AdaptiveMaxPool1d": "F.adaptive_max_pool1d",
    "AdaptiveMaxPool2d": "F.adaptive_max_pool2d", "AdaptiveMaxPool3d": "F.adaptive_max_pool3d",
    "Dropout": "F.dropout", "Dropout1d": "F.dropout1d", "Dropout2d": "F.dropout2d", "Dropout3d": "F.dropout3d",
    "AlphaDropout": "F.alpha_dropout", "LocalResponseNorm": "F.local_response_norm", "Flatten": "torch.flatten",
    "PixelShuffle": "F.pixel_shuffle", "PixelUnshuffle": "F.pixel_unshuffle", "ChannelShuffle": "F.channel_shuffle",
}  # fmt: skip
"""Classes whose functions take the same arguments under the same names behind the input."""

BY_CHANCE = ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "RReLU")
"""Those that do nothing, or something else, in use."""

ALWAYS_TOLD = {"Flatten": ("start_dim",)}
"""Arguments whose defaults are others in the function."""


def function_of(module: nn.Module, arguments: Sequence[Argument]) -> str:
    """The call that computes a module made with these arguments, `{}` in place of its input; "" where there is none."""
    kind = type(module).__name__
    if kind not in FUNCTIONS or not is_torch_class(module) or getattr(module, "return_indices", False):
        return ""
    told = ALWAYS_TOLD.get(kind, ())
    given = [each._replace(positional=each.positional or each.name in told) for each in arguments
             if (not each.usual or each.name in told) and each.name != "inplace"]  # fmt: skip
    training = ("training=self.training",) if kind in BY_CHANCE else ()
    return f"{FUNCTIONS[kind]}({', '.join(('{}', *map(str, given), *training))})"
