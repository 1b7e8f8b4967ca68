"""Any class of torch.nn by its name: each can be drawn, or is refused with a sentence that says what instead."""

from __future__ import annotations

import inspect

import pytest
import torch
from torch import nn

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.compiler.source import source
from studio.graph import Graph, Node, Problem, Source
from studio.layers import ParameterError, catalogue
from studio.layers.by_name import layer_type, search_all
from studio.layers.io import Input, Output
from studio.layers.torch_classes import TORCH_CLASSES
from studio.layers.torch_module import TorchModule, refusal_of
from studio.project import Project
from studio.project.file import dumps, loads

CLASSES = sorted(
    name
    for name, found in vars(nn).items()
    if inspect.isclass(found) and issubclass(found, nn.Module) and not name.startswith("_")
)


def network(layer: TorchModule, *shapes: tuple[int, ...], dtype: str = "float32") -> Graph:
    nodes = {f"input{port}": Node(Input(shape=shape, dtype=dtype)) for port, shape in enumerate(shapes)}
    nodes["module1"] = Node(layer, tuple(map(Source, nodes)))
    nodes["output"] = Node(Output(), (Source("module1"),))
    return Graph(nodes)


def problem_of(module: str, *shapes: tuple[int, ...], **arguments: object) -> Problem:
    layer = TorchModule.create({"module": module, "arguments": arguments})
    return analyse(network(layer, *shapes)).errors[0]


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_torch_nn_runs_or_is_refused_with_a_sentence(name: str) -> None:
    if name not in TORCH_CLASSES:
        refused = refusal_of(name)
        assert name in refused
        assert refused.endswith(".")
        with pytest.raises(ParameterError, match=name):
            TorchModule.create({"module": name})
        return
    layer = TorchModule.create({"module": name, "arguments": {}})
    analysis = analyse(network(layer, *[(4, 8, 8)] * len(layer.inputs)))
    if analysis.nodes["module1"].outputs is None:
        (problem,) = analysis.errors
        assert name in problem.message or "across the samples" in problem.message
        assert problem.message.endswith(".")
        assert problem.remedy.endswith(".")


@pytest.mark.parametrize("name", TORCH_CLASSES)
def test_the_table_is_that_of_the_torch_that_is_installed(name: str) -> None:
    known, found = TORCH_CLASSES[name], getattr(nn, name)
    required = [
        parameter.name
        for parameter in list(inspect.signature(found.forward).parameters.values())[1:]
        if parameter.default is parameter.empty
    ]
    assert list(known.inputs) == required
    assert set(known.arguments) <= set(inspect.signature(found).parameters)


@pytest.mark.parametrize("name", [name for name in TORCH_CLASSES if name not in catalogue])
def test_a_class_without_a_layer_of_its_own_is_found_by_its_name(name: str) -> None:
    assert search_all(name)[0].__name__ == name
    declared = layer_type(name)
    assert declared is not None
    made = declared.create({})
    assert type(made) is TorchModule
    assert made.module == name
    assert made.inputs == TORCH_CLASSES[name].inputs


@pytest.mark.parametrize(("typed", "first"), [("cosine similarity", "CosineSimilarity"), ("softmi", "Softmin")])
def test_a_class_is_found_by_its_words_and_its_beginning(typed: str, first: str) -> None:
    assert search_all(typed)[0].__name__ == first


def test_without_a_word_the_catalogue_is_listed_and_its_own_layers_go_first() -> None:
    assert search_all("") == list(catalogue.values())
    assert [declared.__name__ for declared in search_all("soft")][:2] == ["Softmax", "Softplus"]


