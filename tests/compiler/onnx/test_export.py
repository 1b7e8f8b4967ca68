"""The exported file runs in onnxruntime with the document's names, and a failed export leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from networks import chain

from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.module import compile_graph
from studio.compiler.onnx import ExportError, export_onnx, predict
from studio.graph import Graph, Node, Source, edits
from studio.layers import layer
from studio.layers.activation import ReLU, Softmax
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Add
from studio.layers.normalization import BatchNorm1d, BatchNorm2d
from studio.layers.pooling import MaxPool2d
from studio.layers.regularization import Dropout
from studio.layers.shape import Flatten

CLASSES = ("zero", "eins", "二", *"3456789")


def digits() -> Graph:
    return chain(
        image=Input(shape=(1, 8, 8)),
        conv1=Conv2d(out_channels=6, padding=(1, 1)),
        bn1=BatchNorm2d(),
        relu1=ReLU(),
        pool1=MaxPool2d(),
        flatten=Flatten(),
        drop=Dropout(),
        fc1=Linear(out_features=10),
        scores=Output(),
    )


def samples(count: int = 9) -> torch.Tensor:
    return torch.rand(count, 1, 8, 8, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "digits.onnx"
    module = compile_graph(digits(), seed=1)
    export_onnx(module, digits(), path, samples=samples(), classes=CLASSES, name="Digits")
    return path


def test_the_report_says_how_well_it_agrees(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    report = export_onnx(compile_graph(digits(), seed=1), digits(), path, samples=samples(), classes=CLASSES)
    assert 0 <= report.max_abs_diff < 1e-5
    assert report.batches == (1, 2, 7)
    assert report.bytes == path.stat().st_size
    assert (report.inputs, report.outputs) == (("image",), ("scores",))
    assert report.opset >= 17


@pytest.mark.parametrize("batch", [1, 2, 7, 64])
def test_any_batch_gives_the_predictions_of_pytorch(exported: Path, batch: int) -> None:
    module = compile_graph(digits(), seed=1).eval()
    numbers = samples(batch)
    (scores,) = predict(exported, numbers.numpy())
    with torch.no_grad():
        np.testing.assert_allclose(scores, module(numbers).numpy(), atol=1e-5)


def test_the_file_carries_the_documents_names_and_classes_and_no_path_of_this_machine(exported: Path) -> None:
    model = onnx.load(exported)
    onnx.checker.check_model(model, full_check=True)
    assert [port.name for port in model.graph.input] == ["image"]
    assert [port.name for port in model.graph.output] == ["scores"]
    assert all(port.type.tensor_type.shape.dim[0].dim_param for port in (*model.graph.input, *model.graph.output))
    assert {entry.key: json.loads(entry.value) for entry in model.metadata_props} == {"classes": list(CLASSES)}
    assert model.graph.name == "Digits"
    assert {"/conv1/Conv", "/fc1/Gemm", "/pool1/MaxPool"} <= {operation.name for operation in model.graph.node}
    assert len({operation.name for operation in model.graph.node}) == len(model.graph.node)
    assert os.getcwd().encode() not in exported.read_bytes()
    assert b"site-packages" not in exported.read_bytes()


def test_several_inputs_and_outputs_and_names_like_the_exporters_own(tmp_path: Path) -> None:
    graph = chain(linear=Input(shape=(4,)), conv2d=Linear(out_features=3), relu=ReLU(), output=Output())
    graph = edits.add(graph, "val_0", Input(shape=(3,)))
    graph = edits.add(graph, "add", Add(), (Source("relu"), Source("val_0")))
    graph = edits.add(graph, "linear_1", Softmax(), (Source("add"),))
    graph = edits.add(graph, "add_1", Output(), (Source("linear_1"),))
    graph = edits.add(graph, "again", Output(), (Source("relu"),))
    graph = edits.add(graph, "passed_on", Output(), (Source("linear"),))
    module = compile_graph(graph, seed=0).eval()
    inputs = torch.rand(5, 4), torch.rand(5, 3)
    report = export_onnx(module, graph, tmp_path / "m.onnx", samples=inputs)
    assert report.inputs == ("linear", "val_0")
    assert report.outputs == ("output", "add_1", "again", "passed_on")
    with torch.no_grad():
        for wanted, got in zip(module(*inputs), predict(tmp_path / "m.onnx", *inputs), strict=True):
            np.testing.assert_allclose(got, wanted.numpy(), atol=1e-6)


def test_whole_numbers_enter_as_whole_numbers(tmp_path: Path) -> None:
    graph = chain(words=Input(shape=(2, 3), dtype="int64"), flatten=Flatten(), output=Output())
    export_onnx(compile_graph(graph), graph, tmp_path / "m.onnx", samples=torch.ones(1, 2, 3))
    (result,) = predict(tmp_path / "m.onnx", np.arange(6).reshape(1, 2, 3))
    assert result.dtype == np.int64
    assert result.tolist() == [[0, 1, 2, 3, 4, 5]]


@pytest.mark.slow
def test_one_sample_is_enough_for_the_check(tmp_path: Path) -> None:
    assert export_onnx(compile_graph(digits()), digits(), tmp_path / "m.onnx", samples=samples(1)).batches == (1, 2, 7)


@pytest.mark.slow
def test_the_module_is_left_as_it_was(tmp_path: Path) -> None:
    module = compile_graph(digits(), seed=1).to(memory_format=torch.channels_last).train()
    before = {key: tensor.clone() for key, tensor in module.state_dict().items()}
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    export_onnx(module, digits(), tmp_path / "m.onnx", samples=samples())
    assert module.training
    assert all(child.training for child in module.children())
    assert module.conv1.weight.is_contiguous(memory_format=torch.channels_last)
    assert all(torch.equal(before[key], tensor) for key, tensor in module.state_dict().items())
    assert torch.equal(torch.rand(2), expected), "torch's own chance goes on undisturbed"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_module_on_the_gpu_is_exported_from_there(tmp_path: Path) -> None:
    module = compile_graph(digits(), seed=1).cuda()
    export_onnx(module, digits(), tmp_path / "m.onnx", samples=samples().cuda())
    assert next(module.parameters()).is_cuda


@pytest.mark.slow
def test_it_can_run_beside_the_window(tmp_path: Path) -> None:
    done: list[float] = []
    module = compile_graph(digits(), seed=1)

    def export() -> None:
        done.append(export_onnx(module, digits(), tmp_path / "m.onnx", samples=samples()).max_abs_diff)

    thread = threading.Thread(target=export)
    thread.start()
    thread.join()
    assert done


@pytest.mark.slow
def test_nothing_is_said_on_the_terminal(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
import torch
from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.module import compile_graph
from studio.compiler.onnx import export_onnx
from studio.graph import Graph, Node, Source
from studio.layers import layer
graph = Graph({{
    "input": Node(layer("Input", shape=[4])),
    "fc": Node(layer("Linear"), (Source("input"),)),
    "output": Node(layer("Output"), (Source("fc"),)),
}})
export_onnx(compile_graph(graph), graph, Path({str(tmp_path / "m.onnx")!r}), samples=torch.rand(3, 4))
"""
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", program]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def no_file_left(folder: Path) -> bool:
    return not any(folder.iterdir())


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    other = edits.set_layer(digits(), "fc1", Linear(out_features=7))
    with pytest.raises(ExportError, match="do not belong to this network"):
        export_onnx(compile_graph(other), digits(), tmp_path / "m.onnx", samples=samples())
    assert no_file_left(tmp_path)


