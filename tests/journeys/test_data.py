"""Data chosen, seen and put right: the network set to them, their samples looked through, a folder that changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from data_files import write_picture_folder
from hands import Hands
from networks import chain
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.data import Digits, ImageFolder
from studio.data.load import load
from studio.formatting.numbers import exact
from studio.layers import layer
from studio.project import Project
from studio.ui.window.main_window import MainWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = 120_000


@pytest.fixture
def project() -> Project:
    """A network for 28×28 digits whose data are to be chosen yet."""
    graph = chain(
        input=layer("Input", shape=(1, 28, 28)),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=16),
        relu=layer("ReLU"),
        fc2=layer("Linear", out_features=3),
        output=layer("Output"),
    )
    return Project("Digits", graph, ImageFolder(), id="digits")


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, project: Project) -> Hands:
    window.documents.show(project)
    window.canvas.setFocus()
    hands = Hands(qtbot, window)
    hands.press(Qt.Key.Key_D, CONTROL, SHIFT)
    return hands


def seen(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until samples are shown and have been gone through."""
    data = window.data
    qtbot.waitUntil(lambda: data.samples.page is not None and data.look.survey is not None, timeout=LONG)


def test_digits_are_chosen_and_the_network_set_to_them_and_back(
    qtbot: QtBot, window: MainWindow, hands: Hands, project: Project
) -> None:
    data, session = window.data, window.session
    assert data.nothing.isVisible()
    hands.click(hands.button(data.nothing, "Handwritten digits (8×8)"))
    qtbot.waitUntil(window.data_offer.isVisible, timeout=LONG)
    told = "The data ask for Input 1 × 28 × 28 → 1 × 8 × 8, Output 3 → 10 classes (fc2)."
    assert window.data_offer.words.text() == told
    hands.click(window.data_offer.accept_button)
    seen(qtbot, window)
    qtbot.waitUntil(lambda: "fitted to 1 × 8 × 8" in data.facts.text(), timeout=LONG)
    seen(qtbot, window)

    dataset = load(Digits(), (1, 8, 8), project.training.seed)
    grid = data.samples.grid
    assert data.samples.view is grid
    assert [grid.model().index(row, 0).data() for row in range(5)] == [
        dataset.classes[int(target)] for target in dataset.train.targets[:5]
    ]
    assert data.samples.range.text() == f"1–120 of {exact(1374)}"
    with qtbot.waitSignal(data.samples.turned, timeout=LONG):
        hands.click(data.samples.on_button)
    assert data.samples.range.text() == f"121–240 of {exact(1374)}"
    assert np.array_equal(grid.shown.samples[0].values, dataset.train.inputs[120].numpy())

    window.canvas.setFocus()
    hands.press(Qt.Key.Key_Z, CONTROL)
    assert session.project.graph == project.graph
    assert session.project.data == Digits()
    hands.press(Qt.Key.Key_Z, CONTROL)
    assert session.project == project


def test_a_copy_between_splits_and_a_blank_picture_are_told_and_led_to(
    qtbot: QtBot, window: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    for split in ("train", "test"):
        write_picture_folder(tmp_path / "pets" / split, ("cats", "dogs"), 6, (8, 8) if split == "train" else (8, 9))
    pets = tmp_path / "pets"
    Image.fromarray(np.full((8, 8, 3), 7, np.uint8)).save(pets / "train" / "cats" / "blank.png")
    (pets / "test" / "dogs" / "copy.png").write_bytes((pets / "train" / "dogs" / "2.png").read_bytes())
    hands.drop_file(pets)
    seen(qtbot, window)
    data = window.data
    data.pages.setFocus()
    hands.press(Qt.Key.Key_Right)
    counts = load(ImageFolder(path=str(pets)), (3, 8, 8), 0).counts
    assert {split: tuple(found.values()) for split, found in data.figures.balance.counts.items()} == counts
    hands.press(Qt.Key.Key_Right)
    tree, model = data.findings.tree, data.findings.model
    told = [model.item(row).text() for row in range(model.rowCount())]
    assert "1 picture is blank: all its pixels are the same." in told
    (row,) = [row for row, words in enumerate(told) if words.startswith("1 sample is in two splits")]
    assert "copy.png" in model.item(row).child(0).text()
    tree.setFocus()
    tree.setCurrentIndex(model.index(row, 0))
    hands.press(Qt.Key.Key_Right)
    hands.press(Qt.Key.Key_Down)
    with qtbot.waitSignal(data.samples.turned, timeout=LONG):
        hands.press(Qt.Key.Key_Return)
    assert data.samples.isVisible()
    shown = data.samples.grid
    assert shown.shown.samples[shown.currentIndex().row()].file == "copy.png"


def test_a_folder_that_changes_is_noticed_and_read_again_when_asked(
    qtbot: QtBot, window: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    pets = write_picture_folder(tmp_path / "pets", pictures=10, size=(8, 8))
    hands.drop_file(pets)
    seen(qtbot, window)
    data = window.data
    for number in range(3):
        Image.fromarray(np.full((8, 8, 3), number, np.uint8)).save(pets / "cats" / f"new{number}.png")
    qtbot.waitUntil(data.differing.isVisible, timeout=LONG)
    assert data.differing.words.text() == "The data have changed on the disk: 3 new files."
    laid = data.look.laid
    hands.click(data.again_button)
    qtbot.waitUntil(lambda: data.look.laid not in (None, laid), timeout=LONG)
    assert data.differing.isHidden()
    assert sum(data.look.laid.overview.splits.values()) == 23  # type: ignore[union-attr]


def test_a_long_measuring_is_stopped_and_taken_up_again(
    qtbot: QtBot, window: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    pets = write_picture_folder(tmp_path / "pets", pictures=150, size=(300, 300))
    data = window.data
    hands.drop_file(pets)
    qtbot.waitUntil(data.progress.isVisible, timeout=LONG)
    hands.click(data.progress.stop_button)
    assert data.progress.isHidden()
    if data.look.state == "stopped":  # it was read still
        hands.click(hands.button(data.stopped, "Read"))
    else:
        qtbot.waitUntil(lambda: data.samples.page is not None, timeout=LONG)
        assert data.look.survey is None
        hands.click(data.measure_button)
    seen(qtbot, window)
    assert sum(data.look.survey.measured.values()) == 300  # type: ignore[union-attr]
    assert window.session.project.data == ImageFolder(path=str(pets))


def test_damaged_data_are_told_with_what_else_there_is(
    qtbot: QtBot, window: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    hands.drop_file(tmp_path / "empty")
    data = window.data
    qtbot.waitUntil(data.failed.isVisible, timeout=LONG)
    assert "class folder" in data.failed.state.sentence
    QTest.keyClick(hands.button(data.failed, "Iris flowers"), Qt.Key.Key_Space)
    seen(qtbot, window)
    assert data.samples.view is data.samples.table
    model = data.samples.table.model()
    assert model.headerData(1, Qt.Orientation.Horizontal) == "sepal length (cm)"
