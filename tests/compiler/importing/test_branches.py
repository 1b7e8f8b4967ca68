"""Networks inside of an operation: the one that is always taken is put in place, any other is refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from imported import difference, kinds, model, numbers, written
from onnx import helper

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_import import import_onnx

node = helper.make_node


def choosing(*before: onnx.NodeProto, **weights: np.ndarray) -> onnx.ModelProto:
    """`cond` chooses between a Linear and a ReLU of what comes in."""
    tensor = helper.make_tensor_value_info
    one, other = (
        helper.make_graph([made], f"branch{made.op_type}", [], [tensor(made.output[0], onnx.TensorProto.FLOAT, None)])
        for made in (node("MatMul", ["h", "w"], ["a"]), node("Relu", ["h"], ["b"]))
    )
    chosen = node("If", ["cond"], ["y"], name="choose", then_branch=one, else_branch=other)
    return model([chosen, *before, node("Tanh", ["x"], ["h"])], {"x": ["N", 4]}, {"w": numbers(4, 3), **weights})


def test_the_branch_that_sizes_choose_is_taken_also_where_it_stands_before_what_it_takes(tmp_path: Path) -> None:
    sizes = [node("Shape", ["x"], ["s"]), node("Gather", ["s", "one"], ["k"]), node("Equal", ["k", "four"], ["cond"])]
    path = written(choosing(*sizes, one=np.array(1), four=np.array(4)), tmp_path / "net.onnx")
    found = import_onnx(path)
    assert kinds(found.graph) == ["Tanh", "Linear"]
    assert difference(path, found) < 1e-5


def test_a_choice_that_depends_on_the_samples_is_refused_by_name(tmp_path: Path) -> None:
    least = [node("ReduceMin", ["x"], ["k"], keepdims=0), node("Less", ["k", "zero"], ["cond"])]
    with pytest.raises(NetworkImportError, match="made of layers") as refused:
        import_onnx(written(choosing(*least, zero=np.float32(0)), tmp_path / "net.onnx"))
    assert any(name in str(refused.value) for name in ("k", "choose"))
