"""Data that are chosen or dropped offer to set the network to them: told beforehand, in one step, and never unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from data_files import write_idx_folder, write_picture_folder
from hands import Hands
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.data import ImageFolder, data_kinds
from studio.layers import layer
from studio.project import Project
from studio.ui.window.main_window import MainWindow

LONG = 30_000


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, digits_project: Project) -> Hands:
    """Hands on a window with a network that takes the digits."""
    window.documents.show(digits_project)
    return Hands(qtbot, window)


def choose(window: MainWindow, kind: str) -> None:
    """What the list of data in the training panel does."""
    window.training.data.kind_field.edited.emit(kind)


def offered(qtbot: QtBot, window: MainWindow) -> str:
    qtbot.waitUntil(window.data_offer.isVisible, timeout=LONG)
    return window.data_offer.words.text()


def test_chosen_data_are_followed_in_one_step_that_is_told_before(
    qtbot: QtBot, window: MainWindow, hands: Hands
) -> None:
    session = window.session
    before = session.project
    choose(window, "diabetes")
    told = offered(qtbot, window)
    assert told == "The data ask for Input 1 × 8 × 8 → 10, Output 10 → 1 number (fc2), loss CrossEntropyLoss → MSELoss."
    assert session.project.graph is before.graph
    hands.click(window.data_offer.accept_button)
    assert window.data_offer.isHidden()
    assert session.project.training.loss.kind == "MSELoss"
    assert session.undo_label == "Set the network to its data"
    hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.project == replace(before, data=data_kinds["diabetes"].create({}))


def test_what_was_left_is_not_offered_again_until_it_is_asked_for(
    qtbot: QtBot, window: MainWindow, hands: Hands
) -> None:
    choose(window, "iris")
    offered(qtbot, window)
    hands.click(window.data_offer.decline_button)
    assert window.data_offer.isHidden()
    with qtbot.waitSignal(window.data_offer._channel.answered, timeout=LONG):
        window.session.apply("Other", replace(window.session.project, data=data_kinds["iris"].create({"test": 0.2})))
    assert window.data_offer.isHidden()
    window.data_offer.ask()
    assert "Input 1 × 8 × 8 → 4" in offered(qtbot, window)


def test_an_offer_follows_the_network_and_goes_where_nothing_is_left_to_do(
    qtbot: QtBot, window: MainWindow, hands: Hands
) -> None:
    choose(window, "iris")
    offered(qtbot, window)
    graph = window.session.graph
    input_node = replace(graph["input"], layer=layer("Input", shape=[4]))
    window.session.apply_graph("Edit", type(graph)({**graph, "input": input_node}))
    qtbot.waitUntil(
        lambda: window.data_offer.words.text() == "The data ask for Output 10 → 3 classes (fc2).", timeout=LONG
    )
    window.session.undo()
    window.session.undo()
    assert window.data_offer.isHidden()


def test_a_document_that_is_opened_gets_no_offer(qtbot: QtBot, window: MainWindow, hands: Hands) -> None:
    project = window.session.project
    window.documents.show(replace(project, data=data_kinds["iris"].create({})))
    window.data_offer.ask()
    with qtbot.waitSignal(window.data_offer._channel.answered, timeout=LONG):
        pass
    window.documents.show(replace(project, data=data_kinds["wine"].create({})))
    assert window.data_offer.isHidden()


def test_a_network_that_suits_its_data_is_said_to(qtbot: QtBot, window: MainWindow, hands: Hands) -> None:
    window.data_offer.ask()
    qtbot.waitUntil(lambda: "takes its data as it is" in window.notice.text, timeout=LONG)
    assert window.data_offer.isHidden()


def test_a_folder_of_pictures_dropped_on_the_window_becomes_its_data(
    qtbot: QtBot, window: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    hands.drop_file(write_picture_folder(tmp_path / "pets"))
    assert offered(qtbot, window) == "The data ask for Input 1 × 8 × 8 → 3 × 8 × 8, Output 10 → 2 classes (fc2)."
    assert window.session.project.data == ImageFolder(path=str(tmp_path / "pets"))
    hands.click(window.data_offer.accept_button)
    assert window.session.graph["input"].layer == layer("Input", shape=[3, 8, 8])


def test_a_file_of_the_mnist_family_stands_for_its_folder(
    qtbot: QtBot, window: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    folder = write_idx_folder(tmp_path / "mnist")
    hands.drop_file(folder / "train-labels-idx1-ubyte")
    assert "Input 1 × 8 × 8 → 1 × 7 × 5" in offered(qtbot, window)
    assert dict(window.session.project.data)["path"] == str(folder)


def test_what_is_no_data_is_refused_with_a_sentence(
    qtbot: QtBot, window: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    before = window.session.project
    (tmp_path / "letter.txt").write_text("Dear", encoding="utf-8")
    hands.drop_file(tmp_path / "letter.txt")
    qtbot.waitUntil(lambda: "letter.txt” is nothing that can be read as data." in window.notice.text, timeout=LONG)
    assert window.session.project is before
