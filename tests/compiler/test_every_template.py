"""Every template that ships is sound: its read-outs, its source and its ONNX file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph, inputs_of
from studio.compiler.onnx import export_onnx
from studio.compiler.source import class_name, source
from studio.layers.io import Input
from studio.project.templates import Template, templates

each_template = pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)


def batch_for(template: Template, count: int) -> torch.Tensor:
    graph = template.load().graph
    (name,) = inputs_of(graph)
    layer = graph[name].layer
    assert isinstance(layer, Input)
    return torch.rand(count, *layer.shape, generator=torch.Generator().manual_seed(0))


@each_template
def test_its_read_outs_are_those_of_a_real_run(template: Template) -> None:
    graph = template.load().graph
    analysis = analyse(graph)
    module, batch = compile_graph(graph, seed=0).eval(), batch_for(template, 2)
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        module(batch)
    assert analysis.problems == ()
    assert analysis.total.macs == flops.get_total_flops() / 2 / len(batch)
    assert analysis.total.parameters == sum(p.numel() for p in module.parameters())


@each_template
def test_its_source_gives_the_same_outputs_with_the_same_weights(template: Template) -> None:
    project = template.load()
    module, batch = compile_graph(project.graph, seed=0).eval(), batch_for(template, 3)
    namespace: dict[str, Any] = {}
    exec(source(project.graph, project.name), namespace)
    again = namespace[class_name(project.name)]().eval()
    again.load_state_dict(module.state_dict(), strict=True)
    with torch.no_grad():
        torch.testing.assert_close(again(batch), module(batch), rtol=0, atol=0)


@each_template
def test_its_onnx_file_agrees(template: Template, tmp_path: Path) -> None:
    project = template.load()
    module = compile_graph(project.graph, seed=0)
    report = export_onnx(module, project.graph, tmp_path / "m.onnx", samples=batch_for(template, 7), name=project.name)
    assert report.max_abs_diff < 1e-4
