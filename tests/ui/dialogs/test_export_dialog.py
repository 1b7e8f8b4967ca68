"""Exporting from the window: the file is written and checked, and the weights are never mistaken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import onnxruntime
import pytest
import torch
from networks import chain
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from studio import paths
from studio.compiler.module import compile_graph
from studio.data.load import load
from studio.graph import Graph
from studio.layers import layer
from studio.layers.dense import Linear
from studio.project import Project
from studio.project.exporters import Prepared, ending_of, network_formats
from studio.project.snapshots import snapshot
from studio.training.runs import Run
from studio.training.runs.kept import Kept
from studio.training.runs.notes import annotate
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
    assert "Checked with onnxruntime at batch 1, 2 and 7 on samples of the data: agrees" in dialog.outcome.text
    assert "kB" in dialog.outcome.text
    assert dialog.folder_button.isVisible()
    session = onnxruntime.InferenceSession(dialog.exported.path)
    assert [entry.name for entry in session.get_inputs()] == ["input"]


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.parametrize("name", list(network_formats()))
def test_every_exporter_can_be_chosen_and_follows_the_ending_of_the_file(
    opened: Opened, tmp_path: Path, digits_project: Project, name: str
) -> None:
    dialog, declared = opened(digits_project, None, tmp_path), network_formats()[name]
    dialog.format.choose(str(declared.title))
    assert ending_of(dialog.form.file) in declared.suffixes
    assert all(form.isVisible() is (each is declared) for each, form in dialog.form.options.items())
    assert bool(dialog.expects.text()) is issubclass(declared, Prepared)


def test_the_name_of_a_picture_is_refused_with_the_way_to_one(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    dialog = opened(digits_project, None, tmp_path)
    dialog.path.setText(str(tmp_path / "net.svg"))
    dialog.export_button.click()
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=LONG)
    assert "Choose Export Picture in the File menu" in dialog.outcome.text
    assert not list(tmp_path.glob("*.svg"))


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


def test_an_ending_of_more_than_a_suffix_comes_and_goes_as_a_whole(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    dialog = opened(digits_project, None, tmp_path)
    dialog.format.choose("Keras")
    assert dialog.form.file.name == "Digits_keras.py"
    dialog.format.choose("PyTorch")
    assert dialog.form.file.name == "Digits.py"
    dialog.path.selectAll()
    qtbot.keyClicks(dialog.path, "net_keras.py")
    assert dialog.format.value() == "Keras"


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


def two_checkpoints(project: Project, name: str) -> Path:
    """A run of the project with weights of 0 after its best epoch, of 1 after its last, and of 2 after one between."""
    run = Run.create(paths.runs() / name, snapshot(project))
    run.keep_data(load(project.data, (1, 8, 8), 0))
    module = compile_graph(project.graph, seed=0)
    for epoch, value in ((1, 0.0), (2, 2.0), (3, 1.0)):
        for parameter in module.parameters():
            torch.nn.init.constant_(parameter, value)
        kept = Kept.of(module, {}, step=10 * epoch, epoch=epoch)
        run.checkpoints.write(kept, kept if epoch == 1 else None, stays=epoch == 2)
    return run.path


def choose(field: QComboBox, words: str) -> None:
    """What a person does who opens the list and takes one of it."""
    field.setCurrentIndex(field.findText(words))
    field.activated.emit(field.currentIndex())


@pytest.mark.slow
def test_any_run_of_the_project_and_any_checkpoint_can_be_chosen(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    project = replace(digits_project, id="digits")
    older = two_checkpoints(project, "2026-01-01 older")
    newer = two_checkpoints(project, "2026-01-02 newer")
    annotate(older, title="The best so far")
    dialog = opened(project, newer, tmp_path)
    choice = dialog.form.weights
    assert choice.run == newer
    assert "“2026-01-02 newer” after epoch 1, its best" in dialog.weights.text
    titles = [choice.runs.itemText(place).split(" · ")[0] for place in range(choice.runs.count())]
    assert sorted(titles[:2]) == ["2026-01-02 newer", "The best so far"]
    choice.runs.setFocus()
    choice.runs.setCurrentIndex(titles.index("The best so far"))
    choice.runs.activated.emit(choice.runs.currentIndex())
    qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
    words = [choice.checkpoint.itemText(place) for place in range(choice.checkpoint.count())]
    assert words == ["Best epoch (1)", "Last epoch (3)", "Epoch 2"]
    choose(choice.checkpoint, "Epoch 2")
    assert "“The best so far” after epoch 2." in dialog.weights.text
    choose(choice.checkpoint, "Last epoch (3)")
    assert "“The best so far” after epoch 3, its last" in dialog.weights.text
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
    assert dialog.exported is not None
    assert "run “The best so far” after epoch 3, its last" in dialog.outcome.text
    session = onnxruntime.InferenceSession(dialog.exported.path)
    metadata = session.get_modelmeta().custom_metadata_map
    assert {name: metadata[name] for name in ("run", "checkpoint", "epoch")} == {
        "run": "2026-01-01 older", "checkpoint": "last", "epoch": "3",
    }  # fmt: skip


def test_without_a_run_chosen_the_weights_are_untrained(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    project = replace(digits_project, id="digits")
    run = two_checkpoints(project, "run")
    dialog = opened(project, run, tmp_path)
    choice = dialog.form.weights
    choice.runs.setCurrentIndex(choice.runs.count() - 1)
    choice.runs.activated.emit(choice.runs.count() - 1)
    qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
    assert dialog.weights.text.startswith("Untrained weights")
    assert not choice.checkpoint.isVisible()


def test_a_run_that_is_damaged_is_told_when_it_is_chosen(
    qtbot: QtBot, opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    project = replace(digits_project, id="digits")
    run = two_checkpoints(project, "run")
    (run / "checkpoints" / "checkpoints.json").write_text("{")
    dialog = opened(project, None, tmp_path)
    choice = dialog.form.weights
    choice.runs.setCurrentIndex(0)
    choice.runs.activated.emit(0)
    qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
    assert "checkpoints.json" in dialog.weights.text
    assert dialog.weights.text.startswith("Untrained weights")


def test_what_onnx_cannot_hold_is_named_before_anything_is_written(
    opened: Opened, tmp_path: Path, digits_project: Project
) -> None:
    pooled = chain(
        input=layer("Input", shape=(1, 8, 8)), uneven=layer("AdaptiveMaxPool2d", output_size=(3, 3)),
        output=layer("Output"),
    )  # fmt: skip
    dialog = opened(digits_project.with_graph(pooled), None, tmp_path)
    dialog.format.choose("ONNX")
    assert "“uneven” cannot be written as ONNX" in dialog.outcome.text
    dialog.format.choose("PyTorch")
    assert not dialog.outcome.isVisible()
