"""Exporting at the command line: of a run everything is the run's own, and what differs from the file is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exported import answers, dense, metadata, project_of, trained
from sklearn.datasets import load_breast_cancer

from studio.data.config import BreastCancer
from studio.project import Project
from studio.project.file import save


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = project_of(dense(30, 16, 2), BreastCancer(), epochs=3)
    trained(made, tmp_path / "run")
    save(made, tmp_path / "net.nns")
    return made


@pytest.mark.slow
def test_of_a_file_edited_since_the_network_of_the_run_is_written_and_the_difference_told(
    studio, tmp_path: Path, project: Project
) -> None:
    file = tmp_path / "net.nns"
    file.write_text(file.read_text(encoding="utf-8").replace("ReLU", "Sigmoid"), encoding="utf-8")
    result = studio("export", file, "net.onnx", "--run", tmp_path / "run")
    assert result.status == 0
    assert "“relu” was ReLU and is Sigmoid now" in result.err
    assert "What is written is the network of the run" in result.err
    rows, classes = load_breast_cancer(return_X_y=True)
    assert (answers(Path("net.onnx"), rows).argmax(1) == classes).mean() > 0.85


@pytest.mark.slow
def test_the_preparation_can_be_left_out(studio, tmp_path: Path, project: Project) -> None:
    result = studio("export", tmp_path / "net.nns", "net.onnx", "--run", tmp_path / "run", "--without-preparation")
    assert (result.status, result.err) == (0, "")
    assert "agrees with PyTorch within" in result.out
    told = metadata(Path("net.onnx"))
    assert told["prepared"] == "false"
    assert json.loads(told["preparation"])["steps"][0]["kind"] == "normalize"


def test_an_option_that_a_format_has_no_use_for_is_refused(studio, tmp_path: Path, project: Project) -> None:
    result = studio("export", tmp_path / "net.nns", "net.svg", "--without-preparation")
    assert result.status == 1
    assert "has no use for the option “preparation”" in result.err
    assert not Path("net.svg").exists()


def test_source_of_a_run_carries_its_preparation(studio, tmp_path: Path, project: Project) -> None:
    assert studio("export", tmp_path / "net.nns", "net.py", "--run", tmp_path / "run").status == 0
    text = Path("net.py").read_text(encoding="utf-8")
    assert 'CLASSES = ("malignant", "benign")' in text
    assert "def prepare(samples: torch.Tensor)" in text
