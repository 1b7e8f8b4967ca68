"""Every template that ships is sound: its read-outs, its source and its ONNX file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from studio.compiler.analysis import analyse
from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.importing.python_file import PythonNetwork, import_python
from studio.compiler.module import compile_graph, inputs_of
from studio.compiler.onnx import export_onnx
from studio.compiler.source import class_name, source
from studio.compiler.source_style import Style
from studio.layers.io import Input
from studio.project.templates import Template, templates

pytestmark = pytest.mark.slow

SMALL = [template for template in templates() if template.parameters < 2_000_000]
"""Quick to run; the large ones have the same layers and are run by tests/templates."""

UNCOUNTED = (torch.nn.LSTM, torch.nn.TransformerEncoderLayer)
"""What torch's own counter does not see, as they run in one piece; tests/compiler/test_measure.py checks those."""

each_template = pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
each_small_one = pytest.mark.parametrize("template", SMALL, ids=lambda template: template.name)


def batch_for(template: Template, count: int) -> torch.Tensor:
    graph = template.load().graph
    (name,) = inputs_of(graph)
    layer = graph[name].layer
    assert isinstance(layer, Input)
    random = torch.Generator().manual_seed(0)
    if layer.dtype == "int64":
        return torch.randint(0, 16, (count, *layer.shape), generator=random)
    return torch.rand(count, *layer.shape, generator=random)


@each_template
def test_its_read_outs_are_those_of_a_real_run(template: Template) -> None:
    graph = template.load().graph
    analysis = analyse(graph)
    with torch.device("cpu" if template in SMALL else "meta"):
        module = compile_graph(graph).eval()
    batch = batch_for(template, 2).to(next(module.parameters()).device)
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        module(batch)
    assert not any(problem.severity in ("error", "warning") for problem in analysis.problems)
    if not any(isinstance(each, UNCOUNTED) for each in module.modules()):
        assert analysis.total.macs == flops.get_total_flops() / 2 / len(batch)
    assert analysis.total.parameters == sum(p.numel() for p in module.parameters())


@each_template
def test_its_source_has_the_same_weights_under_the_same_names(template: Template) -> None:
    project = template.load()
    namespace: dict[str, Any] = {}
    exec(source(project.graph, project.name), namespace)
    with torch.device("meta"):
        module, again = compile_graph(project.graph), namespace[class_name(project.name)]()
    assert {name: value.shape for name, value in again.state_dict().items()} == {
        name: value.shape for name, value in module.state_dict().items()
    }


@each_small_one
def test_its_source_gives_the_same_outputs_with_the_same_weights(template: Template) -> None:
    project = template.load()
    module, batch = compile_graph(project.graph, seed=0).eval(), batch_for(template, 3)
    for style in get_args(Style):
        namespace: dict[str, Any] = {}
        exec(source(project.graph, project.name, style=style), namespace)
        again = namespace[class_name(project.name)]().eval()
        again.load_state_dict(module.state_dict(), strict=True)
        with torch.no_grad():
            torch.testing.assert_close(again(batch), module(batch), rtol=0, atol=0)


@each_small_one
def test_its_onnx_file_agrees_and_comes_back(template: Template, tmp_path: Path) -> None:
    project = template.load()
    module = compile_graph(project.graph, seed=0)
    report = export_onnx(module, project.graph, tmp_path / "m.onnx", samples=batch_for(template, 7), name=project.name)
    assert report.max_abs_diff < 1e-4
    assert import_onnx(tmp_path / "m.onnx").equality.largest_difference < 1e-5


def test_its_source_comes_back_as_a_network(tmp_path: Path) -> None:
    """One of them, as each runs a process of its own."""
    project = next(template for template in SMALL if template.name == "inception-digits").load()
    (tmp_path / "net.py").write_text(source(project.graph, project.name), encoding="utf-8")
    layer = project.graph[inputs_of(project.graph)[0]].layer
    assert isinstance(layer, Input)
    asked = PythonNetwork(tmp_path / "net.py", class_name(project.name), [layer.shape], {})
    assert import_python(asked).equality.largest_difference < 1e-5
