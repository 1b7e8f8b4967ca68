"""Blocks in the inspector: opened, given parameters, and layers inside that follow them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.graph.edits import add
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.panels.inspector.parameter_row import ParameterRow
from studio.ui.session import Session
from studio.ui.widgets.expression import ExpressionField
from studio.ui.widgets.form_row import FormRow
from studio.ui.widgets.live_text import LiveText


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


def row(panel: InspectorPanel, name: str) -> FormRow:
    """The row of a parameter in the form in view."""
    form = panel.node_page.parameters.form
    assert form is not None
    (found,) = [each for each in form.findChildren(FormRow) if each.spec.name == name]
    return found


def expression(panel: InspectorPanel, name: str) -> ExpressionField:
    """The field in which a parameter's expression stands, in view."""
    following = row(panel, name).following
    assert following is not None
    assert following.field.isVisible()
    return following.field


def choices(panel: InspectorPanel, name: str) -> dict[str, QAction]:
    """What the button beside a parameter offers, by its words without the value at the end."""
    following = row(panel, name).following
    assert following is not None
    following.menu.aboutToShow.emit()
    return {action.text().partition("\t")[0]: action for action in following.menu.actions() if action.text()}


def show_conv(session: Session, block: str = "first") -> None:
    session.show_level((block,))
    session.select(["conv1"])


def test_inside_a_block_a_layer_shows_what_it_is_in_this_use(session: Session, panel: InspectorPanel) -> None:
    show_conv(session, "second")
    field = expression(panel, "out_channels")
    assert (field.text(), field.result) == ("= channels", "8")
    assert not row(panel, "out_channels").editor.isVisible()
    assert row(panel, "kernel_size").editor.isVisible()


def test_dragging_the_label_of_what_follows_changes_nothing(session: Session, panel: InspectorPanel) -> None:
    show_conv(session)
    label, start = row(panel, "out_channels").label, QPoint(20, 10)
    QTest.mousePress(label, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(label, start + QPoint(60, 0))
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    assert session.undo_label is None
    assert label.buddy() is expression(panel, "out_channels")


def test_outside_a_block_there_is_nothing_to_follow(session: Session, panel: InspectorPanel) -> None:
    session.select(["first"])
    editor = row(panel, "channels").editor
    type_into(editor, "= 4")
    assert row(panel, "channels").following is None
    assert "whole number" in row(panel, "channels").error


def test_an_expression_changes_every_use(qtbot: QtBot, session: Session, panel: InspectorPanel) -> None:
    show_conv(session)
    type_into(expression(panel, "out_channels"), "=4 * channels")
    wait(qtbot, session)
    assert (shape(session, "first")[0], shape(session, "second")[0]) == (16, 32)
    assert expression(panel, "out_channels").text() == "= 4 * channels"
    session.undo()
    assert dict(session.graph["conv1"].bindings) == {"out_channels": "channels"}
    assert expression(panel, "out_channels").text() == "= channels"


@pytest.mark.parametrize(("parameter", "box"), [("groups", 0), ("kernel_size", 1)])
def test_an_equals_sign_typed_in_a_field_begins_an_expression(
    session: Session, panel: InspectorPanel, parameter: str, box: int
) -> None:
    show_conv(session)
    editor = row(panel, parameter).editor
    box_ = editor if isinstance(editor, QLineEdit) else editor.findChildren(QLineEdit)[box]
    box_.setFocus()
    box_.selectAll()
    QTest.keyClicks(box_, "=")
    field = expression(panel, parameter)
    assert field.hasFocus()
    QTest.keyClicks(field, "channels / 4")
    assert field.result == "1"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dict(session.graph["conv1"].bindings)[parameter] == "channels / 4"
    assert not row(panel, parameter).error


def test_an_equals_sign_on_a_switch_begins_an_expression(session: Session, panel: InspectorPanel) -> None:
    show_conv(session)
    switch = row(panel, "bias").editor
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Equal)
    QTest.keyClicks(expression(panel, "bias"), "channels > 4")
    QTest.keyClick(expression(panel, "bias"), Qt.Key.Key_Return)
    assert dict(session.graph["conv1"].bindings)["bias"] == "channels > 4"
    assert expression(panel, "bias").result == "off"
    session.show_level(("second",))
    session.select(["conv1"])
    assert expression(panel, "bias").result == "on"


