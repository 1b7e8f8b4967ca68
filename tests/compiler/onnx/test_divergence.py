"""What differs between a file and the network is named by its node, and less precise files are measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from studio.compiler.export_error import ExportError
from studio.compiler.module import compile_graph, steps
from studio.compiler.onnx import Form, export_onnx, predict
from studio.compiler.onnx.content import weights_path
from studio.compiler.onnx.conversion import converted
from studio.compiler.onnx.description import describe, values_of_nodes
from studio.compiler.onnx.divergence import Comparison
from studio.compiler.onnx.parity import Trial
from studio.project.templates import template

pytestmark = pytest.mark.slow

NETWORK = template("inception-digits").load().graph
SAMPLES = torch.rand(7, 1, 8, 8, generator=torch.Generator().manual_seed(0))
TRIAL = Trial((SAMPLES,), (SAMPLES,))


@pytest.fixture(scope="module")
def written() -> tuple[torch.fx.GraphModule, onnx.ModelProto, dict[str, str]]:
    module = compile_graph(NETWORK, seed=0).eval()
    model = converted(module, [SAMPLES[:2]], ["input"], ["output"], {0: "batch"}, 20)
    values = values_of_nodes(model, set(steps(NETWORK)))
    describe(model, "Net", set(steps(NETWORK)), {})
    return module, model, values


def tampered(model: onnx.ModelProto, weight: str) -> bytes:
    """The file with one weight a little off."""
    other = onnx.ModelProto()
    other.CopyFrom(model)
    (tensor,) = (each for each in other.graph.initializer if each.name == weight)
    numbers = np.array(numpy_helper.to_array(tensor))
    numbers.flat[0] += 0.5
    tensor.CopyFrom(numpy_helper.from_array(numbers, weight))
    return bytes(other.SerializeToString())


@pytest.mark.parametrize("weight", ["branch2_conv.weight", "branch4_conv.bias", "fc.weight"])
def test_a_planted_fault_is_named_by_its_node(written, weight: str) -> None:
    module, model, values = written
    assert {"branch2_conv", "branch4_conv", "bn1", "concat", "fc", "relu1"} <= values.keys()
    assert Comparison(module, None, (TRIAL,), values).diverging(model.SerializeToString(), TRIAL) == []
    content = tampered(model, weight)
    assert Comparison(module, None, (TRIAL,), values).diverging(content, TRIAL)[0] == weight.partition(".")[0]
    with pytest.raises(ExportError, match=f"first node that differs is “{weight.partition('.')[0]}”"):
        Comparison(module, None, [TRIAL], values).checked(content)


@pytest.mark.parametrize(("precision", "most"), [("fp16", 0.7), ("int8", 0.6)])
def test_less_precise_files_are_smaller_and_still_answer(tmp_path: Path, precision, most: float) -> None:
    module = compile_graph(NETWORK, seed=0)
    path = tmp_path / "net.onnx"
    precise = export_onnx(module, NETWORK, path, samples=SAMPLES)
    wanted = predict(path, SAMPLES)[0]
    less = export_onnx(module, NETWORK, path, samples=SAMPLES, form=Form(precision=precision))
    assert less.bytes < most * precise.bytes
    got = predict(path, SAMPLES)[0]
    assert got.dtype == np.float32
    assert np.abs(got - wanted).max() == pytest.approx(less.max_abs_diff, rel=0.2)
    assert 0 < less.max_abs_diff < 0.1
    assert less.first_diverging is None


@pytest.mark.parametrize(("weight", "said"), [(5e5, "fc.weight"), (6e4, "“fc” gives numbers above")])
def test_what_is_too_large_for_float16_is_refused(tmp_path: Path, weight: float, said: str) -> None:
    module = compile_graph(NETWORK, seed=0)
    with torch.no_grad():
        module.fc.weight.fill_(weight)
        module.bn2.bias.fill_(5.0)
    with pytest.raises(ExportError, match=said):
        export_onnx(module, NETWORK, tmp_path / "net.onnx", samples=SAMPLES, form=Form(precision="fp16"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opset", [18, 23])
def test_the_version_of_operators_can_be_chosen_and_weights_lie_apart(tmp_path: Path, opset: int) -> None:
    module = compile_graph(NETWORK, seed=0)
    path = tmp_path / "net.onnx"
    report = export_onnx(module, NETWORK, path, samples=SAMPLES, form=Form(opset=opset, apart=True))
    assert report.opset == opset
    assert {each.name for each in tmp_path.iterdir()} == {"net.onnx", "net.onnx.data"}
    assert report.bytes == path.stat().st_size + weights_path(path).stat().st_size
    assert np.abs(predict(path, SAMPLES)[0] - module.eval()(SAMPLES).detach().numpy()).max() < 1e-5
