"""What every layer of the catalogue owes a person, tested for each by its being declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
import torch
from networks import SHAPES, around, other_values, variants
from returning import held_by_onnx, refused_by_onnx
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from studio.compiler.analysis import analyse
from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.module import compile_graph, inputs_of, outputs_of
from studio.compiler.onnx import ExportError, export_onnx
from studio.compiler.source import source
from studio.compiler.source_style import Style
from studio.graph import Graph, Node, Source
from studio.layers import Layer, ParameterError, catalogue, fields, format_shape
from studio.layers.io import Input, Output
from studio.layers.spec import Family
from studio.layers.stored_tensor import StoredTensor

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
each_layer = pytest.mark.parametrize("declared", catalogue.values(), ids=list(catalogue))


def random_inputs(graph: Graph, batch: int = 3) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    tensors = []
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        numbers = torch.rand(batch, *layer.shape, generator=generator)
        tensors.append(numbers if layer.dtype == "float32" else (numbers * 2).long())
    return tensors


@contextmanager
def formulas_for_all() -> Iterator[None]:
    """Attention and recurrence run as operations that torch has a formula for, not as the CPU's fused ones."""
    with sdpa_kernel(SDPBackend.MATH), torch.backends.mkldnn.flags(enabled=False):
        yield


def results(module: torch.nn.Module, inputs: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    torch.manual_seed(0)
    made = module(*inputs)
    return made if isinstance(made, tuple) else (made,)


@each_layer
def test_the_defaults_fit_a_network_and_every_parameter_has_another_value_that_fits(declared: type[Layer]) -> None:
    assert not analyse(around([declared.create({})])).problems
    changed = {name for each in variants(declared) for name in each.params() if name not in each.essential}
    assert changed | set(declared.essential) == set(declared.model_fields)


@each_layer
def test_read_outs_are_what_torch_computes(declared: type[Layer]) -> None:
    graph = around(variants(declared))
    analysis = analyse(graph)
    module = compile_graph(graph, seed=0).eval()
    made = results(module, random_inputs(graph))
    for name, tensor in zip(outputs_of(graph), made, strict=True):
        (spec,) = analysis.nodes[name].outputs or ()
        assert tensor.shape[1:] == spec.shape
        assert str(tensor.dtype) == f"torch.{spec.dtype}"
        assert tensor[0].numel() * tensor.element_size() == spec.bytes
    assert analysis.total.parameters == sum(p.numel() for p in module.parameters())
    for name in module.state_dict():
        assert name.partition(".")[0] in graph


@pytest.mark.filterwarnings("ignore:TF32 acceleration on top of oneDNN")
@each_layer
def test_multiply_accumulates_are_those_of_a_real_run(declared: type[Layer]) -> None:
    graph = around(variants(declared))
    module, inputs = compile_graph(graph, seed=0).eval(), random_inputs(graph, batch=5)
    with formulas_for_all(), FlopCounterMode(display=False) as flops:
        module(*inputs)
    assert analyse(graph).total.macs == flops.get_total_flops() / 2 / 5


STYLES: tuple[Style, ...] = ("module", "functional")
"""Layers without weights are written as functions too."""


@each_layer
def test_gradients_pass_through_to_the_input_and_reach_every_weight(declared: type[Layer]) -> None:
    graph = around(variants(declared))
    module = compile_graph(graph, seed=0).train()
    inputs = random_inputs(graph)
    differentiable = [tensor.requires_grad_() for tensor in inputs if tensor.is_floating_point()]
    if declared is StoredTensor:
        differentiable = []  # of what comes in it takes the number of samples alone
    weighted = [made * torch.rand_like(made) for made in results(module, inputs) if made.requires_grad]
    torch.stack([each.pow(2).sum() for each in weighted]).sum().backward()
    for tensor in (*differentiable, *module.parameters()):
        assert tensor.grad is not None
        assert torch.isfinite(tensor.grad).all()


@each_layer
def test_parameters_survive_the_file(declared: type[Layer]) -> None:
    for layer in variants(declared):
        written = json.loads(json.dumps(layer.params()))
        assert declared.create(written) == layer
        assert set(declared.essential) <= set(written)


@each_layer
def test_generated_source_loads_the_weights_and_gives_the_same_outputs(declared: type[Layer]) -> None:
    graph = around(variants(declared))
    module, inputs = compile_graph(graph, seed=0).eval(), random_inputs(graph)
    analysis, wanted = analyse(graph), results(module, inputs)
    for style in STYLES[: 1 if any(True for _ in module.parameters()) else 2]:
        namespace: dict[str, type[torch.nn.Module]] = {}
        exec(source(graph, "All variants", analysis=analysis, style=style), namespace)
        again = namespace["AllVariants"]().eval()
        again.load_state_dict(module.state_dict(), strict=True)
        for one, other in zip(wanted, results(again, inputs), strict=True):
            torch.testing.assert_close(other, one, rtol=0, atol=0)


def of_all_signs(graph: Graph) -> list[torch.Tensor]:
    """Numbers below and above 0, and two tokens."""
    given = random_inputs(graph, batch=7)
    return [each if each.dtype == torch.int64 else torch.special.ndtri(each.clamp(1e-3, 1 - 1e-3)) for each in given]


@pytest.mark.slow
@each_layer
def test_onnxruntime_agrees_on_the_exported_file_which_comes_back_or_the_layer_says_why_there_is_none(
    declared: type[Layer], tmp_path: Path
) -> None:
    path = tmp_path / "model.onnx"
    for graph, obstacle in refused_by_onnx(declared):
        with pytest.raises(ExportError) as refused:
            export_onnx(compile_graph(graph, seed=0), graph, path, samples=of_all_signs(graph))
        assert obstacle in refused.value.message
        assert not path.exists()
    graph = held_by_onnx(declared)
    if graph:
        report = export_onnx(compile_graph(graph, seed=0), graph, path, samples=of_all_signs(graph))
        assert report.max_abs_diff <= 1e-4
        assert import_onnx(path).equality.largest_difference < 1e-4


@each_layer
def test_its_form_explains_and_bounds_every_parameter(declared: type[Layer]) -> None:
    for spec in fields(declared):
        assert spec.description
        assert not spec.description.endswith(".")
        if spec.editor in ("integer", "number", "integers", "numbers"):
            assert spec.minimum is not None
            assert spec.maximum is not None
            wrong = (
                spec.maximum + 1 if spec.editor in ("integer", "number") else [spec.maximum + 1] * (spec.length or 1)
            )
            with pytest.raises(
                ParameterError, match=f"{spec.name} of {declared.__name__} must be .*{spec.maximum:.12g}"
            ):
                declared.create({spec.name: wrong})
        with pytest.raises(ParameterError, match=spec.name):
            declared.create({spec.name: [{"a": "dictionary"}]})
        assert spec.inferred or spec.editor in ("code", "arguments", "text") or list(other_values(spec))


@each_layer
def test_it_is_introduced_in_plain_words(declared: type[Layer]) -> None:
    assert declared.family in get_args(Family)
    assert declared.title
    assert len(declared.aliases) >= 2
    assert declared.summary().endswith(".")
    assert len(declared.summary()) <= 120
    assert len(declared.help()) > len(declared.summary()), "a paragraph follows the first sentence"


@pytest.mark.slow
@pytest.mark.parametrize("declared", [declared for declared in catalogue.values() if declared is not Input])
def test_whatever_is_plugged_in_ends_as_read_outs_or_a_sentence(declared: type[Layer]) -> None:
    layer = Output() if declared is Output else declared.create({})
    for shape, dtype in product(SHAPES.values(), ("float32", "int64")):
        nodes = {
            "data": Node(Input(shape=shape, dtype=dtype)),
            "tested": Node(layer, (Source("data"),) * len(layer.inputs)),
        }
        report = analyse(Graph(nodes)).nodes["tested"]
        if report.outputs is None:
            (problem,) = report.problems
            assert problem.severity == "error"
            assert f"{format_shape(shape)} from “data”" in problem.message
            assert "tested" not in problem.message, "the problem names its node already"
            assert problem.message.endswith(".")
            assert problem.remedy.endswith(".")
            alike = len(set(layer.example())) <= 1
            fits = len(shape) in (declared.ranks or ()) and dtype in (declared.dtypes or (dtype,))
            assert not (alike and fits), (shape, dtype)
