"""Damaged and hostile ONNX files end as a sentence that names what is to blame, and take neither memory nor time."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import pytest
from imported import FLOAT, model, numbers, written
from onnx import TensorProto, helper

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_import import import_onnx

node = helper.make_node


def dense() -> onnx.ModelProto:
    return model([node("MatMul", ["x", "w"], ["y"], "dense")], {"x": ["N", 4]}, {"w": numbers(4, 3)})


def circle() -> onnx.ModelProto:
    return model([node("Add", ["x", "b"], ["a"], "first"), node("Relu", ["a"], ["b"], "second")], {"x": ["N", 4]},
                 outputs=["b"])  # fmt: skip


def missing() -> onnx.ModelProto:
    return model([node("MatMul", ["x", "gone"], ["y"], "dense")], {"x": ["N", 4]})


def double() -> onnx.ModelProto:
    return model([node("Relu", ["x"], ["y"]), node("Abs", ["x"], ["y"])], {"x": ["N", 4]})


def custom() -> onnx.ModelProto:
    made = model([node("Sort", ["x"], ["y"], "sorting", domain="acme")], {"x": ["N", 4]})
    made.opset_import.append(helper.make_opsetid("acme", 1))
    return made


def unknown() -> onnx.ModelProto:
    return model([node("Det", ["x"], ["y"], "determinant")], {"x": ["N", 4, 4]})


def gigantic() -> onnx.ModelProto:
    made = dense()
    made.graph.initializer[0].dims[:] = [2**40, 2**40]
    return made


def gigantic_fill() -> onnx.ModelProto:
    fill, grow = node("ConstantOfShape", ["s"], ["c"], "filling"), node("Exp", ["c"], ["e"], "grown")
    return model([fill, grow, node("MatMul", ["x", "e"], ["y"])], {"x": ["N", 4]}, {"s": np.array([4, 2**40])})


def gigantic_range() -> onnx.ModelProto:
    parts = {"a": np.float32(0), "b": np.float32(1e15), "c": np.float32(1)}
    return model([node("Range", [*parts], ["r"], "counting"), node("Add", ["x", "r"], ["y"])], {"x": ["N", 4]}, parts)


def negative() -> onnx.ModelProto:
    made = dense()
    made.graph.initializer[0].dims[0] = -4
    return made


def recursive() -> onnx.ModelProto:
    body = [node("Own", ["a"], ["b"], domain="own")]
    own = helper.make_function("own", "Own", ["a"], ["b"], body, [helper.make_opsetid("own", 1)])
    return model([node("Own", ["x"], ["y"], domain="own")], {"x": ["N", 4]}, functions=[own])


def exploding() -> onnx.ModelProto:
    def twice(number: int) -> onnx.FunctionProto:
        kind, domain = (f"F{number - 1}", "own") if number else ("Relu", "")
        body = [node(kind, ["a"], ["m"], domain=domain), node(kind, ["m"], ["b"], domain=domain)]
        return helper.make_function("own", f"F{number}", ["a"], ["b"], body,
                                    [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)])  # fmt: skip

    return model([node("F40", ["x"], ["y"], domain="own")], {"x": ["N", 4]}, functions=[twice(n) for n in range(41)])


def of_batch() -> onnx.ModelProto:
    return model([node("ReduceMean", ["x"], ["y"], "over samples", axes=[0])], {"x": ["N", 4]})


def newer() -> onnx.ModelProto:
    made = dense()
    made.opset_import[0].version = 9999
    return made


def other_channels() -> onnx.ModelProto:
    return model([node("Conv", ["x", "w"], ["y"], "conv")], {"x": ["N", 3, 8, 8]}, {"w": numbers(4, 2, 3, 3)})


BAD: dict[Callable[[], onnx.ModelProto], str] = {
    circle: "wait for each other in a circle: “first” and “second”",
    missing: "“dense” .MatMul. takes the tensor “gone”",
    double: "“y” is made more than once",
    custom: "“sorting” .Sort. cannot be made of layers: it is an operator of its own of “acme”",
    unknown: "“determinant” .Det. cannot be made of layers",
    gigantic: "“w” cannot be read: it is declared with 1208925819614629174706176 numbers and has 12",
    gigantic_fill: "“grown” .Exp. cannot be made of layers|“.*MatMul. cannot be made",
    gigantic_range: "“counting” .Range. cannot be made of layers: it makes 9999",
    negative: "“w” cannot be read: it has a negative size",
    recursive: "“Own” of the file calls itself",
    exploding: "more than|has 2199023255552 operations",
    of_batch: "“over samples” .ReduceMean. cannot be made of layers: it mixes the samples of a batch",
    newer: "version 9999 of the operators",
    other_channels: "“conv” has weights of the shape .4, 2, 3, 3. where its input asks for .4, 3, 3, 3.",
}


@pytest.mark.parametrize("write", BAD, ids=lambda write: write.__name__)
def test_bad_files_are_refused_with_what_is_to_blame(write: Callable[[], onnx.ModelProto], tmp_path: Path) -> None:
    with pytest.raises(NetworkImportError, match=BAD[write]) as refused:
        import_onnx(written(write(), tmp_path / "bad.onnx"))
    assert refused.value.message.endswith(".")
    assert "\n" not in refused.value.message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x08\x08", b"hello, world", bytes(range(256)) * 9])
def test_what_is_no_onnx_file_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.onnx"
    path.write_bytes(content)
    with pytest.raises(NetworkImportError, match=r"“bad\.onnx” is no ONNX file, or it is damaged"):
        import_onnx(path)


def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    whole = dense().SerializeToString()
    path = tmp_path / "bad.onnx"
    for end in range(0, len(whole) - 1, 3):
        path.write_bytes(whole[:end])
        with pytest.raises(NetworkImportError):
            import_onnx(path)


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("../secret.bin", "outside of the file's folder"),
        ("/etc/passwd", "outside of the file's folder"),
        ("link.bin", "outside of the file's folder"),
        ("", "outside of the file's folder"),
        ("gone.bin", "the file “gone.bin” with its numbers is not there"),
        ("short.bin", "“short.bin” is too short for it"),
    ],
)
def test_weights_are_read_from_the_folder_of_the_file_alone(location: str, told: str, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(1000))
    (folder / "short.bin").write_bytes(bytes(10))
    os.symlink(tmp_path / "secret.bin", folder / "link.bin")
    made = dense()
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    with pytest.raises(NetworkImportError, match=f"“w” cannot be read: .*{told}"):
        import_onnx(written(made, folder / "bad.onnx"))


def test_an_operation_that_nothing_needs_keeps_no_network_out(tmp_path: Path) -> None:
    made = model([node("Relu", ["x"], ["y"]), node("Det", ["x"], ["d"])], {"x": ["N", 3, 3]}, types={"y": FLOAT})
    assert set(import_onnx(written(made, tmp_path / "net.onnx")).graph) == {"x", "relu1", "y"}


def test_numbers_that_double_and_double_are_refused_before_anything_is_computed(tmp_path: Path) -> None:
    names = ["x", *(f"t{number}" for number in range(29)), "y"]
    nodes = [node("Concat", [one, one], [other], axis=1) for one, other in pairwise(names)]
    with pytest.raises(NetworkImportError, match=r"“concat30” makes 17.2.GB of numbers of one sample"):
        import_onnx(written(model(nodes, {"x": ["N", 4]}), tmp_path / "bad.onnx"))


def test_an_image_enlarged_beyond_measure_is_refused_at_once(tmp_path: Path) -> None:
    made = model([node("Resize", ["x", "", "s"], ["y"], mode="nearest")], {"x": ["N", 1, 4, 4]},
                 {"s": np.array([1, 1, 1e9, 1e9], np.float32)})  # fmt: skip
    with pytest.raises(NetworkImportError, match="more than 100000 numbers along an axis"):
        import_onnx(written(made, tmp_path / "bad.onnx"))
