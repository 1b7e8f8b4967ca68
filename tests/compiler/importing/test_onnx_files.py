"""ONNX files of other programs become networks of the catalogue's layers that compute the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from imported import INT64, difference, kinds, model, numbers, written
from onnx import helper
from torch import nn

from studio.compiler.importing.onnx_import import import_onnx

node = helper.make_node


def channels_last() -> onnx.ModelProto:
    """As tf2onnx writes Keras: images (N, H, W, C), transposed around each convolution, padding “same”."""
    return model(
        [
            node("Transpose", ["x"], ["a"], perm=[0, 3, 1, 2]),
            node("Conv", ["a", "k"], ["b"], "m/conv2d/Conv2D", auto_pad="SAME_UPPER", strides=[2, 2]),
            node("Add", ["b", "bias"], ["c"], "m/conv2d/BiasAdd"),
            node("Transpose", ["c"], ["d"], perm=[0, 2, 3, 1]),
            node("Relu", ["d"], ["e"], "m/conv2d/Relu"),
            node("Transpose", ["e"], ["f"], perm=[0, 3, 1, 2]),
            node("MaxPool", ["f"], ["g"], kernel_shape=[2, 2], strides=[2, 2]),
            node("Transpose", ["g"], ["h"], perm=[0, 2, 3, 1]),
            node("Reshape", ["h", "flat"], ["i"], "m/flatten/Reshape"),
            node("MatMul", ["i", "w"], ["j"], "m/dense/MatMul"),
            node("Add", ["j", "v"], ["k2"], "m/dense/BiasAdd"),
            node("Softmax", ["k2"], ["y"], "m/dense/Softmax", axis=-1),
        ],
        {"x": ["N", 9, 8, 3]},
        {"k": numbers(4, 3, 3, 3), "bias": numbers(1, 4, 1, 1), "flat": np.array([-1, 16]), "w": numbers(16, 5),
         "v": numbers(5)},
    )  # fmt: skip


def legacy_view() -> onnx.ModelProto:
    """`x.view(x.size(0), -1)` as torch's first exporter writes it."""
    return model(
        [
            node("Conv", ["x", "k"], ["a"]),
            node("Shape", ["a"], ["s"]),
            node("Gather", ["s", "zero"], ["n"], axis=0),
            node("Unsqueeze", ["n", "axes"], ["n1"]),
            node("Concat", ["n1", "rest"], ["shape"], axis=0),
            node("Reshape", ["a", "shape"], ["b"]),
            node("Gemm", ["b", "w", "v"], ["y"], transB=1),
        ],
        {"x": ["N", 1, 4, 4]},
        {"k": numbers(2, 1, 3, 3), "zero": np.array(0), "axes": np.array([0]), "rest": np.array([-1]),
         "w": numbers(3, 8), "v": numbers(3)},
    )  # fmt: skip


def one_batch() -> onnx.ModelProto:
    """A file for a batch of 1 that has this number in its shapes."""
    return model(
        [node("Conv", ["x", "k"], ["a"]), node("Reshape", ["a", "s"], ["b"]), node("MatMul", ["b", "w"], ["y"])],
        {"x": [1, 1, 4, 4]},
        {"k": numbers(2, 1, 3, 3), "s": np.array([1, 8]), "w": numbers(8, 3)},
    )


def norm_by_hand() -> onnx.ModelProto:
    """LayerNorm as exporters wrote it before there was an operator."""
    return model(
        [
            node("ReduceMean", ["x"], ["m"], axes=[-1]),
            node("Sub", ["x", "m"], ["d"]),
            node("Pow", ["d", "two"], ["p"]),
            node("ReduceMean", ["p"], ["v"], axes=[-1]),
            node("Add", ["v", "eps"], ["e"]),
            node("Sqrt", ["e"], ["r"]),
            node("Div", ["d", "r"], ["n"]),
            node("Mul", ["n", "g"], ["s"]),
            node("Add", ["s", "b"], ["y"]),
        ],
        {"x": ["N", 6, 8]},
        {"two": np.float32(2), "eps": np.float32(1e-5), "g": numbers(8), "b": numbers(8)},
        opset=13,
    )


