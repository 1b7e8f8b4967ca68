"""Networks and weights of other programs come in through the window: opened or dropped, shown, and kept on request."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hands import Hands
from imported import model, numbers, written
from onnx import helper
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from studio.project.file import load
from studio.ui.dialogs.import_weights import WeightsDialog
from studio.ui.dialogs.importing import ImportDialog
from studio.ui.window.main_window import MainWindow

LONG = 60_000

Saved = Callable[[str], Path]


def theirs(path: Path, *, size: int | str = 8) -> Path:
    """A classifier that another program wrote."""
    nodes = [
        helper.make_node("Conv", ["x", "conv.weight"], ["a"], "conv"),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("GlobalAveragePool", ["b"], ["c"]),
        helper.make_node("Flatten", ["c"], ["d"]),
        helper.make_node("Gemm", ["d", "fc.weight", "fc.bias"], ["y"], "fc", transB=1),
    ]
    weights = {"conv.weight": numbers(4, 1, 3, 3), "fc.weight": numbers(3, 4), "fc.bias": numbers(3)}
    return written(model(nodes, {"x": ["N", 1, size, size]}, weights), path)


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saved:
    """Says where the next file is saved."""

    def to(name: str) -> Path:
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        return path

    return to


def network_dialog(qtbot: QtBot, window: MainWindow) -> ImportDialog:
    """The dialog, once it has something to say."""
    dialog = window.files.importing.dialog
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog.found is not None or bool(dialog.message.text), timeout=LONG)
    return dialog


def words(dialog: ImportDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel))


def test_an_onnx_file_is_shown_and_kept_as_a_project(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, saved: Saved
) -> None:
    window.files.open(theirs(tmp_path / "theirs.onnx"))
    dialog = network_dialog(qtbot, window)
    told = words(dialog)
    assert "Conv2d × 1" in told
    assert "Largest difference" in told
    assert not window.session.graph
    path = saved("theirs.nns")
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.path == path, timeout=LONG)
    assert {"conv", "fc"} <= set(window.session.graph)
    assert (tmp_path / "theirs.runs" / "imported").is_dir()


def test_a_file_dropped_on_the_window_is_taken_in_and_closing_the_dialog_leaves_all_as_it_was(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    source = theirs(tmp_path / "theirs.onnx")
    Hands(qtbot, window).drop_file(source)
    qtbot.waitUntil(lambda: "importing" in window.files.__dict__, timeout=LONG)
    dialog = network_dialog(qtbot, window)
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert sorted(tmp_path.iterdir()) == [source]
    assert not window.session.graph


def test_a_damaged_file_is_told_in_the_dialog(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"hello")
    window.files.open(tmp_path / "bad.onnx")
    dialog = network_dialog(qtbot, window)
    assert "“bad.onnx” is no ONNX file, or it is damaged" in dialog.message.text
    assert not dialog.go_button.isVisible()
    dialog.reject()


def test_sizes_that_are_open_are_asked_for(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.files.open(theirs(tmp_path / "open.onnx", size="S"))
    dialog = network_dialog(qtbot, window)
    assert "leaves sizes of its samples open" in dialog.message.text
    qtbot.keyClicks(dialog.shape, "1, x")
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    assert "is no shape" in dialog.message.text
    dialog.shape.clear()
    qtbot.keyClicks(dialog.shape, "1, 9, 8")
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=LONG)
    dialog.reject()


CODE = """
from pathlib import Path
Path(__file__).with_name("ran").touch()
from torch import nn

class Net(nn.Sequential):
    def __init__(self, classes=3, *, wide: bool = False):
        super().__init__(nn.Flatten(), nn.Linear(12, 8 if wide else 4), nn.ReLU(), nn.Linear(8 if wide else 4, classes))
"""


@pytest.mark.slow
def test_python_code_runs_only_once_it_was_allowed(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    source = tmp_path / "net.py"
    source.write_text(CODE, encoding="utf-8")
    window.files.open(source)
    dialog = window.files.importing.dialog
    assert isinstance(dialog, ImportDialog)
    assert dialog.page is not None
    assert dialog.page.name.currentText() == "Net"
    assert dialog.page.arguments.placeholderText() == "classes=3, *, wide: bool=False"
    assert "class Net" in dialog.page.code.toPlainText()
    qtbot.keyClicks(dialog.page.arguments, "print(1)")
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    assert "are no arguments" in dialog.message.text
    assert not (tmp_path / "ran").exists()
    dialog.page.arguments.clear()
    qtbot.keyClicks(dialog.page.arguments, "classes=7, wide=True")
    qtbot.keyClicks(dialog.page.shape, "3,2,2")
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.found is not None or not dialog.message.isHidden(), timeout=LONG)
    assert dialog.found is not None, dialog.message.text
    assert sum(each.numel() for each in dialog.found.module.parameters()) == 12 * 8 + 8 + 8 * 7 + 7
    assert (tmp_path / "ran").exists()
    dialog.reject()


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path, saved: Saved) -> MainWindow:
    """The window with the classifier taken in."""
    window.files.open(theirs(tmp_path / "theirs.onnx"))
    dialog = network_dialog(qtbot, window)
    path = saved("theirs.nns")
    dialog.go()
    qtbot.waitUntil(lambda: window.session.path == path, timeout=LONG)
    return window


def test_weights_are_matched_in_a_table_before_they_are_taken(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    state = {"conv.weight": torch.ones(4, 1, 3, 3), "fc.weight": torch.ones(5, 4), "extra": torch.ones(1)}
    torch.save(state, tmp_path / "weights.pt")
    opened.files.open(tmp_path / "weights.pt")
    dialog = opened.files.importing.dialog
    assert isinstance(dialog, WeightsDialog)
    qtbot.waitUntil(lambda: dialog.fitted is not None, timeout=LONG)
    rows = [[dialog.table.item(row, column).text() for column in range(5)] for row in range(dialog.table.rowCount())]
    assert sorted(row[4] for row in rows) == ["another shape", "missing", "surplus", "yes"]
    assert "1 of 3 tensors" in dialog.told.text()
    assert not (tmp_path / "theirs.runs" / "imported (2)").exists()
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil((tmp_path / "theirs.runs" / "imported (2)").is_dir, timeout=LONG)


def test_a_pickle_is_refused_and_never_run(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "ran",)

    (tmp_path / "trap.pt").write_bytes(pickle.dumps({"state_dict": Trap()}))
    opened.files.open(tmp_path / "trap.pt")
    dialog = opened.files.importing.dialog
    assert isinstance(dialog, WeightsDialog)
    qtbot.waitUntil(lambda: bool(dialog.message.text), timeout=LONG)
    assert "holds no weights that can be read without running code" in dialog.message.text
    assert not dialog.take_button.isEnabled()
    assert not (tmp_path / "ran").exists()
    dialog.reject()


def test_a_new_head_for_the_data_is_one_step(qtbot: QtBot, opened: MainWindow) -> None:
    before = opened.session.project
    opened.action["train.new_head"].trigger()
    qtbot.waitUntil(lambda: "head" in opened.session.graph, timeout=LONG)
    graph = opened.session.graph
    assert (graph["head"].layer.params()["out_features"], graph["conv"].frozen) == (10, True)
    assert opened.session.selection == {"head"}
    assert "“fc” with 3 outputs became “head” with 10; 1 node is frozen." in opened.notice.text
    opened.session.undo()
    assert opened.session.project.graph == before.graph
    assert load(Path(str(opened.session.path))).graph == before.graph
