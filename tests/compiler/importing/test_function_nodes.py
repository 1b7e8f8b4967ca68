"""Operators that no layer stands for become functions by their names, and numbers of the file nodes that have them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from imported import INT64, difference, kinds, model, numbers, written
from onnx import TensorProto, helper

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.module import compile_graph
from studio.layers import Layer
from studio.layers.stored_tensor import StoredTensor
from studio.layers.torch_function import TorchFunction
from studio.project.model import Project
from studio.project.reading import loads
from studio.project.writing import dumps

node = helper.make_node


def masked() -> onnx.ModelProto:
    """Scores of attention with a mask of the file."""
    return model(
        [node("Where", ["mask", "x", "low"], ["a"]), node("Softmax", ["a"], ["y"])],
        {"x": ["N", 2, 5, 5]},
        {"mask": np.tril(np.ones((1, 1, 5, 5), bool)), "low": np.array(-np.inf, np.float32)},
    )


def summed_up() -> onnx.ModelProto:
    """From the end, without each number itself."""
    return model(
        [node("CumSum", ["x", "axis"], ["y"], reverse=1, exclusive=1)], {"x": ["N", 3, 4]}, {"axis": np.array(-1)}
    )


def by_letters() -> onnx.ModelProto:
    """The batch is the second letter of what comes in, and the last of what goes out of the first equation."""
    return model(
        [
            node("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
            node("Einsum", ["t", "w"], ["a"], equation="sbi,ioz->soz b".replace(" ", "")),
            node("Transpose", ["a"], ["y"], perm=[3, 0, 1, 2]),
        ],
        {"x": ["N", 3, 4]},
        {"w": numbers(4, 5, 2)},
    )


def shuffled() -> onnx.ModelProto:
    """Channels in another order, then each twice in a table of two by three."""
    return model(
        [node("Gather", ["x", "order"], ["a"], axis=1), node("Gather", ["a", "table"], ["y"], axis=2)],
        {"x": ["N", 4, 5]},
        {"order": np.array([2, 0, 3, -1]), "table": np.array([[0, 4, 1], [1, 1, -2]])},
    )


def written_over() -> onnx.ModelProto:
    """`x[:, 1:3] = 2 * x[:, :2]`, as the exporter writes it: with the axis in front."""
    return model(
        [
            node("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
            node("Slice", ["t", "zero", "two", "zero"], ["part"]),
            node("Add", ["part", "part"], ["twice"]),
            node("ScatterND", ["t", "places", "twice"], ["s"]),
            node("Transpose", ["s"], ["y"], perm=[1, 0, 2]),
        ],
        {"x": ["N", 4, 3]},
        {"zero": np.array([0]), "two": np.array([2]), "places": np.array([[1], [2]])},
    )


def turned_round() -> onnx.ModelProto:
    """Every other number from the last but one on."""
    return model(
        [node("Slice", ["x", "start", "stop", "axis", "step"], ["y"])],
        {"x": ["N", 3, 7]},
        {"start": np.array([-2]), "stop": np.array([-(2**62)]), "axis": np.array([2]), "step": np.array([-2])},
    )


def repeated() -> onnx.ModelProto:
    return model(
        [
            node("Tile", ["x", "times"], ["a"]),
            node("Unsqueeze", ["a", "axis"], ["b"]),
            node("Expand", ["b", "to"], ["y"]),
        ],
        {"x": ["N", 2, 3]},
        {"times": np.array([1, 2, 1]), "axis": np.array([2]), "to": np.array([1, 4, 5, 3])},
    )


def largest() -> onnx.ModelProto:
    return model(
        [
            node("TopK", ["x", "k"], ["v", "i"], axis=1),
            node("GatherElements", ["x", "i"], ["g"], axis=1),
            node("ArgMax", ["x"], ["place"], axis=1, keepdims=0),
            node("Cast", ["place"], ["real"], to=TensorProto.FLOAT),
            node("Unsqueeze", ["real", "one"], ["column"]),
            node("Sub", ["v", "g"], ["none"]),
            node("Add", ["none", "column"], ["y"]),
        ],
        {"x": ["N", 6]},
        {"k": np.array([3]), "one": np.array([1])},
    )


def compared() -> onnx.ModelProto:
    """Whether numbers lie in a range, as numbers: a comparison, a choice, limits that are computed."""
    return model(
        [
            node("Greater", ["x", "low"], ["a"]), node("Less", ["x", "high"], ["b"]), node("And", ["a", "b"], ["c"]),
            node("Not", ["c"], ["d"]), node("Cast", ["d"], ["e"], to=TensorProto.FLOAT),
            node("ReduceMin", ["x"], ["least"], axes=[1], keepdims=1), node("Clip", ["e", "", ""], ["f"]),
            node("Max", ["f", "least", "x"], ["y"]),
        ],
        {"x": ["N", 4]},
        {"low": np.array(-0.5, np.float32), "high": np.array(0.5, np.float32)},
    )  # fmt: skip


def stacked() -> onnx.ModelProto:
    """A stack of learned matrices, and a norm that goes with no layer."""
    return model(
        [node("MatMul", ["x", "w"], ["a"]), node("LpNormalization", ["a"], ["y"], axis=-1, p=1)],
        {"x": ["N", 4, 2, 3]},
        {"w": numbers(4, 3, 5)},
    )


def learned_queries() -> onnx.ModelProto:
    """Queries of the file for every sample, which a layer is to be applied to."""
    return model(
        [
            node("Shape", ["x"], ["s"], end=1), node("Concat", ["s", "rest"], ["to"], axis=0),
            node("Expand", ["queries", "to"], ["q"]), node("Transpose", ["x"], ["t"], perm=[0, 2, 1]),
            node("MatMul", ["q", "t"], ["y"]),
        ],
        {"x": ["N", 6, 8]},
        {"queries": numbers(1, 3, 8), "rest": np.array([3, 8])},
    )  # fmt: skip


def spectrum() -> onnx.ModelProto:
    """Half the spectrum of real numbers, cut to the first six, and back again from a whole one."""
    return model(
        [
            node("Unsqueeze", ["x", "last"], ["u"]), node("DFT", ["u", "six"], ["half"], axis=2, onesided=1),
            node("DFT", ["half"], ["y"], axis=2, inverse=1),
        ],
        {"x": ["N", 3, 8]},
        {"last": np.array([-1]), "six": np.array(6)},
    )  # fmt: skip


@pytest.mark.parametrize("causal", [0, 1])
def test_attention_in_one_operation_becomes_the_layers_that_it_consists_of(causal: int, tmp_path: Path) -> None:
    one = node("Attention", ["x", "k", "x", "mask"], ["y"], q_num_heads=2, kv_num_heads=2, is_causal=causal)
    made = model([node("MatMul", ["x", "w"], ["k"]), one], {"x": ["N", 5, 8]},
                 {"w": numbers(8, 8), "mask": numbers(5, 5)}, opset=23)  # fmt: skip
    made.ir_version = 10
    path = written(made, tmp_path / "net.onnx")
    found = import_onnx(path)
    assert "Softmax" in kinds(found.graph)
    assert difference(path, found) < 1e-5


def half_a_spectrum(length: int) -> onnx.ModelProto:
    """Real numbers from half of their spectrum, of which there is another half for each length."""
    return model(
        [node("DFT", ["x", "length"], ["y"], axis=1, inverse=1, onesided=1)],
        {"x": ["N", length // 2 + 1, 2]}, {"length": np.array(length)},
    )  # fmt: skip


@pytest.mark.parametrize("length", [7, 8])
def test_real_numbers_come_of_half_a_spectrum(length: int, tmp_path: Path) -> None:
    found = import_onnx(written(half_a_spectrum(length), tmp_path / "net.onnx"))
    assert functions(found) == {"einsum"}
    half = torch.randn(3, length // 2 + 1, 2)
    wanted = torch.fft.irfft(torch.view_as_complex(half), n=length)
    torch.testing.assert_close(found.module(half)[..., 0], wanted, atol=1e-5, rtol=0)


def spectrum_of_few() -> onnx.ModelProto:
    """Longer than there are numbers, along an axis that an input names."""
    return model(
        [node("DFT", ["x", "ten", "axis"], ["y"])],
        {"x": ["N", 8, 3, 2]}, {"ten": np.array(10), "axis": np.array(1)}, opset=20,
    )  # fmt: skip


WRITTEN: dict[Callable[[], onnx.ModelProto], set[str]] = {
    masked: {"where"}, summed_up: {"cumsum", "flip"}, by_letters: {"einsum"}, shuffled: {"gather", "expand"},
    written_over: {"scatter"}, turned_round: {"flip"}, repeated: {"tile", "expand"},
    largest: {"topk", "gather", "argmax", "to"}, compared: {"gt", "lt", "logical_and", "logical_not", "to", "maximum"},
    stacked: {"normalize"}, learned_queries: set(), spectrum: {"einsum"},
    spectrum_of_few: {"einsum"},
}  # fmt: skip


def functions(found: Any) -> set[str]:
    return {each.layer.function for each in found.graph.values() if isinstance(each.layer, TorchFunction)}


@pytest.mark.parametrize("write", WRITTEN, ids=lambda write: write.__name__)
def test_an_operator_without_a_layer_becomes_the_function_that_computes_it(
    write: Callable[[], onnx.ModelProto], tmp_path: Path
) -> None:
    path = written(write(), tmp_path / "net.onnx")
    found = import_onnx(path, blocks=False)
    assert functions(found) == WRITTEN[write]
    assert found.equality.largest_difference < 1e-6
    assert difference(path, found) < 1e-5
    for each in found.graph.values():
        assert isinstance(each.layer, Layer)
        assert type(each.layer).create(json.loads(json.dumps(each.layer.params()))) == each.layer


def test_fixed_numbers_stay_in_the_document_and_learned_ones_are_weights(tmp_path: Path) -> None:
    fixed = import_onnx(written(masked(), tmp_path / "mask.onnx"))
    assert not fixed.module.state_dict()
    learned = import_onnx(written(learned_queries(), tmp_path / "queries.onnx"))
    (name,) = (name for name, each in learned.graph.items() if isinstance(each.layer, StoredTensor))
    assert np.array_equal(learned.module.get_parameter(f"{name}.weight").detach(), numbers(1, 3, 8)[0])
    known = import_onnx(written(learned_queries(), tmp_path / "queries.onnx"), learned=())
    assert not known.module.state_dict(), "who wrote the file says that nothing in it is learned"


def test_whole_numbers_are_computed_with(tmp_path: Path) -> None:
    """Tokens that are not padding are counted."""
    made = model(
        [
            node("Equal", ["x", "zero"], ["a"]), node("Not", ["a"], ["b"]), node("Cast", ["b"], ["c"], to=INT64),
            node("ReduceSum", ["c", "axes"], ["d"], keepdims=1), node("Div", ["d", "two"], ["e"]),
            node("Mul", ["e", "x"], ["y"]),
        ],
        {"x": ["N", 6]},
        {"zero": np.array(0), "axes": np.array([1]), "two": np.array(2)},
        types={"x": INT64, "y": INT64},
    )  # fmt: skip
    found = import_onnx(written(made, tmp_path / "net.onnx"))
    tokens = torch.tensor([[3, 0, 5, 7, 1, 0]])
    assert found.module(tokens).tolist() == [[6, 0, 10, 14, 2, 0]]
    assert kinds(found.graph)[-1] == "Multiply"


def test_what_mixes_samples_is_still_refused(tmp_path: Path) -> None:
    made = model([node("CumSum", ["x", "axis"], ["y"], "over samples")], {"x": ["N", 4]}, {"axis": np.array(0)})
    with pytest.raises(NetworkImportError, match=r"“over samples” \(CumSum\) .* it mixes the samples of a batch"):
        import_onnx(written(made, tmp_path / "net.onnx"))


def test_fixed_numbers_that_are_added_or_multiplied_stay_in_the_document(tmp_path: Path) -> None:
    table, scale = numbers(6, 4), numbers(6, 1, seed=1)
    nodes = [
        node("Transpose", ["x"], ["turned"], perm=[0, 2, 1]),
        node("Add", ["turned", "table"], ["placed"]),
        node("Mul", ["scale", "placed"], ["y"]),
    ]
    path = written(model(nodes, {"x": [None, 4, 6]}, {"table": table, "scale": scale}), tmp_path / "m.onnx")
    found = import_onnx(path, learned=())
    layers = [each.layer.kind for each in found.graph.values()]
    assert layers.count("StoredTensor") == 2
    assert "Affine" not in layers
    assert found.module.state_dict().keys() == set()
    assert difference(path, found) == 0
    again = loads(dumps(Project(graph=found.graph)))
    fresh, samples = compile_graph(again.graph, seed=1).eval(), torch.randn(3, 4, 6)
    assert torch.equal(fresh(samples), found.module.eval()(samples))
    learned = import_onnx(path)
    assert [each.layer.kind for each in learned.graph.values()].count("Affine") == 2
