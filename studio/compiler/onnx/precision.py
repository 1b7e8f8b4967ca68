"""Weights and values of an ONNX file in fewer bits, by onnxruntime's own conversions: float16, or whole numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import get_ident
from typing import TYPE_CHECKING, Any, Literal

import torch

from studio.compiler.export_error import ExportError
from studio.compiler.onnx.parity import TOLERANCE, first_line
from studio.compiler.onnx.surroundings import FINISH, PREPARE
from studio.compiler.quiet_thread import quiet_thread
from studio.text import tr

if TYPE_CHECKING:
    import onnx

Precision = Literal["fp32", "fp16", "int8"]

HALF = 65504
"""The largest number of float16."""

TOLERANCES: dict[Precision, float] = {"fp32": TOLERANCE, "fp16": 1e-2, "int8": 1e-1}
"""Largest difference from PyTorch that is put down to the precision, relative to the largest value (or to 1)."""


def lowered(model: onnx.ModelProto, precision: Precision, samples: Sequence[Sequence[torch.Tensor]]) -> onnx.ModelProto:
    """The model in another precision; what it takes and gives stays float32, and so does the preparation around it.

    `samples` are batches as the file takes them, one tensor (N, …) an input: int8 finds the ranges of values on them.
    Raises ExportError.
    """
    if precision == "fp32":
        return model
    if precision == "fp16":
        _check_range(model)
    try:
        with _quiet():
            return _in_half(model) if precision == "fp16" else _in_bytes(model, samples)
    except Exception as error:
        raise ExportError(
            tr("onnxruntime cannot bring this network to {precision}: {reason}",
               precision=precision, reason=first_line(error)),
            tr("Choose fp32, or replace the layer that it names."),
        ) from None  # fmt: skip


def _check_range(model: onnx.ModelProto) -> None:
    """Raise ExportError where weights are too large for float16: the conversion would make others of them."""
    from onnx import numpy_helper

    for tensor in model.graph.initializer:
        numbers = numpy_helper.to_array(tensor)
        if numbers.dtype.kind == "f" and numbers.size and float(abs(numbers).max()) > HALF:
            raise ExportError(
                tr("“{tensor}” has numbers above {most}, which float16 cannot hold.", tensor=tensor.name, most=HALF),
                tr("Choose fp32."),
            )


def _in_half(model: onnx.ModelProto) -> onnx.ModelProto:
    import onnx
    from onnxruntime.quantization.onnx_model import ONNXModel
    from onnxruntime.transformers.float16 import convert_float_to_float16

    found = onnx.ModelProto()
    found.CopyFrom(model)
    found = convert_float_to_float16(found, keep_io_types=True, node_block_list=_around(model))
    ONNXModel(found).topological_sort()
    del found.graph.value_info[:]  # which the conversion leaves as they were around what it leaves out
    return found


def _in_bytes(model: onnx.ModelProto, samples: Sequence[Sequence[torch.Tensor]]) -> onnx.ModelProto:
    """Weights by channel and values as int8 between QuantizeLinear and DequantizeLinear."""
    import onnx
    from onnxruntime.quantization import QuantFormat, quantize_static

    with TemporaryDirectory() as folder:
        path = Path(folder) / "int8.onnx"
        quantize_static(
            model, path, _reader([port.name for port in model.graph.input], samples), per_channel=True,
            quant_format=QuantFormat.QDQ, nodes_to_exclude=_around(model),
        )  # fmt: skip
        found = onnx.load(path)
    del found.metadata_props[:]
    found.metadata_props.extend(model.metadata_props)
    found.producer_name, found.producer_version = model.producer_name, model.producer_version
    return found


def _around(model: onnx.ModelProto) -> list[str]:
    """The operations before and behind the network, where samples are in the units of the data."""
    return [each.name for each in model.graph.node if each.name.startswith((f"/{PREPARE}", f"/{FINISH}"))]


def _reader(names: Sequence[str], samples: Sequence[Sequence[torch.Tensor]]) -> Any:
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):
        """Hands the samples over, a batch at a time."""

        def __init__(self) -> None:
            fed = ({name: each.numpy() for name, each in zip(names, batch, strict=True)} for batch in samples)
            self._batches = iter(list(fed))

        def get_next(self) -> Any:
            """The next batch, None behind the last."""
            return next(self._batches, None)

    return Reader()


@contextmanager
def _quiet() -> Iterator[None]:
    """The conversions advise their user of steps that are taken elsewhere, by warnings and through the root logger."""
    thread = get_ident()

    def is_of_others(record: logging.LogRecord) -> bool:
        return record.thread != thread

    logging.root.addFilter(is_of_others)
    try:
        with quiet_thread():
            yield
    finally:
        logging.root.removeFilter(is_of_others)
