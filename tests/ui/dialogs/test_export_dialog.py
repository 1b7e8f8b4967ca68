"""Exporting from the window: the file is written and checked, and the weights are never mistaken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import onnxruntime
import pytest
from pytestqt.qtbot import QtBot

from studio.graph import Graph
from studio.layers.dense import Linear
from studio.project import Project
from studio.ui.background.pool import Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.export import ExportDialog

LONG = 90_000

Opened = Callable[[Project, Path | None, Path], ExportDialog]


@pytest.fixture
def run(qtbot: QtBot, job: TrainingJob, digits_project: Project) -> Path:
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(digits_project)
    assert job.folder is not None
    return job.folder


@pytest.fixture
def opened(qtbot: QtBot, pool: Pool) -> Opened:
    def open_dialog(project: Project, run: Path | None, folder: Path) -> ExportDialog:
        dialog = ExportDialog(project, pool, run, folder)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
        return dialog

    return open_dialog


def widened(project: Project) -> Project:
    graph = project.graph.replacing({"fc1": replace(project.graph["fc1"], layer=Linear(out_features=33))})
    return project.with_graph(graph)


def test_a_trained_network_is_exported_and_the_check_is_shown(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project, run: Path
) -> None:
    dialog = opened(digits_project, run, tmp_path)
    assert dialog.weights.text.startswith("Trained weights")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert dialog.exported is not None
    assert dialog.exported.path == tmp_path / "Digits.onnx"
    assert "Checked with onnxruntime at batch 1, 2 and 7 on test samples: largest difference" in dialog.outcome.text
    assert "kB" in dialog.outcome.text
    assert dialog.folder_button.isVisible()
    session = onnxruntime.InferenceSession(dialog.exported.path)
    assert [entry.name for entry in session.get_inputs()] == ["input"]


def test_weights_that_do_not_fit_are_called_untrained(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project, run: Path
) -> None:
    dialog = opened(widened(digits_project), run, tmp_path)
    assert dialog.weights.text.startswith("Untrained weights")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert dialog.exported is not None
    assert not dialog.exported.trained


def test_without_a_training_the_weights_are_called_untrained(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    assert "not been trained" in opened(digits_project, None, tmp_path).weights.text


def test_choosing_python_changes_the_file_and_writes_source(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    dialog = opened(digits_project, None, tmp_path)
    dialog.format.choose("PyTorch")
    assert dialog.path.text().endswith("Digits.py")
    assert dialog.weights.isHidden()
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert "class Digits(nn.Module)" in (tmp_path / "Digits.py").read_text()


def test_a_place_that_cannot_be_written_ends_as_a_sentence(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    dialog = opened(digits_project, None, tmp_path)
    dialog.path.setText(str(tmp_path / "missing" / "Digits.onnx"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.outcome.isVisible(), timeout=LONG)
    assert "could not be written" in dialog.outcome.text
    assert dialog.exported is None


def test_a_network_with_errors_ends_as_a_sentence(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    dialog = opened(digits_project.with_graph(Graph()), None, tmp_path)
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.outcome.isVisible(), timeout=LONG)
    assert "The network is empty" in dialog.outcome.text
