"""Numbers of an ONNX file as arrays: of tensors whose numbers are all there, in the file or in its own folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

from studio.compiler.importing.errors import NetworkImportError
from studio.formatting.shortened import shortened
from studio.text import tr

WIDTHS = {
    TensorProto.FLOAT: 4, TensorProto.FLOAT16: 2, TensorProto.BFLOAT16: 2, TensorProto.DOUBLE: 8,
    TensorProto.INT8: 1, TensorProto.INT16: 2, TensorProto.INT32: 4, TensorProto.INT64: 8,
    TensorProto.UINT8: 1, TensorProto.UINT16: 2, TensorProto.UINT32: 4, TensorProto.UINT64: 8, TensorProto.BOOL: 1,
}  # fmt: skip
"""Bytes of a number of each type that is read."""

FIELDS = {
    TensorProto.FLOAT: "float_data", TensorProto.DOUBLE: "double_data", TensorProto.INT64: "int64_data",
    TensorProto.UINT32: "uint64_data", TensorProto.UINT64: "uint64_data",
}  # fmt: skip
"""Where numbers stand that are not written as bytes; all other types are in `int32_data`."""


def array_of(tensor: TensorProto, folder: Path) -> np.ndarray[Any, Any]:
    """The numbers of a tensor, half precision as float32. Raises NetworkImportError that names it."""
    width = WIDTHS.get(tensor.data_type)
    if width is None:
        raise _refused(tensor, tr("numbers of the type {type} are not read", type=_type_name(tensor)))
    if any(size < 0 for size in tensor.dims):
        raise _refused(tensor, tr("it has a negative size"))
    count = prod(tensor.dims)
    if tensor.data_location == TensorProto.EXTERNAL:
        return _plain(_external(tensor, folder, count, width))
    given = len(tensor.raw_data) // width if tensor.HasField("raw_data") else _given(tensor)
    if given != count or (tensor.HasField("raw_data") and len(tensor.raw_data) % width):
        raise _refused(tensor, tr("it is declared with {count} numbers and has {given}", count=count, given=given))
    return _plain(numpy_helper.to_array(tensor))


def _given(tensor: TensorProto) -> int:
    return len(getattr(tensor, FIELDS.get(tensor.data_type, "int32_data")))


def _plain(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Half precision as float32, which is what layers compute with; float64 too."""
    return array.astype(np.float32) if array.dtype.kind not in "iub" and array.dtype != np.float32 else array


def _external(tensor: TensorProto, folder: Path, count: int, width: int) -> np.ndarray[Any, Any]:
    """Numbers that lie in a file of their own, mapped into memory: beside the ONNX file or below, nowhere else."""
    entries = {entry.key: entry.value for entry in tensor.external_data}
    location = entries.get("location", "")
    path = _inside(tensor, folder, location)
    try:
        offset, size = int(entries.get("offset") or 0), path.stat().st_size
        length = int(entries.get("length") or count * width)
    except (ValueError, OSError):
        raise _refused(tensor, tr("“{file}” beside the file cannot be read", file=shortened(location))) from None
    if length != count * width:
        raise _refused(
            tensor, tr("it is declared with {count} numbers and has {given}", count=count, given=length // width)
        )
    if offset < 0 or offset + length > size:
        raise _refused(tensor, tr("“{file}” is too short for it", file=shortened(location)))
    dtype = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
    if not count:
        return np.zeros(tuple(tensor.dims), dtype)
    mapped = np.memmap(path, np.uint8, "r", offset, (length,))
    return np.asarray(mapped).view(dtype).reshape(tuple(tensor.dims))


def _inside(tensor: TensorProto, folder: Path, location: str) -> Path:
    """Where external numbers lie, which no link may lead out of the folder either."""
    path = folder / location
    outside = not location or os.path.isabs(location) or ".." in Path(location.replace("\\", "/")).parts
    try:
        outside = outside or not path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        outside = True
    if outside:
        raise _refused(
            tensor, tr("its numbers are to be read from “{place}”, outside of the file's folder",
                       place=shortened(location)),
        )  # fmt: skip
    if not path.is_file():
        raise _refused(tensor, tr("the file “{file}” with its numbers is not there", file=shortened(location)))
    return path


def tensors_of(model: onnx.ModelProto) -> Iterator[TensorProto]:
    """Every tensor of the network that may lie in a file of its own."""
    yield from model.graph.initializer
    for node in model.graph.node:
        yield from (attribute.t for attribute in node.attribute if attribute.HasField("t"))


def _type_name(tensor: TensorProto) -> str:
    known = {number: name for name, number in TensorProto.DataType.items()}
    return known.get(tensor.data_type, str(tensor.data_type))


def _refused(tensor: TensorProto, why: str) -> NetworkImportError:
    return NetworkImportError(
        tr("The tensor “{tensor}” cannot be read: {reason}.", tensor=shortened(tensor.name), reason=why),
        tr("Export the file again, and keep the files with its weights beside it."),
    )
