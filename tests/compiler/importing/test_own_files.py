"""Files that this program wrote come back with the preparation of their samples apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.compiler.importing.onnx_import import import_onnx
from studio.project.export import export
from studio.project.importing import import_file
from studio.project.templates import template, templates

SMALL = 100_000


@pytest.mark.slow
@pytest.mark.parametrize("name", [each.name for each in templates() if each.parameters < SMALL][::4])
def test_every_fourth_small_template_comes_back_from_its_own_onnx_file(name: str, tmp_path: Path) -> None:
    project = template(name).load()
    export(project, tmp_path / "out.onnx")
    found = import_onnx(tmp_path / "out.onnx")
    assert found.equality.largest_difference < 1e-5
    shapes = [node.layer.params()["shape"] for node in project.graph.values() if node.layer.kind == "Input"]
    again = [node.layer.params()["shape"] for node in found.graph.values() if node.layer.kind == "Input"]
    assert again == shapes


def test_the_preparation_stays_with_the_weights(tmp_path: Path) -> None:
    export(template("autoencoder").load(), tmp_path / "out.onnx")
    report = import_file(tmp_path / "out.onnx", tmp_path / "back.nns")
    from studio.training.runs import Run

    preparation = Run.open(report.run).preparation()
    assert preparation is not None
    assert preparation.shape == (1, 28, 28)
