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
from studio.project.exporters import exporters
from studio.ui.background.pool import Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.canvas.drawing import save_picture
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
        dialog = ExportDialog(project, pool, run, folder, draw=save_picture)
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
    assert "Checked with onnxruntime at batch 1, 2 and 7 on samples of the data: agrees" in dialog.outcome.text
    assert "kB" in dialog.outcome.text
    assert dialog.folder_button.isVisible()
    session = onnxruntime.InferenceSession(dialog.exported.path)
    assert [entry.name for entry in session.get_inputs()] == ["input"]


def test_of_a_changed_network_the_one_that_was_trained_is_exported_unless_todays_is_wanted(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project, run: Path
) -> None:
    dialog = opened(widened(digits_project), run, tmp_path)
    assert dialog.weights.text.startswith("Trained weights")
    assert "out_features" in dialog.weights.text
    assert dialog.form.network.isVisible()
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert dialog.exported is not None
    assert dialog.exported.trained
    dialog.form.network.choose("As it is now")
    assert dialog.weights.text.startswith("Untrained weights")
    dialog.exported = None
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert not dialog.exported.trained


def test_it_says_what_the_file_expects_and_gives_and_the_preparation_can_be_left_out(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project, run: Path
) -> None:
    dialog = opened(digits_project, run, tmp_path)
    assert "grey pictures, float32 (N, 1, 8, 8) with values from 0 to 1" in dialog.expects.text()
    assert "0, 1, 2, 3 … (10 in all)" in dialog.gives.text()
    (form,) = (form for form in dialog.form.options.values() if form.isVisible())
    form.editor("preparation").edited.emit(False)
    assert "prepared as in the training" in dialog.expects.text()
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert dialog.exported is not None
    metadata = onnxruntime.InferenceSession(dialog.exported.path).get_modelmeta().custom_metadata_map
    assert metadata["prepared"] == "false"
    assert metadata["run"] == run.name


@pytest.mark.parametrize("name", list(exporters()))
def test_every_exporter_can_be_chosen_and_follows_the_ending_of_the_file(
    opened: Opened, tmp_path: Path, digits_project: Project, name: str
) -> None:
    dialog, declared = opened(digits_project, None, tmp_path), exporters()[name]
    dialog.format.choose(str(declared.title))
    assert dialog.form.file.suffix in declared.suffixes
    assert all(form.isVisible() is (each is declared) for each, form in dialog.form.options.items())
    assert bool(dialog.expects.text()) is ("drawing" not in declared.needs)


def test_a_picture_is_drawn_by_whoever_can(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    dialog = opened(digits_project, None, tmp_path)
    dialog.format.choose("SVG")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert b"<svg" in (tmp_path / "Digits.svg").read_bytes()


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