def gelu_by_hand() -> onnx.ModelProto:
    """GELU by erf, one product before the other."""
    return model(
        [
            node("Div", ["x", "root"], ["a"]),
            node("Erf", ["a"], ["b"]),
            node("Add", ["b", "one"], ["c"]),
            node("Mul", ["x", "c"], ["d"]),
            node("Mul", ["d", "half"], ["y"]),
        ],
        {"x": ["N", 5]},
        {"root": np.float32(2**0.5), "one": np.float32(1), "half": np.float32(0.5)},
    )


def uneven_padding() -> onnx.ModelProto:
    """More zeros at one end than at the other, before a convolution and before a pooling."""
    return model(
        [
            node("Conv", ["x", "k"], ["a"], pads=[0, 1, 2, 0]),
            node("MaxPool", ["a"], ["b"], kernel_shape=[2, 2], pads=[0, 0, 1, 1], strides=[2, 2]),
            node("Clip", ["b", "low", "high"], ["y"]),
        ],
        {"x": ["N", 2, 6, 7]},
        {"k": numbers(3, 2, 3, 2), "low": np.float32(0), "high": np.float32(6)},
    )


def own_function() -> onnx.ModelProto:
    """A function that the file defines for itself."""
    twice = helper.make_function(
        "own", "Twice", ["a"], ["b"], [node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 17)]
    )
    return model([node("Twice", ["x"], ["y"], domain="own")], {"x": ["N", 3]}, functions=[twice])


def out_of_order() -> onnx.ModelProto:
    """Operations before those they depend on, and names that are no identifiers."""
    return model(
        [node("Relu", ["1:0"], ["y"], "class"), node("MatMul", ["0 in", "weights/0"], ["1:0"], "dense 1")],
        {"0 in": ["N", 4]},
        {"weights/0": numbers(4, 3)},
    )


def transposed_by_keras() -> onnx.ModelProto:
    """A transposed convolution with padding “same”, which takes more off one end than off the other."""
    return model(
        [node("ConvTranspose", ["x", "k"], ["y"], strides=[2, 2], auto_pad="SAME_UPPER")],
        {"x": ["N", 3, 5, 5]},
        {"k": numbers(3, 4, 3, 3)},
    )


def transposed_to_a_size() -> onnx.ModelProto:
    """The same where the file says what size comes out."""
    return model(
        [node("ConvTranspose", ["x", "k"], ["y"], strides=[2, 2], output_shape=[10, 9])],
        {"x": ["N", 3, 5, 5]},
        {"k": numbers(3, 4, 3, 3)},
    )


def nearest_between() -> onnx.ModelProto:
    """Half as large again: some places lie in the middle between two numbers."""
    return model(
        [node("Resize", ["x", "", "s"], ["y"], mode="nearest")],
        {"x": ["N", 3, 5, 5]},
        {"s": np.array([1, 1, 1.5, 1.5], np.float32)},
    )


WRITTEN: dict[Callable[[], onnx.ModelProto], list[str]] = {
    channels_last: ["Permute", "ZeroPad2d", "Conv2d", "ReLU", "MaxPool2d", "Permute", "Flatten", "Linear", "Softmax"],
    legacy_view: ["Conv2d", "Flatten", "Linear"],
    one_batch: ["Conv2d", "Flatten", "Linear"],
    norm_by_hand: ["LayerNorm"],
    gelu_by_hand: ["GELU"],
    uneven_padding: ["ZeroPad2d", "Conv2d", "TorchModule", "MaxPool2d", "ReLU6"],
    own_function: ["Add"],
    out_of_order: ["Linear", "ReLU"],
    transposed_by_keras: ["ConvTranspose2d", "Crop", "Crop"],
    transposed_to_a_size: ["ConvTranspose2d"],
    nearest_between: ["Upsample"],
}
"""Files as other programs write them, and the layers they are to become."""


@pytest.mark.parametrize("write", WRITTEN, ids=lambda write: write.__name__)
def test_files_of_other_programs_become_the_layers_they_mean(
    write: Callable[[], onnx.ModelProto], tmp_path: Path
) -> None:
    path = written(write(), tmp_path / "net.onnx")
    found = import_onnx(path)
    assert kinds(found.graph) == WRITTEN[write]
    assert found.equality.largest_difference < 1e-5
    assert difference(path, found, batch=1 if write is one_batch else 5) < 1e-4