@pytest.mark.parametrize("text", ["= depth", "= channels *", "= 0 * channels", "= channels / 0", "= 1000001", "many"])
def test_an_expression_that_is_not_allowed_is_refused_in_place(
    session: Session, panel: InspectorPanel, text: str
) -> None:
    show_conv(session)
    before = session.project
    field = expression(panel, "out_channels")
    type_into(field, text)
    assert row(panel, "out_channels").error
    assert field.text() == text
    assert session.project is before
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "= channels"
    assert not row(panel, "out_channels").error


@pytest.mark.parametrize(("typed", "value"), [("", 8), ("12", 12), ("= 3 * 5", 15)])
def test_a_parameter_gets_a_value_of_its_own_again(
    session: Session, panel: InspectorPanel, typed: str, value: int
) -> None:
    show_conv(session, "second")
    field = expression(panel, "out_channels")
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.graph["conv1"].bindings == ()
    assert session.graph["conv1"].layer.params()["out_channels"] == value  # type: ignore[attr-defined]
    assert row(panel, "out_channels").editor.isVisible()
    assert session.undo_label == "Free out_channels of conv1"


def test_an_expression_given_up_leaves_the_value(session: Session, panel: InspectorPanel) -> None:
    show_conv(session)
    editor = row(panel, "groups").editor
    for end in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, "=")
        QTest.keyClick(expression(panel, "groups"), end)
        assert editor.isVisible()
        assert editor.hasFocus()
        assert editor.text() == "1"  # type: ignore[attr-defined]
        assert session.undo_label is None


def test_the_button_offers_the_parameters_and_a_value_of_its_own(session: Session, panel: InspectorPanel) -> None:
    show_conv(session)
    choices(panel, "groups")["= channels"].trigger()
    assert dict(session.graph["conv1"].bindings)["groups"] == "channels"
    choices(panel, "groups")["A Value of Its Own"].trigger()
    assert "groups" not in dict(session.graph["conv1"].bindings)
    assert session.graph["conv1"].layer.params()["groups"] == 4  # type: ignore[attr-defined]


def test_a_value_becomes_a_parameter_of_the_block_in_one_step(session: Session, panel: InspectorPanel) -> None:
    show_conv(session)
    before = session.project
    choices(panel, "kernel_size")["New Block Parameter from Kernel size"].trigger()
    assert definition(session).parameters == (("channels", 4), ("kernel_size", 3))
    assert dict(session.graph["conv1"].bindings)["kernel_size"] == "kernel_size"
    assert expression(panel, "kernel_size").result == "3"
    choices(panel, "kernel_size")["New Block Parameter from Kernel size"].trigger()
    assert definition(session).parameters[-1] == ("kernel_size1", 3)
    session.undo()
    session.undo()
    assert session.project is before


def test_a_bypass_follows_too_and_the_bypassed_show_what_they_would_do(session: Session, panel: InspectorPanel) -> None:
    show_conv(session)
    choices(panel, "bypassed")["Expression…"].trigger()
    QTest.keyClicks(expression(panel, "bypassed"), "channels < 8")
    QTest.keyClick(expression(panel, "bypassed"), Qt.Key.Key_Return)
    assert expression(panel, "bypassed").result == "on"
    assert expression(panel, "out_channels").result == "4"
    assert panel.node_page.parameters.form is not None
    assert panel.node_page.parameters.form.values()["out_channels"] == 4
    assert session.place.present("conv1").bypassed
    show_conv(session, "second")
    assert not session.place.present("conv1").bypassed


@pytest.mark.parametrize("width", [240, 360])
def test_an_expression_has_room_in_any_width(qtbot: QtBot, session: Session, panel: InspectorPanel, width: int) -> None:
    show_conv(session)
    choices(panel, "bypassed")["= channels"].trigger()
    panel.resize(width, 900)
    field = expression(panel, "bypassed")
    qtbot.waitUntil(lambda: field.width() > 150)
    assert field.geometry().right() < row(panel, "bypassed").width()
    assert expression(panel, "out_channels").width() == field.width()


def test_a_switch_in_the_form_bypasses(session: Session, panel: InspectorPanel) -> None:
    session.select(["first"])
    QTest.mouseClick(row(panel, "bypassed").editor, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))
    assert session.graph["first"].bypassed
    session.undo()
    assert not session.graph["first"].bypassed


def test_a_switch_in_the_form_freezes(session: Session, panel: InspectorPanel) -> None:
    session.select(["first"])
    QTest.mouseClick(row(panel, "frozen").editor, Qt.MouseButton.LeftButton, pos=QPoint(8, 14))
    assert session.graph["first"].frozen
    session.undo()
    assert not session.graph["first"].frozen


