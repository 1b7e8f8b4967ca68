"""How files are called that can be taken in; imports nothing, so that it can be asked before torch is loaded."""

from __future__ import annotations

WEIGHTS = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
"""Weights by themselves."""

NETWORKS = (".onnx", ".py")
"""Networks, with their weights."""
