"""How the parameters of one layer begin, chosen or typed in the inspector."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from inspecting import Desk
from networks import chain
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.compiler.module import compile_graph
from studio.graph import Graph, edits
from studio.graph.definition import Definition
from studio.layers.activation import ReLU
from studio.layers.block import create_block
from studio.layers.by_hand import ByHand
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.initialization import Constant, KaimingNormal, UnknownInitializer, Zeros, initializers
from studio.layers.io import Input, Output
from studio.layers.normalization import BatchNorm2d
from studio.layers.recurrent import LSTM
from studio.project.file import dumps, loads
from studio.ui.dialogs.values import ValuesDialog, fitted, nested, rows_and_columns
from studio.ui.panels.inspector.initial_row import InitialRow, choices
from studio.ui.session import Session
from studio.ui.widgets.number_grid import NumberTable, number, split_cells

SMALL = chain(
    input=Input(shape=(2,)), fc1=Linear(out_features=3), relu=ReLU(), wide=Linear(out_features=700), output=Output()
)
PASTE = (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
COPY = (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


class InitialDesk(Desk):
    """The rows of the inspector for first values, and the dialog for numbers typed by hand."""

    @property
    def initialization(self):  # type: ignore[no-untyped-def]
        return self.panel.node_page.initialization

    def select(self, name: str, *keys: str) -> None:
        self.session.select([name])
        self.qtbot.waitUntil(lambda: set(keys) == set(self.initialization.rows))

    def row(self, key: str) -> InitialRow:
        row: InitialRow = self.initialization.rows[key]
        return row

    def chosen(self, key: str) -> str:
        return self.row(key).choice.kind_field.currentText()

    def first(self, parameter: str = "weight", name: str = "fc1") -> list[object]:
        """What the parameter begins with when the session's project is trained."""
        training = self.session.project.training
        module = compile_graph(self.session.project.graph, seed=training.seed, initialization=training.initial)
        values: list[object] = module.state_dict()[f"{name}.{parameter}"].tolist()
        return values

    def choose(self, key: str, title: str) -> None:
        """Choose from a row's list by its first letter, which the list searches for."""

        def first() -> str:
            field = self.row(key).choice.kind_field
            return next(text for at in range(field.count()) if (text := field.itemText(at))[0] == title[0])

        self.qtbot.waitUntil(lambda: first() == title)
        field = self.row(key).choice.kind_field
        field.setFocus()
        QTest.keyClicks(field, title[0])

    def dialog(self) -> ValuesDialog:
        self.qtbot.waitUntil(lambda: self.initialization.dialog is not None)
        dialog: ValuesDialog = self.initialization.dialog
        self.qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    def begin_by_hand(self, key: str) -> ValuesDialog:
        self.choose(key, "By hand")
        return self.dialog()

    def type_cell(self, dialog: ValuesDialog, row: int, column: int, text: str) -> None:
        grid = dialog.grid
        grid.setCurrentIndex(grid.table.index(row, column))
        grid.setFocus()
        QTest.keyClicks(grid, text[0])
        editor = QApplication.focusWidget()
        assert isinstance(editor, QWidget)
        assert editor is not grid
        QTest.keyClicks(editor, text[1:])
        QTest.keyClick(editor, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is grid)

    def click(self, button: QWidget) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def init(self, name: str = "fc1") -> dict[str, object]:
        return dict(self.session.graph[name].init)


