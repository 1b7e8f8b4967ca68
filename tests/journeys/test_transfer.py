"""Transfer learning in five steps: a network of another program is dropped, kept, given a head, and trained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hands import Hands
from imported import model, numbers, written
from onnx import helper
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from safetensors.torch import load_file

from studio.ui.dialogs.importing import ImportDialog
from studio.ui.window.main_window import MainWindow

LONG = 120_000


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A network of another program, for 1,000 classes."""
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], "conv"),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Flatten", ["b"], ["c"]),
        helper.make_node("Gemm", ["c", "v", "u"], ["y"], "fc", transB=1),
    ]
    weights = {"w": numbers(4, 1, 3, 3), "v": numbers(1000, 144), "u": numbers(1000)}
    return written(model(nodes, {"x": ["N", 1, 8, 8]}, weights), tmp_path / "theirs.onnx")


def weights_of(run: Path) -> dict[str, object]:
    return dict(load_file(max(run.glob("checkpoints/*.safetensors"))))


@pytest.mark.slow
def test_a_network_of_another_program_learns_the_digits(
    qtbot: QtBot, window: MainWindow, theirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands, path = Hands(qtbot, window), tmp_path / "mine.nns"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    hands.drop_file(theirs)
    qtbot.waitUntil(lambda: "importing" in window.files.__dict__, timeout=LONG)
    dialog = window.files.importing.dialog
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=LONG)
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.path == path, timeout=LONG)
    window.action["train.new_head"].trigger()
    qtbot.waitUntil(lambda: "head" in window.session.graph, timeout=LONG)
    project = window.session.project
    window.session.apply("One epoch", replace(project, training=project.training.changed(epochs=1)))
    hands.click(hands.button(window.toolbar, "Train"))
    job = window.job
    qtbot.waitUntil(lambda: job.folder is not None and any(job.folder.glob("checkpoints/*.safetensors")), timeout=LONG)
    qtbot.waitUntil(lambda: job.state == "idle", timeout=LONG)
    assert job.folder is not None
    before, after = weights_of(tmp_path / "mine.runs" / "imported"), weights_of(job.folder)
    assert (before["conv.weight"] == after["conv.weight"]).all()  # type: ignore[attr-defined]
    assert after["head.weight"].shape == (10, 144)  # type: ignore[attr-defined]