def test_weights_that_are_not_numbers_are_refused_by_name(tmp_path: Path) -> None:
    module = compile_graph(digits())
    with torch.no_grad():
        module.fc1.bias[3] = float("nan")
    with pytest.raises(ExportError, match=r"fc1\.bias are not finite") as refused:
        export_onnx(module, digits(), tmp_path / "m.onnx", samples=samples())
    assert "smaller learning rate" in refused.value.remedy
    assert no_file_left(tmp_path)


@pytest.mark.slow
def test_a_difference_beyond_rounding_is_reported_and_leaves_no_file(tmp_path: Path) -> None:
    graph = chain(input=Input(shape=(512,)), fc1=Linear(out_features=64), fc2=Linear(out_features=1), output=Output())
    module = compile_graph(graph, seed=0)
    with torch.no_grad():
        module.fc1.weight *= 1e12
        module.fc1.weight[32:] = -module.fc1.weight[:32]
        module.fc1.bias.zero_()
        module.fc2.weight.fill_(1.0)
    with pytest.raises(ExportError, match="differ from PyTorch's by up to") as refused:
        export_onnx(module, graph, tmp_path / "m.onnx", samples=torch.rand(9, 512))
    assert refused.value.remedy
    assert no_file_left(tmp_path)


def test_a_network_that_cannot_run_on_one_sample_is_refused(tmp_path: Path) -> None:
    graph = chain(input=Input(shape=(4,)), bn=BatchNorm1d(track_running_stats=False), output=Output())
    with pytest.raises(ExportError, match="cannot run on a batch of 1"):
        export_onnx(compile_graph(graph), graph, tmp_path / "m.onnx", samples=torch.rand(9, 4))
    assert no_file_left(tmp_path)


