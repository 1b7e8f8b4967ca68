"""Pictures for papers from the window: each choice is seen at once, and the file is what was seen."""

from __future__ import annotations

import os
from pathlib import Path

from networks import chain
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from studio.layers import layer
from studio.project import Project
from studio.project.figures import styles
from studio.project.templates import template
from studio.ui.background.pool import Pool
from studio.ui.dialogs.picture import PictureDialog

LONG = 60_000


def opened(qtbot: QtBot, pool: Pool, project: Project, folder: Path) -> PictureDialog:
    dialog = PictureDialog(project, pool, None, folder)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, dialog)
    return dialog


def settle(qtbot: QtBot, dialog: PictureDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LONG)


def pixels(dialog: PictureDialog) -> bytes:
    return bytes(dialog.preview.picture.convertToFormat(QImage.Format.Format_RGB32).constBits())


def choose(qtbot: QtBot, dialog: PictureDialog, title: str) -> None:
    dialog.form.style_choice.setFocus()
    dialog.form.style_choice.choose(title)
    settle(qtbot, dialog)


def test_what_is_chosen_is_seen_and_what_is_seen_is_written(qtbot: QtBot, pool: Pool, tmp_path: Path) -> None:
    dialog = opened(qtbot, pool, template("lenet5").load(), tmp_path)
    form = dialog.form
    first = pixels(dialog)
    assert "mm, its smallest words are of 6.5 points" in dialog.size_told.text()

    choose(qtbot, dialog, "Blocks in perspective")
    blocks = pixels(dialog)
    assert blocks != first
    options = form.options[styles()["blocks"]]
    assert options.isVisible()
    assert not form.options[styles()["diagram"]].isVisible()
    qtbot.mouseClick(options.editor("legend"), Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)
    assert pixels(dialog) != blocks

    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)
    written = (tmp_path / "LeNet-5.svg").read_text(encoding="utf-8")
    assert ">conv1</text>" in written
    assert "Convolution" not in written
    assert dialog.outcome.text.startswith("“LeNet-5.svg” is written")

    choose(qtbot, dialog, "Neurons and weights")
    assert "“conv1” is a Conv2d" in dialog.outcome.text
    assert not dialog.export_button.isEnabled()
    choose(qtbot, dialog, "Diagram")
    assert dialog.export_button.isEnabled()
    assert not dialog.preview.picture.isNull()

    dialog.view.choose("Actual size")
    settle(qtbot, dialog)
    shown = dialog.preview.picture.deviceIndependentSize()
    assert shown.height() > dialog.preview.viewport().height()
    assert dialog.preview.verticalScrollBar().maximum() > 0

    form.target.format.choose("PNG")
    settle(qtbot, dialog)
    assert form.target.file == tmp_path / "LeNet-5.png"
    dialog.export()
    settle(qtbot, dialog)
    image = QImage(str(tmp_path / "LeNet-5.png"))
    assert round(image.dotsPerMeterX() * 0.0254) == 300


def test_weights_are_told_whose_they_are_and_a_place_that_refuses_gets_a_sentence(
    qtbot: QtBot, pool: Pool, tmp_path: Path
) -> None:
    graph = chain(
        input=layer("Input", shape=(2,)), hidden=layer("Linear", out_features=3), act=layer("Tanh"),
        last=layer("Linear", out_features=1), output=layer("Output"),
    )  # fmt: skip
    dialog = opened(qtbot, pool, Project("Small", graph), tmp_path)
    choose(qtbot, dialog, "Neurons and weights")
    assert not dialog.about_weights.isVisible()
    dialog.form.options[styles()["neurons"]].editor("weights").choose("both")
    settle(qtbot, dialog)
    assert dialog.about_weights.text.startswith("Untrained weights")

    dialog.form.target.path.setText(str(tmp_path / "missing" / "small.svg"))
    dialog.export()
    settle(qtbot, dialog)
    assert "could not be written. There is no folder" in dialog.outcome.text
    if os.geteuid():
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        dialog.form.target.path.setText(str(locked / "small.svg"))
        dialog.export()
        settle(qtbot, dialog)
        assert "could not be written" in dialog.outcome.text
    dialog.form.target.path.setText(str(tmp_path / "small.svg"))
    dialog.export()
    settle(qtbot, dialog)
    assert (tmp_path / "small.svg").read_text(encoding="utf-8").count("<path") > 9


def test_an_empty_network_is_told_to_have_nothing_to_draw(qtbot: QtBot, pool: Pool, tmp_path: Path) -> None:
    dialog = opened(qtbot, pool, Project("Empty"), tmp_path)
    assert "the network is empty" in dialog.outcome.text
    assert not dialog.export_button.isEnabled()