def test_several_nodes_follow_at_once(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    session.edit("Add", lambda graph: add(graph, "conv2", layer("Conv2d"), (Source("conv1"),)))
    session.select(["conv1", "conv2"])
    form = panel.many_page.parameters.form
    assert form is not None
    editor = form.editor("out_channels")
    type_into(editor, "9")
    assert not any(session.graph[name].bindings for name in ("conv1", "conv2"))
    form.followed.emit("out_channels", "= 2 * channels")
    assert [dict(session.graph[name].bindings) for name in ("conv1", "conv2")] == [{"out_channels": "2 * channels"}] * 2
    session.undo()
    session.undo()
    assert dict(session.graph["conv1"].bindings) == {"out_channels": "channels"}


def test_a_block_shows_its_own_parameters_before_its_copies(session: Session, panel: InspectorPanel) -> None:
    session.select(["first"])
    assert panel.node_page.parameters.form is not None
    assert panel.node_page.parameters.form.names == ("channels", "repeat", "shared", "bypassed", "frozen")


def parameter(panel: InspectorPanel, name: str) -> ParameterRow:
    (found,) = [each for each in panel.block_page.parameters.rows if each.parameter == name]
    return found


def choose(row: ParameterRow, words: str) -> None:
    """Choose from the menu behind a parameter."""
    (action,) = [each for each in row.menu.actions() if each.text() == words]
    assert action.isEnabled()
    action.trigger()


def test_an_open_block_tells_how_many_change_with_it(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    words = [each.text() for each in panel.block_page.header.findChildren(LiveText)]
    assert "Block, open · a change changes all 2 uses" in words


def test_a_parameter_is_added_by_name(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    page = panel.block_page.parameters
    type_into(page.added, "groups")
    assert definition(session).parameters == (("channels", 4), ("groups", 1))
    assert definition(session, "second") == definition(session)
    assert page.added.text() == ""
    type_into(page.added, "groups")
    assert "already" in page.error
    QTest.keyClick(page.added, Qt.Key.Key_Escape)
    assert not page.error


def test_a_default_changes_and_a_parameter_in_use_stays(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    page, row_ = panel.block_page.parameters, parameter(panel, "channels")
    type_into(row_.default, "many")
    assert "many" in page.error
    type_into(row_.default, "6")
    assert not page.error
    assert definition(session).parameters == (("channels", 6),)
    choose(row_, "Remove")
    assert "conv1" in page.error
    assert definition(session).parameters == (("channels", 6),)


def test_a_parameter_is_renamed_for_all_that_follow_it_as_one_step(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("second",))
    before = session.project
    type_into(parameter(panel, "channels").name, "width")
    assert definition(session).parameters == (("width", 4),)
    assert session.project.graph["second"].layer.arguments == {"width": 8}  # type: ignore[attr-defined]
    assert parameter(panel, "width").name.hasFocus()
    session.select(["conv1"])
    field = expression(panel, "out_channels")
    assert (field.text(), field.result) == ("= width", "8")
    session.undo()
    assert session.project is before
    assert field.text() == "= channels"


def test_a_name_that_is_refused_is_given_up_with_escape(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    row_ = parameter(panel, "channels")
    type_into(row_.name, "2 many")
    assert "identifier" in panel.block_page.parameters.error
    QTest.keyClick(row_.name, Qt.Key.Key_Escape)
    assert row_.name.text() == "channels"
    type_into(row_.name, "repeat")
    session.select(["conv1"])
    session.select([])
    assert row_.name.text() == "channels"
    assert not panel.block_page.parameters.error
    assert session.undo_label is None


def test_parameters_are_put_in_order_and_removed(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    type_into(panel.block_page.parameters.added, "groups")
    choose(parameter(panel, "groups"), "Move Up")
    assert [name for name, _ in definition(session).parameters] == ["groups", "channels"]
    assert [row_.name.text() for row_ in panel.block_page.parameters.rows] == ["groups", "channels"]
    choose(parameter(panel, "groups"), "Remove")
    assert definition(session).parameters == (("channels", 4),)
    assert session.project.graph["second"].layer.arguments == {"channels": 8}  # type: ignore[attr-defined]


def test_a_block_is_renamed_for_all_its_uses(session: Session, panel: InspectorPanel) -> None:
    session.show_level(("first",))
    type_into(panel.block_page.header.name, "Stem")
    assert {definition(session, name).name for name in ("first", "second")} == {"Stem"}
    assert session.level == ("first",)