def test_samples_for_another_number_of_inputs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="needs samples for 1"):
        export_onnx(compile_graph(digits()), digits(), tmp_path / "m.onnx", samples=[samples(), samples()])


@pytest.mark.slow
@pytest.mark.parametrize("place", ["missing/m.onnx", "taken", "file/m.onnx"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="could not be written") as refused:
        export_onnx(compile_graph(digits()), digits(), tmp_path / place, samples=samples())
    assert refused.value.remedy == "Choose another place or name."
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["file", "taken"]


def test_a_failed_export_leaves_the_earlier_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"the earlier one")
    module = compile_graph(digits())
    with torch.no_grad():
        module.fc1.bias[0] = float("inf")
    with pytest.raises(ExportError):
        export_onnx(module, digits(), path, samples=samples())
    assert path.read_bytes() == b"the earlier one"


def test_a_file_that_is_no_network_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"nonsense")
    with pytest.raises(ExportError, match="onnxruntime cannot run"):
        predict(path, np.zeros((1, 1), np.float32))


@pytest.mark.slow
def test_an_output_may_be_called_what_torch_calls_a_value_inside(tmp_path: Path) -> None:
    """Two Linear layers in a row, the first of whose results torch calls “linear”; and pooling behind a Permute."""
    graph = Graph({
        "relu": Node(Input(shape=(4, 4, 3))),
        "turned": Node(layer("Permute", dims=[0, 3, 1, 2]), (Source("relu"),)),
        "pool": Node(layer("AdaptiveAvgPool2d", output_size=[1, 1]), (Source("turned"),)),
        "flat": Node(layer("Flatten"), (Source("pool"),)),
        "one": Node(layer("Linear", out_features=5), (Source("flat"),)),
        "active": Node(layer("ReLU"), (Source("one"),)),
        "two": Node(layer("Linear", out_features=2), (Source("active"),)),
        "linear": Node(Output(), (Source("two"),)),
    })  # fmt: skip
    path = tmp_path / "net.onnx"
    report = export_onnx(compile_graph(graph, seed=0), graph, path, samples=torch.rand(3, 4, 4, 3))
    assert report.outputs == ("linear",)
    assert [each.op_type for each in onnx.load(path).graph.node if each.op_type in ("Range", "Gather")] == []
    assert import_onnx(path).equality.largest_difference < 1e-5
