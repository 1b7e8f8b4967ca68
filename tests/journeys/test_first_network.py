"""From an empty canvas to an ONNX file that predicts what the trained network predicts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hands import Hands
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from studio.compiler.module import compile_graph
from studio.data.load import load
from studio.training.events import EpochDone, RunFinished
from studio.training.runs import Run
from studio.ui.dialogs.export import ExportDialog
from studio.ui.window.main_window import MainWindow

DRAWN = ("Input", "Conv2d", "ReLU", "MaxPool2d", "Flatten", "Linear", "Output")


@pytest.fixture
def drawn(qtbot: QtBot, window: MainWindow) -> Hands:
    """A small convolutional network for the digits, dragged from the palette and linked by hand."""
    hands = Hands(qtbot, window)
    hands.start_empty()
    names = [hands.drag_layer(kind, QPointF(0, 110.0 * row)) for row, kind in enumerate(DRAWN)]
    for source, target in pairwise(names):
        hands.link(source, target)
    hands.select(names[0])
    hands.set_parameter("shape", "1 8 8")
    hands.select(names[-2])
    hands.set_parameter("out_features", "10")
    return hands


def test_a_network_drawn_by_hand_trains_and_leaves_as_onnx(
    qtbot: QtBot, window: MainWindow, drawn: Hands, tmp_path: Path
) -> None:
    session = window.session
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    assert session.analysis is not None
    assert session.analysis.problems == ()
    assert session.analysis.nodes["output"].outputs == (((10,), "float32"),)

    accuracies: list[float] = []
    window.job.happened.connect(
        lambda event: accuracies.append(event.metrics["validation_accuracy"]) if isinstance(event, EpochDone) else None
    )
    with qtbot.waitSignal(window.job.finished, timeout=120_000) as finished:
        drawn.click(window.training.controls.train_button)
    assert finished.args is not None
    assert isinstance(finished.args[0], RunFinished)
    assert accuracies[-1] > accuracies[0]
    assert accuracies[-1] > 0.9

    exported = _export(qtbot, window, tmp_path / "digits.onnx")
    data = load(session.project.data, (1, 8, 8), session.project.training.seed)
    samples = data.test.inputs[:100]
    assert window.job.folder is not None
    module = compile_graph(session.graph)
    Run.open(window.job.folder).load_weights(module)
    with torch.no_grad():
        expected = module.eval()(samples).numpy()
    runtime = onnxruntime.InferenceSession(str(exported))
    (predicted,) = runtime.run(None, {runtime.get_inputs()[0].name: samples.numpy()})
    np.testing.assert_array_equal(predicted.argmax(1), expected.argmax(1))
    assert (predicted.argmax(1) == data.test.targets[:100].numpy()).mean() > 0.8


@contextmanager
def closing_whatever_happens(dialog: QDialog) -> Iterator[None]:
    """A modal dialog left open by a failing test would wait for ever."""
    try:
        yield
    finally:
        dialog.done(0)


def _export(qtbot: QtBot, window: MainWindow, path: Path) -> Path:
    """Press Export, write to `path`, wait for the check and close the dialog."""
    hands = Hands(qtbot, window)
    told: list[str] = []

    def fill_in() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        with closing_whatever_happens(dialog):
            qtbot.waitUntil(dialog.export_button.isEnabled, timeout=60_000)
            hands.type_into(dialog.path, str(path))
            qtbot.waitUntil(lambda: bool(dialog.outcome.text), timeout=60_000)
            told.append(dialog.outcome.text)

    QTimer.singleShot(0, fill_in)
    window.action["file.export"].trigger()
    assert "batch 1, 2 and 7" in told[0]
    return path
