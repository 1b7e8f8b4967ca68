"""Receptive field, frozen parameters and the memory of training, as the inspector and a help page tell them."""

from __future__ import annotations

from collections.abc import Callable

from networks import chain
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.formatting.numbers import exact
from studio.graph import Graph
from studio.layers.convolution import Conv2d
from studio.layers.io import Input, Output
from studio.ui.explaining import subject_of
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.session import Session
from studio.ui.widgets.readout import Readout

TWO = chain(
    input=Input(shape=(1, 16, 16)),
    conv1=Conv2d(out_channels=4, kernel_size=(3, 3)),
    conv2=Conv2d(out_channels=4, kernel_size=(3, 3)),
    output=Output(),
)


def _texts(page: QWidget) -> dict[str, str]:
    shown = (line.accessibleName().partition(": ") for line in page.findChildren(Readout))
    return {name: text for name, _, text in shown}


def test_a_node_tells_its_receptive_field(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    session = open_session(TWO)
    panel = InspectorPanel(session)
    qtbot.addWidget(panel)
    session.select(["conv2"])
    readouts = panel.node_page.readouts
    qtbot.waitUntil(lambda: readouts.field.text == "5 × 5", timeout=30_000)
    assert not readouts.field.isHidden()
    assert readouts.costs.frozen.isHidden()
    subject = subject_of(session, "conv2")
    assert subject is not None
    assert ("Receptive field", "5 × 5") in subject.readouts


def test_the_project_tells_the_memory_of_training_and_the_largest_batch(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    session = open_session(TWO)
    panel = InspectorPanel(session)
    qtbot.addWidget(panel)
    qtbot.waitUntil(lambda: session.further.known.footprint is not None, timeout=30_000)
    needed = session.further.known.footprint
    assert needed is not None
    texts = _texts(panel.project_page)
    assert {"Weights", "Gradients", "Optimizer state", "Saved activations"} <= texts.keys()
    assert texts[f"Largest batch on {needed.device}"] == exact(needed.largest_batch or 0)
