"""What layers compute and how gradients come back through them: rules that tests hold against torch's own gradients."""

from studio.explanation.functions import activations, linear, normalizations, passing, sequences, windows
from studio.explanation.functions.function import LayerFunction, layer_function

__all__ = [
    "LayerFunction",
    "activations",
    "layer_function",
    "linear",
    "normalizations",
    "passing",
    "sequences",
    "windows",
]
