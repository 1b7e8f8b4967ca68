"""Sparse tensors of an ONNX file, written out: https://onnx.ai/onnx/repo-docs/IR.html#sparse-tensors."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.tensors import array_of
from studio.formatting.shortened import shortened
from studio.text import tr

MOST = 2**27
"""Numbers that a tensor may stand for when it is written out."""

Array = np.ndarray[Any, Any]


def made_dense(graph: onnx.GraphProto, folder: Path) -> None:
    """Put the sparse tensors of a network among the others. Raises NetworkImportError that names one."""
    for sparse in graph.sparse_initializer:
        graph.initializer.append(numpy_helper.from_array(_dense(sparse, folder), sparse.values.name))
    graph.ClearField("sparse_initializer")


def _dense(sparse: onnx.SparseTensorProto, folder: Path) -> Array:
    sizes, name = tuple(int(size) for size in sparse.dims), sparse.values.name
    count = prod(sizes)
    if any(size < 0 for size in sizes) or count > MOST:
        raise _refused(name, tr("it stands for {count} numbers", count=count))
    values, places = array_of(sparse.values, folder), array_of(sparse.indices, folder)
    flat = _flat(places, sizes)
    if flat is None or values.ndim != 1 or len(flat) != len(values):
        raise _refused(name, tr("its numbers have no places in it"))
    dense = np.zeros(count, values.dtype)
    dense[flat] = values
    return dense.reshape(sizes)


def _flat(places: Array, sizes: tuple[int, ...]) -> Array | None:
    """Where the numbers stand, counted through; places are given so, or as one for each axis. None outside of it."""
    if places.dtype.kind not in "iu":
        return None
    if places.ndim == 2 and places.shape[1] == len(sizes):
        if not (places.size and (places >= 0).all() and (places < np.array(sizes)).all()):
            return None if places.size else places.reshape(-1)
        return np.asarray(np.ravel_multi_index(tuple(places.T), sizes))
    outside = places.ndim != 1 or (places < 0).any() or (places >= prod(sizes)).any()
    return None if outside else places


def _refused(name: str, why: str) -> NetworkImportError:
    return NetworkImportError(
        tr("The sparse tensor “{tensor}” cannot be read: {reason}.", tensor=shortened(name), reason=why),
        tr("Export the file again with its weights written out."),
    )
