"""An axis that is not of size 1 stays when it is squeezed, in the exported file as in torch."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from networks import chain

from studio.compiler.module import compile_graph
from studio.compiler.onnx import export_onnx, predict
from studio.layers import layer


@pytest.mark.slow
@pytest.mark.parametrize(("dim", "shape"), [(1, (7, 3, 5)), (2, (7, 1, 3, 5)), (-1, (7, 1, 3, 5))])
def test_only_axes_of_one_are_squeezed_away(tmp_path: Path, dim: int, shape: tuple[int, ...]) -> None:
    graph = chain(input=layer("Input", shape=(1, 3, 5)), squeeze=layer("Squeeze", dim=dim), output=layer("Output"))
    samples = torch.rand(7, 1, 3, 5)
    export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "m.onnx", samples=samples)
    (found,) = predict(tmp_path / "m.onnx", samples)
    assert found.shape == shape
