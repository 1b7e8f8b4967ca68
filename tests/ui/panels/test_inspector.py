"""The inspector as a person uses it: parameters, names, read-outs, several layers at once, the project."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspecting import Desk
from networks import chain
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.formatting.numbers import THIN
from studio.graph import Graph, Node, edits
from studio.layers import Layer, catalogue
from studio.layers.activation import ReLU
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.placeholder import UNKNOWN as UNKNOWN_LAYER
from studio.layers.placeholder import Placeholder
from studio.layers.pooling import MaxPool2d
from studio.layers.shape import Flatten
from studio.project import Project
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.session import Session
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.problem_card import ProblemCard
from studio.ui.widgets.readout import UNKNOWN

SMALL = chain(
    input=Input(shape=(1, 8, 8)),
    conv1=Conv2d(out_channels=4),
    relu1=ReLU(),
    conv2=Conv2d(out_channels=8, kernel_size=(1, 3)),
    pool=MaxPool2d(),
    flatten=Flatten(),
    fc=Linear(out_features=10),
    output=Output(),
)


class FormDesk(Desk):
    """The form and the words of the inspector."""

    @property
    def form(self) -> DeclarationForm:
        page = self.panel.node_page if len(self.session.selection) == 1 else self.panel.many_page
        assert page.parameters.form is not None
        return page.parameters.form

    def params(self, name: str) -> dict[str, object]:
        layer = self.session.graph[name].layer
        assert isinstance(layer, Layer)
        return dict(layer)

    def enter(self, field: QWidget, text: str) -> None:
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)

    def boxes(self, name: str) -> list[NumberField]:
        return self.form.editor(name).findChildren(NumberField)

    def seen(self) -> str:
        """All words on the page."""
        return " ".join(label.text() for label in self.panel.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def desk(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> FormDesk:
    return FormDesk(qtbot, open_session(SMALL))


def test_a_parameter_typed_changes_the_layer_as_one_named_step(desk: FormDesk) -> None:
    desk.session.select(["conv1"])
    desk.enter(desk.boxes("kernel_size")[0], "5")
    assert desk.params("conv1")["kernel_size"] == (5, 5)
    assert desk.session.undo_label == "Change kernel_size of conv1"
    desk.session.undo()
    assert desk.session.graph is SMALL
    assert desk.form.editor("kernel_size").value() == (3, 3)  # type: ignore[attr-defined]


def test_a_wrong_parameter_is_refused_and_the_network_untouched(desk: FormDesk) -> None:
    desk.session.select(["fc"])
    desk.enter(desk.form.editor("out_features"), "0")
    assert "out_features of Linear must be a whole number from 1" in desk.seen()
    assert desk.session.graph is SMALL


def test_stepping_on_is_one_step_to_undo_and_coming_back_another(desk: FormDesk) -> None:
    desk.session.select(["fc"])
    field = desk.form.editor("out_features")
    field.setFocus()
    for _ in range(3):
        desk.qtbot.keyClick(field, Qt.Key.Key_Up)
    desk.form.editor("bias").setFocus()
    field.setFocus()
    desk.qtbot.keyClick(field, Qt.Key.Key_Down)
    assert desk.params("fc")["out_features"] == 12
    desk.session.undo()
    assert desk.params("fc")["out_features"] == 13
    desk.session.undo()
    assert desk.session.graph is SMALL


def test_a_switch_is_a_step_each_time(desk: FormDesk) -> None:
    desk.session.select(["fc"])
    switch = desk.form.editor("bias")
    desk.qtbot.waitUntil(lambda: switch.size() == switch.sizeHint())
    for _ in range(2):
        desk.qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    desk.session.undo()
    assert desk.params("fc")["bias"] is False


def test_the_name_is_edited_in_place_and_links_follow(desk: FormDesk) -> None:
    desk.session.select(["conv1"])
    desk.panel.focus_name()
    desk.enter(desk.panel.node_page.header.name, "stem")
    assert "stem" in desk.session.graph
    assert str(desk.session.graph["relu1"].inputs[0]) == "stem"
    assert desk.session.selection == {"stem"}
    assert desk.session.undo_label == "Rename conv1 to stem"


@pytest.mark.parametrize("name", ["fc", "2nd", "class", "forward", "my layer", ""])
def test_a_name_that_cannot_be_is_refused_in_place(desk: FormDesk, name: str) -> None:
    desk.session.select(["conv1"])
    header = desk.panel.node_page.header
    if name:
        desk.enter(header.name, name)
    else:
        header.name.setFocus()
        header.name.selectAll()
        desk.qtbot.keyClick(header.name, Qt.Key.Key_Delete)
        desk.qtbot.keyClick(header.name, Qt.Key.Key_Return)
    assert header.error
    assert header.error in desk.seen()
    assert desk.session.graph is SMALL


def test_a_refused_name_gives_way_to_the_next_selection(desk: FormDesk) -> None:
    desk.session.select(["conv1"])
    desk.enter(desk.panel.node_page.header.name, "fc")
    desk.session.select(["pool"])
    assert desk.panel.node_page.header.error == ""
    assert desk.panel.node_page.header.name.text() == "pool"


def test_read_outs_are_the_analysis_of_the_layer(desk: FormDesk) -> None:
    desk.session.select(["conv2"])
    page = desk.panel.node_page.readouts
    assert (page.inputs.text, page.outputs.text) == ("4 × 6 × 6", "8 × 6 × 4")
    analysis = desk.session.analysis
    assert analysis is not None
    assert page.costs.parameters.text == str(analysis.nodes["conv2"].parameters) == "104"
    assert page.costs.memory.text == f"768{THIN}B"


def test_read_outs_follow_an_edit(desk: FormDesk) -> None:
    desk.session.select(["conv1"])
    with desk.qtbot.waitSignal(desk.session.analysis_changed):
        desk.enter(desk.form.editor("out_channels"), "6")
    assert desk.panel.node_page.readouts.outputs.text == "6 × 6 × 6"


def test_what_cannot_be_known_is_left_open_and_the_problem_told(desk: FormDesk) -> None:
    desk.session.select(["conv2"])
    with desk.qtbot.waitSignal(desk.session.analysis_changed):
        desk.session.edit("Unplug", lambda graph: edits.disconnect(graph, "conv2", 0))
    page = desk.panel.node_page
    assert page.readouts.outputs.text == UNKNOWN
    assert desk.session.analysis is not None
    problem = next(p for p in desk.session.analysis.problems if p.node == "conv2")
    desk.qtbot.waitUntil(lambda: problem.message in desk.seen() and problem.remedy in desk.seen())
    with desk.qtbot.waitSignal(desk.session.analysis_changed):
        desk.session.undo()
    assert [card for card in page.findChildren(ProblemCard) if card.isVisible()] == []


def test_what_is_typed_and_not_given_never_reaches_another_layer(desk: FormDesk) -> None:
    desk.session.select(["conv1"])
    field = desk.form.editor("out_channels")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    desk.qtbot.keyClicks(field, "99")
    desk.session.select(["conv2"])
    assert field.text() == "8"
    desk.form.editor("bias").setFocus()
    desk.session.select(["fc"])
    assert desk.session.graph is SMALL


def test_typing_survives_an_edit_elsewhere(desk: FormDesk) -> None:
    desk.session.select(["conv1"])
    field = desk.form.editor("out_channels")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    desk.qtbot.keyClicks(field, "9")
    desk.session.edit("Move", lambda graph: edits.move(graph, {"conv1": (5.0, 5.0)}))
    assert field.text() == "9"


def test_forms_follow_many_changes_of_selection(desk: FormDesk) -> None:
    graph = Graph({kind.lower(): Node(catalogue[kind].create({})) for kind in catalogue})
    desk.session.apply_graph("Paste", graph)
    for name in (*graph, *list(graph)[:3]):
        desk.session.select([name])
        assert desk.form.declaration is type(graph[name].layer)
        assert desk.form.isVisible()


def test_layers_of_a_kind_are_set_together(desk: FormDesk) -> None:
    desk.session.select(["conv1", "conv2"])
    assert desk.panel.many_page.title.text() == "2 layers selected"
    assert desk.form.editor("out_channels").property("placeholderText") == "mixed"
    desk.enter(desk.form.editor("out_channels"), "32")
    assert {desk.params(name)["out_channels"] for name in ("conv1", "conv2")} == {32}
    assert desk.params("conv2")["kernel_size"] == (1, 3)
    assert desk.session.undo_label == "Change out_channels of 2 layers"
    desk.session.undo()
    assert desk.session.graph is SMALL


def test_layers_of_several_kinds_are_summed(desk: FormDesk) -> None:
    desk.session.select(["conv1", "conv2", "fc"])
    assert desk.panel.many_page.parameters.form is None
    assert desk.panel.many_page.kinds.text() == "2 Conv2d, 1 Linear"
    analysis = desk.session.analysis
    assert analysis is not None
    total = sum(analysis.nodes[name].parameters for name in ("conv1", "conv2", "fc"))
    assert desk.panel.many_page.costs.parameters.text == str(total)


def press(desk: FormDesk, text: str) -> None:
    button = next(each for each in desk.panel.many_page.findChildren(QPushButton) if each.text() == text)
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_selected_layers_are_deleted_and_duplicated(desk: FormDesk) -> None:
    desk.session.select(["relu1", "pool"])
    press(desk, "Duplicate")
    assert len(desk.session.graph) == len(SMALL) + 2
    assert desk.session.selection.isdisjoint(SMALL)
    press(desk, "Delete")
    assert set(desk.session.graph) == set(SMALL)
    assert desk.session.undo_label == "Delete 2 nodes"


def test_without_a_selection_the_project_is_shown_and_named(desk: FormDesk) -> None:
    page = desk.panel.project_page
    assert page.layers.text == str(len(SMALL))
    assert desk.session.analysis is not None
    assert page.costs.parameters.text == str(desk.session.analysis.total.parameters)
    desk.panel.focus_name()
    desk.enter(page.header.name, "Small net")
    assert desk.session.project.name == "Small net"
    desk.enter(page.header.name, "   ")
    assert "A project needs a name." in page.header.error
    assert desk.session.project.name == "Small net"


def test_deleting_the_selected_layer_leads_back_to_the_project(desk: FormDesk) -> None:
    desk.session.select(["pool"])
    desk.session.edit("Delete", lambda graph: edits.remove(graph, ["pool"]))
    assert desk.panel.project_page.isVisible()


def test_an_unknown_layer_shows_what_its_file_said(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    unknown = Placeholder.of("Swirl3d", {"twist": 7}, UNKNOWN_LAYER.finding(layer="Swirl3d"))
    desk = FormDesk(qtbot, open_session(Graph({"swirl": Node(unknown)})))
    desk.session.select(["swirl"])
    assert "Swirl3d" in desk.seen()
    assert "saved back unchanged" in desk.seen()


@pytest.mark.parametrize("family", sorted({layer.family for layer in catalogue.values()}))
def test_every_layer_can_be_inspected(family: str, qtbot: QtBot) -> None:
    layers = {kind: layer.create({}) for kind, layer in catalogue.items() if layer.family == family}
    session = Session(Project(graph=Graph({kind: Node(layer) for kind, layer in layers.items()})), analyse=False)
    panel = InspectorPanel(session)
    qtbot.addWidget(panel)
    panel.resize(260, 600)
    panel.show()
    for kind in layers:
        session.select([kind])
        assert panel.node_page.header.name.text() == kind
        assert not panel.grab().isNull()
    session.close()


def test_what_is_wrong_pushes_no_field_from_under_the_pointer_and_is_led_to(qtbot: QtBot, desk: FormDesk) -> None:
    session, page = desk.session, desk.panel.node_page
    desk.panel.resize(420, 400)
    session.select(["conv2"])
    QApplication.processEvents()
    fields = [page.header.name, *map(desk.form.editor, desk.form.names)]
    before = [field.mapTo(desk.panel, QPoint(0, 0)).y() for field in fields]
    with qtbot.waitSignal(session.examined):
        session.edit("Larger", lambda graph: edits.set_layer(graph, "conv2", Conv2d(kernel_size=(20, 20))))
    qtbot.waitUntil(page.header.problems.isVisible)
    assert page.header.problems.text() == "1 error"
    assert [field.mapTo(desk.panel, QPoint(0, 0)).y() for field in fields] == before
    qtbot.mouseClick(page.header.problems, Qt.MouseButton.LeftButton)
    shown = page.problems.mapTo(desk.panel, QPoint(0, 0)).y()
    assert 0 <= shown < desk.panel.height()


def test_what_is_wrong_with_a_node_is_seen_whole_in_the_narrowest_place(qtbot: QtBot, desk: FormDesk) -> None:
    session, page = desk.session, desk.panel.node_page
    desk.panel.resize(desk.panel.minimumSizeHint().width(), 700)
    session.select(["conv2"])
    with qtbot.waitSignal(session.examined):
        session.edit("Larger", lambda graph: edits.set_layer(graph, "conv2", Conv2d(kernel_size=(20, 20))))
    qtbot.waitUntil(page.header.problems.isVisible)
    room = page.parentWidget()
    assert room is not None
    qtbot.waitUntil(lambda: page.width() <= room.width())
    pill = page.header.problems
    assert pill.mapTo(room, pill.rect().bottomRight()).x() < room.width()
