"""From a network to an ONNX file: written, checked and compared with PyTorch before it is kept."""

from __future__ import annotations

from studio.compiler.export_error import ExportError
from studio.compiler.onnx.description import as_json
from studio.compiler.onnx.export import Form, OnnxReport, export_onnx
from studio.compiler.onnx.parity import Trial, predict
from studio.compiler.onnx.surroundings import Surroundings

__all__ = ["ExportError", "Form", "OnnxReport", "Surroundings", "Trial", "as_json", "export_onnx", "predict"]