@pytest.mark.parametrize(
    ("module", "shapes", "arguments", "written"),
    [
        ("Softmin", [(5,)], {"dim": 1}, "nn.Softmin(dim=1)"),
        ("CosineSimilarity", [(5, 3), (5, 3)], {"dim": 1}, "nn.CosineSimilarity(dim=1)"),
        ("PairwiseDistance", [(5, 3), (5, 3)], {"p": 1.0}, "nn.PairwiseDistance(p=1.0)"),
        (
            "Bilinear",
            [(5,), (6,)],
            {"in1_features": 5, "in2_features": 6, "out_features": 2},
            "nn.Bilinear(in1_features=5, in2_features=6, out_features=2)",
        ),
        (
            "Conv2d",
            [(3, 8, 8)],
            {"out_channels": 4, "kernel_size": [3, 3], "bias": False},
            "nn.Conv2d(in_channels=3, out_channels=4, ",
        ),
        ("Linear", [(7,)], {"out_features": 2}, "nn.Linear(in_features=7, out_features=2)"),
        ("ConstantPad2d", [(3, 8, 8)], {"padding": 1, "value": 0.5}, "nn.ConstantPad2d(padding=1, value=0.5)"),
        ("Softplus", [(7,)], {"beta": 2.0}, "nn.Softplus(beta=2.0)"),
        ("GRUCell", [(7,)], {"hidden_size": 3}, "nn.GRUCell(input_size=7, hidden_size=3)"),
    ],
)
def test_it_computes_what_the_class_does_and_the_source_names_it(
    module: str, shapes: list[tuple[int, ...]], arguments: dict[str, object], written: str
) -> None:
    graph = network(TorchModule.create({"module": module, "arguments": arguments}), *shapes)
    assert loads(dumps(Project(graph=graph))).graph["module1"].layer == graph["module1"].layer
    compiled = compile_graph(graph, seed=0)
    text = source(graph, "Mine")
    assert written in text
    namespace: dict[str, type[nn.Module]] = {}
    exec(text, namespace)
    again = namespace["Mine"]()
    again.load_state_dict(compiled.state_dict())
    samples = [torch.rand(2, *shape) for shape in shapes]
    torch.testing.assert_close(again(*samples), compiled(*samples))


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Softmn", "Softmin"),
        ("softmin", "Softmin"),
        ("nn.Softmin", "Softmin"),
        ("torch.nn.Conv2d", "Conv2d"),
        ("CrossEntropyLoss", "training settings"),
        ("Sequential", "block"),
        ("LazyLinear", "Linear"),
        ("_Loss", "torch.nn"),
        ("__import__", "torch.nn"),
        ("functional", "torch.nn"),
        ("", "Softmin"),
    ],
)
def test_a_name_that_is_no_layer_is_refused_with_what_is_near(typed: str, hint: str) -> None:
    with pytest.raises(ParameterError, match="module") as refused:
        TorchModule.create({"module": typed})
    assert hint in str(refused.value)


def test_arguments_are_checked_against_the_signature() -> None:
    assert "no argument “dimm”" in problem_of("Softmin", (5,), dimm=1).message
    assert "“dim”" in problem_of("Softmin", (5,), dimm=1).remedy
    assert "needs the argument “out_features”" in problem_of("Linear", (5,)).message
    assert problem_of("Softmin", (5,), dim="a").message == "dim of nn.Softmin must be a whole number or null, not 'a'."
    assert "true or false" in problem_of("Linear", (5,), out_features=2, bias=1).message


@pytest.mark.parametrize("written", ["dim=1, eps=1e-6", '{"dim": 1, "eps": 1e-6}', {"dim": 1, "eps": 1e-6}])
def test_arguments_can_be_typed_as_python_or_json(written: object) -> None:
    layer = TorchModule.create({"module": "CosineSimilarity", "arguments": written})
    assert layer.params() == {"module": "CosineSimilarity", "arguments": {"dim": 1, "eps": 1e-6}}


@pytest.mark.parametrize("written", ["1", "dim", "{", "dim=open('x')", "**{}", "dim=1) or (2", "[" * 9999, 3, [1]])
def test_arguments_that_are_no_values_by_name_are_refused_and_never_evaluated(written: object) -> None:
    with pytest.raises(ParameterError, match="arguments"):
        TorchModule.create({"module": "CosineSimilarity", "arguments": written})