@pytest.fixture
def desk(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> InitialDesk:
    return InitialDesk(qtbot, open_session(SMALL))


def test_a_scheme_chosen_is_in_the_file_and_one_step_to_undo(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    desk.qtbot.waitUntil(lambda: desk.row("weight").applies.text() == "PyTorch's own")
    desk.choose("weight", "Kaiming normal")
    assert desk.init() == {"weight": KaimingNormal()}
    assert desk.session.undo_label == "Choose Kaiming normal for the weights of fc1"
    text = dumps(desk.session.project)
    assert json.loads(text)["graph"]["fc1"]["init"] == {"weight": {"kind": "KaimingNormal"}}
    assert loads(text).graph["fc1"].init == desk.session.graph["fc1"].init
    desk.session.undo()
    assert desk.session.graph is SMALL
    assert desk.chosen("weight") == "As the network"


def test_going_back_to_the_network_leaves_the_other_row_alone(desk: InitialDesk) -> None:
    desk.session.edit("", lambda graph: edits.set_init(graph, "fc1", {"weight": Zeros(), "bias": Constant(val=1.0)}))
    desk.select("fc1", "weight", "bias")
    desk.choose("weight", "As the network")
    assert desk.init() == {"bias": Constant(val=1.0)}


def test_the_parameter_of_a_scheme_is_typed_in_its_form(desk: InitialDesk) -> None:
    desk.session.edit("", lambda graph: edits.set_init(graph, "fc1", {"bias": Constant(val=1.0)}))
    desk.select("fc1", "weight", "bias")
    parameters = desk.row("bias").choice.parameters
    assert parameters is not None
    field = parameters.forms[0].editor("val")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "0.25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.init() == {"bias": Constant(val=0.25)}
    assert desk.session.undo_label is not None
    assert desk.session.undo_label.endswith("for the biases of fc1")


def test_numbers_typed_by_hand_are_one_step_and_shown_again(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    expected = desk.first()
    dialog = desk.begin_by_hand("weight")
    assert desk.session.graph is SMALL
    desk.type_cell(dialog, 1, 0, "0.5")
    desk.type_cell(dialog, 2, 1, "-3")
    desk.click(dialog.use_button)
    expected[1][0], expected[2][1] = 0.5, -3.0
    typed = desk.init()["weight"]
    assert isinstance(typed, ByHand)
    assert torch.equal(torch.tensor(typed.values), torch.tensor(expected))
    assert desk.session.undo_label == "Type the weights of fc1"
    row = desk.row("weight")
    assert row.choice.kind_field.currentText() == "By hand"
    desk.initialization.dialog = None
    desk.click(row.values_button)
    assert torch.equal(torch.tensor(desk.dialog().values), torch.tensor(expected))
    desk.click(desk.dialog().cancel_button)
    desk.session.undo()
    assert desk.session.graph is SMALL


def test_the_grid_begins_with_the_numbers_that_the_scheme_gives(desk: InitialDesk) -> None:
    desk.session.edit("", lambda graph: edits.set_init(graph, "fc1", {"bias": Constant(val=0.1)}))
    desk.select("fc1", "weight", "bias")
    dialog = desk.begin_by_hand("bias")
    assert dialog.values == [0.1, 0.1, 0.1]
    desk.click(dialog.cancel_button)
    assert desk.init() == {"bias": Constant(val=0.1)}
    assert desk.row("bias").choice.kind_field.currentText() == "Constant"


def test_cells_of_a_spreadsheet_are_pasted_and_copied(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    dialog = desk.begin_by_hand("weight")
    QGuiApplication.clipboard().setText("1\t2\r\n0,5\t-1e-3\r\n5\t6\r\n")
    QTest.keyClick(dialog.grid, *PASTE)
    assert dialog.values == [[1, 2], [0.5, -0.001], [5, 6]]
    dialog.grid.selectAll()
    QTest.keyClick(dialog.grid, *COPY)
    assert QGuiApplication.clipboard().text() == "1\t2\n0.5\t-0.001\n5\t6"
    desk.click(dialog.use_button)
    assert desk.init() == {"weight": ByHand(values=[[1, 2], [0.5, -0.001], [5, 6]])}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1\t2\t3\n4\t5\t6", "2 × 3 cells (rows × columns), but from this cell on there is room for 3 × 2"),
        ("1\t2\n3", "not equally long"),
        ("1\ttwo", "“two” is not a number"),
        ("1\tinf", "“inf” is not a number"),
        ("", "not equally long"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_changes_no_cell(
    desk: InitialDesk, text: str, reason: str
) -> None:
    desk.select("fc1", "weight", "bias")
    dialog = desk.begin_by_hand("weight")
    before = dialog.values
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(dialog.grid, *PASTE)
    assert dialog.values == before
    assert dialog.error.isVisible()
    assert reason in dialog.error.text()
    QGuiApplication.clipboard().setText("7")
    QTest.keyClick(dialog.grid, *PASTE)
    assert not dialog.error.isVisible()
    desk.click(dialog.cancel_button)


def test_a_paste_begins_at_the_first_selected_cell(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    dialog = desk.begin_by_hand("weight")
    dialog.grid.selectionModel().select(dialog.grid.table.index(2, 1), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    *before, last = dialog.values
    QGuiApplication.clipboard().setText("9")
    QTest.keyClick(dialog.grid, *PASTE)
    assert dialog.values == [*before, [last[0], 9]]
    desk.click(dialog.cancel_button)


def test_a_row_of_cells_fills_the_biases(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    dialog = desk.begin_by_hand("bias")
    QGuiApplication.clipboard().setText("1\t2\t3")
    QTest.keyClick(dialog.grid, *PASTE)
    assert dialog.values == [1, 2, 3]
    desk.click(dialog.cancel_button)


def test_more_numbers_than_a_person_types_are_refused_with_their_count(desk: InitialDesk) -> None:
    desk.select("wide", "weight", "bias")
    desk.choose("weight", "By hand")
    assert desk.refusals == ["There are 2,100 numbers in the weights of “wide”; at most 1,000 can be typed by hand."]
    assert desk.initialization.dialog is None
    assert desk.chosen("weight") == "As the network"


def test_a_layer_without_parameters_has_no_such_section(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    desk.select("relu")
    assert not desk.initialization.isVisible()


def test_inside_a_block_the_choice_is_for_every_copy_and_one_step(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    inner = chain(input=Input(shape=(2,)), fc=Linear(out_features=2), output=Output())
    steps = create_block(Definition("Step", inner), {"repeat": 2})
    desk = InitialDesk(qtbot, open_session(chain(input=Input(shape=(2,)), steps=steps, output=Output())))
    before = desk.session.project
    assert desk.session.enter("steps")
    desk.select("fc", "weight", "bias")
    dialog = desk.begin_by_hand("weight")
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    QTest.keyClick(dialog.grid, *PASTE)
    desk.click(dialog.use_button)
    written = json.loads(dumps(desk.session.project))["blocks"]["Step"]["graph"]["fc"]["init"]
    assert written == {"weight": {"kind": "ByHand", "values": [[1, 2], [3, 4]]}}
    desk.session.undo()
    assert desk.session.project is before


def test_numbers_typed_before_the_layer_grew_are_kept_where_they_have_a_place(desk: InitialDesk) -> None:
    typed = ByHand(values=[[1, 2], [3, 4]])
    desk.session.edit("", lambda graph: edits.set_init(graph, "fc1", {"weight": typed}))
    desk.select("fc1", "weight", "bias")
    desk.click(desk.row("weight").values_button)
    assert desk.dialog().values == [[1, 2], [3, 4], [0, 0]]
    desk.click(desk.dialog().use_button)
    assert desk.init() == {"weight": ByHand(values=[[1, 2], [3, 4], [0, 0]])}


def test_a_scheme_that_is_not_known_is_shown_as_such_and_kept(desk: InitialDesk) -> None:
    unknown = UnknownInitializer("Quantum", "{}", "There is no initialisation “Quantum” here.")
    desk.session.edit("", lambda graph: edits.set_init(graph, "fc1", {"weight": unknown}))
    desk.select("fc1", "weight", "bias")
    assert desk.row("weight").choice.kind_field.currentText() == "Not known here"
    desk.choose("bias", "Zeros")
    assert desk.init() == {"weight": unknown, "bias": Zeros()}


@pytest.mark.parametrize(
    ("shape", "layer", "rows"),
    [
        ((1, 4, 4), Conv2d(out_channels=2), {"weight", "bias"}),
        ((2, 4, 4), BatchNorm2d(), {"weight", "bias"}),
        ((4, 3), LSTM(hidden_size=2), {"weight", "bias"}),
        ((3,), Linear(out_features=2, bias=False), {"weight"}),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_each_layer_has_rows_for_what_it_has(
    qtbot: QtBot, open_session: Callable[[Graph], Session], shape, layer, rows
) -> None:  # type: ignore[no-untyped-def]
    desk = InitialDesk(qtbot, open_session(chain(input=Input(shape=shape), layer=layer)))
    desk.select("layer", *rows)


@pytest.mark.parametrize("kind", initializers)
def test_every_scheme_is_offered_where_it_can_fill_the_parameter(kind: str) -> None:
    assert kind in choices(2, None, by_hand=True)
    assert (kind in choices(1, None, by_hand=True)) == (initializers[kind].least_rank < 2)


def test_numbers_by_hand_begin_with_what_pytorch_makes_by_the_seed(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    for key in ("weight", "bias"):
        dialog = desk.begin_by_hand(key)
        assert torch.equal(torch.tensor(dialog.values), torch.tensor(desk.first(key)))
        desk.click(dialog.cancel_button)
        desk.initialization.dialog = None


def test_as_the_network_names_the_scheme_that_applies(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    normed = chain(input=Input(shape=(2, 4, 4)), conv=Conv2d(), norm=BatchNorm2d(), output=Output())
    desk = InitialDesk(qtbot, open_session(normed))
    training = desk.session.project.training.changed(initialization=KaimingNormal(), bias_initialization=Zeros())
    desk.session.apply("Choose", replace(desk.session.project, training=training))
    desk.select("conv", "weight", "bias")
    qtbot.waitUntil(lambda: desk.row("weight").applies.text() == "Kaiming normal")
    assert desk.row("bias").applies.text() == "Zeros"
    desk.session.undo()
    assert desk.row("weight").applies.text() == "PyTorch's own"
    desk.session.redo()
    desk.select("norm", "weight", "bias")
    told = "PyTorch's own: that of the network is for weighted sums"
    qtbot.waitUntil(lambda: desk.row("weight").applies.text() == told)


def test_each_parameter_of_an_lstm_is_chosen_or_typed_by_itself(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    desk = InitialDesk(qtbot, open_session(chain(input=Input(shape=(4, 3)), lstm=LSTM(hidden_size=1), output=Output())))
    desk.select("lstm", "weight", "bias")
    button = desk.row("weight").parts_button
    assert button.text() == "Each of the 2 by itself"
    desk.click(button)
    desk.select("lstm", "weight", "weight_ih_l0", "weight_hh_l0", "bias")
    desk.choose("weight", "Kaiming normal")
    qtbot.waitUntil(lambda: desk.chosen("weight_ih_l0") == "As the weights")
    dialog = desk.begin_by_hand("weight_hh_l0")
    assert torch.allclose(torch.tensor(dialog.values), torch.tensor(desk.first("weight_hh_l0", "lstm")))
    desk.type_cell(dialog, 0, 0, "2")
    desk.click(dialog.use_button)
    assert set(desk.init("lstm")) == {"weight", "weight_hh_l0"}
    assert desk.first("weight_hh_l0", "lstm")[0] == [2.0]
    desk.click(desk.row("weight").parts_button)
    desk.select("lstm", "weight", "weight_hh_l0", "bias")


def test_how_the_first_weights_lie_is_shown_and_follows_the_choice(desk: InitialDesk) -> None:
    desk.select("fc1", "weight", "bias")
    picture = desk.row("bias").picture
    desk.qtbot.waitUntil(picture.isVisible)
    desk.choose("bias", "Ones")
    desk.qtbot.waitUntil(lambda: desk.row("bias").picture.words == "mean 1 · σ 0 · 3 numbers")


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 1, 3, 2)])
def test_numbers_keep_their_order_through_the_grid(shape: tuple[int, ...]) -> None:
    rows, columns = rows_and_columns(shape)
    flat = [float(place) for place in range(rows * columns)]
    made = ByHand(values=nested(flat, shape))
    assert made.shape == shape
    assert fitted(made.values, shape) == flat


def test_decimal_commas_and_minus_signs_of_spreadsheets_are_read() -> None:
    assert [number(text) for text in (" 0,5 ", "−2", "1e-3", ".5")] == [0.5, -2, 0.001, 0.5]
    assert split_cells("a\tb\r\nc\td\r\n") == [["a", "b"], ["c", "d"]]


def test_several_layers_begin_alike_by_one_choice_and_one_undo(desk: InitialDesk) -> None:
    desk.session.edit("", lambda graph: edits.set_init(graph, "wide", {"weight": Zeros(), "bias": Constant(val=1.0)}))
    before = desk.session.graph
    desk.session.select(["fc1", "relu", "wide"])
    desk.qtbot.waitUntil(lambda: {*desk.panel.many_page.initialization.rows} == {"weight", "bias"})
    rows = desk.panel.many_page.initialization.rows
    field = rows["weight"].choice.kind_field
    assert field.currentText() == ""  # they differ
    field.setFocus()
    QTest.keyClicks(field, "K")
    assert [desk.init(name) for name in ("fc1", "wide")] == [
        {"weight": KaimingNormal()},
        {"weight": KaimingNormal(), "bias": Constant(val=1.0)},
    ]
    assert desk.session.graph["relu"] is before["relu"]
    assert desk.session.undo_label == "Choose Kaiming normal for the weights of 2 layers"
    desk.qtbot.waitUntil(lambda: rows["weight"].choice.kind_field.currentText() == "Kaiming normal")
    desk.session.undo()
    assert desk.session.graph is before


def test_a_matrix_scheme_is_not_offered_for_norms_among_the_layers(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    normed = chain(input=Input(shape=(2, 4, 4)), conv=Conv2d(), norm=BatchNorm2d(), output=Output())
    desk = InitialDesk(qtbot, open_session(normed))
    desk.session.select(["conv", "norm"])
    qtbot.waitUntil(lambda: bool(desk.panel.many_page.initialization.rows))
    field = desk.panel.many_page.initialization.rows["weight"].choice.kind_field
    offered = [field.itemText(place) for place in range(field.count())]
    assert "Normal" in offered
    assert "Kaiming normal" not in offered


def test_cells_show_four_digits_and_have_the_number_in_full(qtbot: QtBot) -> None:
    table = NumberTable([[-0.123456789]], ["value"])
    cell = table.index(0, 0)
    assert table.data(cell) == "−0.1235"
    assert table.data(cell, Qt.ItemDataRole.EditRole) == "-0.123456789"
    assert table.data(cell, Qt.ItemDataRole.ToolTipRole) == "-0.123456789"
