"""Which layers come back from an ONNX file with all of their variants."""

from __future__ import annotations

from studio.layers import Layer

LOST = {
    "AdaptiveMaxPool1d": "ArgMax", "AdaptiveMaxPool2d": "ArgMax", "AdaptiveMaxPool3d": "ArgMax",
    "InstanceNorm1d": "BatchNormalization", "InstanceNorm2d": "BatchNormalization",
    "InstanceNorm3d": "BatchNormalization", "Upsample": "GatherND",
}  # fmt: skip
"""Layers of which a variant is written in operators that no layer stands for: the operator that is named then."""


def comes_back_whole(declared: type[Layer]) -> bool:
    """Whether each variant does that can be exported; recurrent ones are written in as many operators as steps."""
    return declared.__name__ not in LOST and declared.family not in ("recurrent", "attention")
