"""Sparse weights are written out; places outside of them, and more numbers than there is room for, are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from imported import model, written
from onnx import helper, numpy_helper

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_import import import_onnx


def with_sparse(places: object, sizes: tuple[int, ...] = (4, 3)) -> onnx.ModelProto:
    """A MatMul with a matrix of three numbers at these places."""
    made = model([helper.make_node("MatMul", ["x", "w"], ["y"])], {"x": ["N", 4]})
    values = numpy_helper.from_array(np.array([1, 2, 3], np.float32), "w")
    indices = numpy_helper.from_array(np.asarray(places, np.int64))
    made.graph.sparse_initializer.append(helper.make_sparse_tensor(values, indices, sizes))
    return made


@pytest.mark.parametrize("places", [[0, 5, 11], [[0, 0], [1, 2], [3, 2]]])
def test_sparse_weights_are_those_of_a_layer(places: object, tmp_path: Path) -> None:
    found = import_onnx(written(with_sparse(places), tmp_path / "net.onnx"))
    (weight,) = found.module.state_dict().values()
    assert np.array_equal(np.flatnonzero(weight.T), [0, 5, 11])
    assert found.equality.largest_difference < 1e-6


@pytest.mark.parametrize(
    ("places", "sizes"), [([0, 5, 12], (4, 3)), ([0, 5], (4, 3)), ([-1, 5, 6], (4, 3)), ([0, 5, 11], (2**40, 3))]
)
def test_sparse_weights_that_do_not_fit_are_refused_by_name(
    places: object, sizes: tuple[int, ...], tmp_path: Path
) -> None:
    with pytest.raises(NetworkImportError, match="“w”"):
        import_onnx(written(with_sparse(places, sizes), tmp_path / "net.onnx"))