def test_layers_are_called_as_the_modules_and_operations_of_the_file(tmp_path: Path) -> None:
    found = import_onnx(written(channels_last(), tmp_path / "net.onnx"))
    assert {"conv2d", "dense", "flatten"} <= set(found.graph)


class Transformer(nn.Module):
    """Patches, a class token, learned positions, two encoder layers."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, 16))
        self.positions = nn.Parameter(torch.randn(1, 5, 16))
        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, norm_first=True, activation="gelu")
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(16, 3)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        patches = self.patch(images).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(images.shape[0], -1, -1), patches], 1) + self.positions
        made: torch.Tensor = self.head(self.encoder(tokens)[:, 0])
        return made


class Reader(nn.Module):
    """An embedding, two LSTM layers, the last step."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(20, 8)
        self.lstm = nn.LSTM(8, 6, 2, batch_first=True)
        self.head = nn.Linear(6, 2)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = self.head(self.lstm(self.embed(tokens))[0][:, -1])
        return made


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("network", "sample", "dynamo"),
    [(Transformer(), torch.rand(2, 3, 8, 8), True), (Reader(), torch.randint(0, 20, (2, 7)), False)],
    ids=["transformer-dynamo", "lstm-legacy"],
)
def test_what_torch_exports_of_networks_with_steps_comes_back(
    network: nn.Module, sample: torch.Tensor, tmp_path: Path, *, dynamo: bool
) -> None:
    path = tmp_path / "net.onnx"
    free = {"dynamic_shapes": ({0: torch.export.Dim("N")},)} if dynamo else {"dynamic_axes": {"x": {0: "N"}}}
    options: Any = {"input_names": ["x"], "dynamo": dynamo, "external_data": False, "verbose": False, **free}
    torch.onnx.export(network.eval(), (sample,), path, **options)
    found = import_onnx(path)
    assert found.equality.largest_difference < 1e-5


def test_an_embedding_takes_whole_numbers(tmp_path: Path) -> None:
    found = import_onnx(
        written(
            model([node("Gather", ["w", "x"], ["y"])], {"x": ["N", 6]}, {"w": numbers(11, 4)}, types={"x": INT64}),
            tmp_path / "net.onnx",
        )
    )
    assert kinds(found.graph) == ["Embedding"]
    assert found.graph["x"].layer.params()["dtype"] == "int64"


def test_weights_that_several_operations_take_are_told(tmp_path: Path) -> None:
    found = model(
        [
            node("Gather", ["w", "x"], ["a"]),
            node("Transpose", ["w"], ["turned"], perm=[1, 0]),
            node("MatMul", ["a", "turned"], ["b"]),
            node("Add", ["b", "v"], ["y"]),
        ],
        {"x": ["N", 5]}, {"w": numbers(7, 3), "v": numbers(7)}, types={"x": INT64},
    )  # fmt: skip
    (note,) = import_onnx(written(found, tmp_path / "tied.onnx")).notes
    assert note.startswith("“w”: 1 tensor of the file has several operations that use it.")


def test_weights_in_a_file_beside_are_read(tmp_path: Path) -> None:
    made = model([node("MatMul", ["x", "w"], ["y"])], {"x": ["N", 64]}, {"w": numbers(64, 64)})
    onnx.save(made, tmp_path / "net.onnx", save_as_external_data=True, location="net.data", size_threshold=0)
    found = import_onnx(tmp_path / "net.onnx")
    (kept,) = (weights for name, weights in found.module.named_parameters() if name.endswith(".weight"))
    assert torch.equal(kept.detach(), torch.from_numpy(numbers(64, 64).T.copy()))


def test_sizes_that_a_file_leaves_open_are_asked_for(tmp_path: Path) -> None:
    made = model([node("GlobalAveragePool", ["x"], ["y"])], {"x": ["N", 3, "H", "W"]})
    path = written(made, tmp_path / "net.onnx")
    with pytest.raises(Exception, match=r"“x” leaves sizes of its samples open: \(3, \?, \?\)\. .*--shape"):
        import_onnx(path)
    assert import_onnx(path, {"": (3, 8, 9)}).graph["x"].layer.params()["shape"] == [3, 8, 9]
