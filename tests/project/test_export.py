"""What leaves a project: ONNX and source, with the weights of a run where they fit, and a sentence where not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import onnxruntime
import pytest
import torch
from networks import chain

from studio.compiler.export_error import ExportError
from studio.data import Idx
from studio.data.config import Iris
from studio.layers import layer
from studio.project import Project
from studio.project.export import difference, export, subject_of
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.events import RunFinished
from studio.training.loop import train
from studio.training.runs import Run


@pytest.fixture
def project() -> Project:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    return Project("Tiny", graph, training=TrainingConfig(epochs=1))


@pytest.fixture
def run(tmp_path: Path, project: Project) -> Run:
    start = snapshot(project)
    made = Run.create(tmp_path / "run", start)
    *_, last = train(start, run=made)
    assert isinstance(last, RunFinished)
    return made


@pytest.mark.slow
def test_the_file_holds_the_weights_of_the_run(tmp_path: Path, project: Project, run: Run) -> None:
    exported = export(project, tmp_path / "tiny.onnx", run)
    samples = torch.rand(5, 1, 8, 8)
    (found,) = onnxruntime.InferenceSession(exported.path).run(None, {"input": samples.numpy()})
    with torch.no_grad():
        assert torch.allclose(torch.from_numpy(found), subject_of(project, run).trained[0](samples), atol=1e-5)
        assert not torch.allclose(torch.from_numpy(found), subject_of(project).trained[0](samples), atol=1e-2)
    assert exported.trained
    assert not exported.on_noise
    assert exported.report is not None
    assert exported.report.classes == tuple("0123456789")


@pytest.mark.slow
def test_without_the_data_the_check_is_made_on_noise_and_says_so(tmp_path: Path, project: Project) -> None:
    exported = export(replace(project, data=Idx(path="/no/such")), tmp_path / "tiny.onnx")
    assert exported.on_noise
    assert "chance numbers" in exported.told
    assert not exported.trained


def test_source_is_written_by_its_suffix(tmp_path: Path, project: Project) -> None:
    exported = export(project, tmp_path / "tiny.py")
    assert "class Tiny(nn.Module)" in exported.path.read_text(encoding="utf-8")
    assert exported.bytes == exported.path.stat().st_size


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("tiny.txt", ".onnx, _keras.py, .ipynb, .py, .nns, .tex, .pt2, .safetensors, .pt, .svg, .pdf, .png or .tikz"),
        ("no/such/folder.onnx", "could not be written"),
        ("no/folder.py", "There is no folder"),
    ],
)
def test_a_file_that_cannot_be_written_ends_as_a_sentence(
    tmp_path: Path, project: Project, name: str, sentence: str
) -> None:
    with pytest.raises(ExportError, match=re.escape(sentence)):
        export(project, tmp_path / name)


def changed(project: Project, name: str, **params: object) -> Project:
    node = project.graph[name]
    return project.with_graph(project.graph.replacing({name: replace(node, layer=node.layer.changed(**params))}))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "params", "told"),
    [("fc", {}, ""), ("flatten", {"start_dim": -2}, "flatten"), ("fc", {"out_features": 11}, "out_features")],
)
def test_what_differs_from_the_network_of_the_run_is_known_before_exporting(
    project: Project, run: Run, name: str, params: dict[str, object], told: str
) -> None:
    found = difference(changed(project, name, **params), run)
    assert told in found
    assert bool(found) is bool(told)


def test_moving_nodes_makes_no_difference(project: Project, run: Run) -> None:
    graph = project.graph.replacing({"fc": replace(project.graph["fc"], position=(500.0, 500.0))})
    assert difference(project.with_graph(graph), run) == ""


def test_what_is_exported_of_a_run_is_its_own_network_whatever_the_file_is_today(
    tmp_path: Path, project: Project, run: Run
) -> None:
    today = replace(changed(project, "fc", out_features=11), data=Iris())
    exported = export(today, tmp_path / "tiny.onnx", run)
    assert exported.report is not None
    session = onnxruntime.InferenceSession(exported.path)
    assert session.get_outputs()[0].shape[1] == 10
    assert session.get_modelmeta().custom_metadata_map["classes"] == json.dumps(list("0123456789"))
