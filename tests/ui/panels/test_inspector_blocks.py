"""Blocks in the inspector: opened, given parameters, and layers inside that follow them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.ui.panels.inspector import InspectorPanel
from studio.ui.session import Session


def two_blocks() -> Graph:
    """input → first (channels 4) → second (channels 8) → output, each a convolution that follows channels."""
    inside = Graph(
        {
            "input": Node(layer("Input", shape=[1, 8, 8])),
            "conv1": Node(
                layer("Conv2d", out_channels=2), (Source("input"),), bindings=(("out_channels", "channels"),)
            ),
            "relu1": Node(layer("ReLU"), (Source("conv1"),)),
            "output": Node(layer("Output"), (Source("relu1"),)),
        }
    )
    unit = Definition("Unit", inside, (("channels", 4),), "Looks and cuts off.")
    return Graph(
        {
            "input": Node(layer("Input", shape=[1, 8, 8])),
            "first": Node(create_block(unit), (Source("input"),)),
            "second": Node(create_block(unit, {"channels": 8}), (Source("first"),)),
            "output": Node(layer("Output"), (Source("second"),)),
        }
    )


@pytest.fixture
def session(open_session: Callable[[Graph], Session]) -> Session:
    return open_session(two_blocks())


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> InspectorPanel:
    inspector = InspectorPanel(session)
    qtbot.addWidget(inspector)
    inspector.resize(360, 900)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def wait(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.project.graph)


def type_into(field: object, text: str) -> None:
    field.setFocus()  # type: ignore[attr-defined]
    field.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(field, text)  # type: ignore[call-overload]
    QTest.keyClick(field, Qt.Key.Key_Return)  # type: ignore[call-overload]


def definition(session: Session, name: str = "first") -> Definition:
    block = session.project.graph[name].layer
    assert isinstance(block, Block)
    return block.definition


def shape(session: Session, path: str) -> tuple[int, ...]:
    assert session.analysis is not None
    outputs = session.analysis.nodes[path].outputs
    assert outputs is not None
    return outputs[0].shape


def test_a_block_shows_its_parameters_and_opens(session: Session, panel: InspectorPanel) -> None:
    session.select(["second"])
    page = panel.node_page
    assert page.parameters.form is not None
    assert page.parameters.form.values()["channels"] == 8
    QTest.mouseClick(page.open_block, Qt.MouseButton.LeftButton)
    assert session.level == ("second",)
    assert panel.block_page.isVisible()


def test_inside_a_block_a_layer_shows_what_it_is_in_this_use(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("second",))
    session.select(["conv1"])
    page = panel.node_page
    assert page.parameters.form is not None
    assert page.parameters.form.values()["out_channels"] == 8
    assert page.bindings.lines["out_channels"].text() == "= channels"


def test_an_expression_changes_every_use(qtbot: QtBot, session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    session.select(["conv1"])
    type_into(panel.node_page.bindings.lines["out_channels"], "=4 * channels")
    wait(qtbot, session)
    assert (shape(session, "first")[0], shape(session, "second")[0]) == (16, 32)
    session.undo()
    assert dict(session.graph["conv1"].bindings) == {"out_channels": "channels"}


@pytest.mark.parametrize("text", ["= depth", "= channels *", "= 0 * channels", "= channels / 0"])
def test_an_expression_that_is_not_allowed_is_refused_in_place(
    session: Session, panel: InspectorPanel, text: str
) -> None:
    session.show_level(("first",))
    session.select(["conv1"])
    before = session.project
    type_into(panel.node_page.bindings.lines["out_channels"], text)
    assert "out_channels" in panel.node_page.bindings.error
    assert session.project is before


def test_an_emptied_field_gives_the_parameter_a_value_of_its_own(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    session.select(["conv1"])
    type_into(panel.node_page.bindings.lines["out_channels"], " ")
    assert session.graph["conv1"].bindings == ()


def test_a_parameter_that_follows_is_not_overwritten_by_its_form(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    session.select(["conv1"])
    form = panel.node_page.parameters.form
    assert form is not None
    type_into(form.editor("out_channels"), "5")
    assert "channels" in form.error("out_channels")
    assert session.undo_label is None


def test_a_new_parameter_can_be_followed(qtbot: QtBot, session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    page = panel.block_page
    type_into(page.added, "groups")
    assert definition(session).parameters == (("channels", 4), ("groups", 1))
    assert definition(session, "second") == definition(session)
    session.select(["conv1"])
    menus = {action.text(): action.menu() for action in panel.node_page.bindings.menu.actions()}
    choices = {action.text(): action for action in menus["groups"].actions()}  # type: ignore[union-attr]
    choices["= groups"].trigger()
    assert dict(session.graph["conv1"].bindings)["groups"] == "groups"


def test_a_default_changes_and_a_parameter_in_use_stays(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    page = panel.block_page
    type_into(page.defaults["channels"], "many")
    assert "many" in page.error
    type_into(page.defaults["channels"], "6")
    assert definition(session).parameters == (("channels", 6),)
    page._remove("channels")
    assert "conv1" in page.error
    assert definition(session).parameters == (("channels", 6),)


def test_a_block_is_renamed_for_all_its_uses(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    type_into(panel.block_page.header.name, "Stem")
    assert {definition(session, name).name for name in ("first", "second")} == {"Stem"}
    assert session.level == ("first",)
