"""From a network to an ONNX file: written, checked and compared with PyTorch before it is kept."""

from __future__ import annotations

from studio.compiler.onnx.export import OnnxReport, export_onnx
from studio.compiler.onnx.parity import ExportError, predict

__all__ = ["ExportError", "OnnxReport", "export_onnx", "predict"]
