"""The table of ONNX operators that have layers: one small function an operator, by families."""

from __future__ import annotations

from studio.compiler.importing.operators import (  # noqa: F401  each import registers operators
    activations,
    arithmetic,
    convolutions,
    dense,
    functions,
    joining,
    normalizations,
    padding,
    places,
    pooling,
    recurrent,
    reductions,
    resizing,
    shapes,
    slicing,
    spectra,
)
from studio.compiler.importing.operators.registry import FUNCTIONS, OPERATORS

__all__ = ["FUNCTIONS", "OPERATORS"]
