"""The catalogue of layers. Importing it imports no torch: modules are made in `Layer.build`."""

from studio.layers import (  # noqa: F401, I001  each import declares layers, in the palette's order
    io,
    convolution,
    pooling,
    adaptive_pooling,
    unpooling,
    dense,
    normalization,
    activation,
    elementwise,
    regularization,
    shape,
    resizing,
    padding,
    merge,
    reduction,
    recurrent,
    attention,
    custom,
    torch_module,
    torch_function,
    stored_tensor,
)
from studio.layers.declaration import Declaration, by_kind, format_value
from studio.layers.errors import ParameterError
from studio.layers.fields import FieldSpec, fields
from studio.layers.placeholder import Placeholder
from studio.layers.registry import catalogue, layer, search
from studio.layers.spec import Layer, Shape, format_shape

__all__ = [
    "Declaration",
    "FieldSpec",
    "Layer",
    "ParameterError",
    "Placeholder",
    "Shape",
    "by_kind",
    "catalogue",
    "fields",
    "format_shape",
    "format_value",
    "layer",
    "search",
]
