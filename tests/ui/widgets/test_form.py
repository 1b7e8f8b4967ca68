"""Forms made from declarations: what is allowed is handed on, what is not is refused in place."""

from __future__ import annotations

import pytest
from composed import compose
from networks import inferred
from pydantic import Field
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.data import data_kinds
from studio.layers import Declaration, Layer, catalogue, fields
from studio.layers.adaptive_pooling import AdaptiveAvgPool2d
from studio.layers.convolution import Conv2d
from studio.layers.io import Input
from studio.layers.pooling import MaxPool2d
from studio.training.config import TrainingConfig
from studio.training.losses import losses
from studio.training.optimizers import Adam, optimizers
from studio.training.schedules import schedules
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.hint import Hint
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.sizes import AxesField, WordsOrAxesField
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.text import PathField, WordField
from studio.ui.widgets.value import MIXED

DECLARATIONS: list[type[Declaration]] = [
    *catalogue.values(),
    *optimizers.values(),
    *schedules.values(),
    *losses.values(),
    *data_kinds.values(),
    TrainingConfig,
]


MOST_TYPED = 100
"""Characters that a person types; more are put in from the clipboard."""


class Shown:
    """A form on the screen, with what it handed on."""

    def __init__(self, qtbot: QtBot, declaration: type[Declaration], *values: object) -> None:
        self.form = DeclarationForm(declaration, *values)  # type: ignore[arg-type]
        self.changes: list[tuple[str, object]] = []
        self.form.changed.connect(lambda name, value: self.changes.append((name, value)))
        self.qtbot = qtbot
        qtbot.addWidget(self.form)
        self.form.resize(320, 600)
        self.form.show()
        qtbot.waitExposed(self.form)
        self.form.activateWindow()
        qtbot.waitUntil(self.form.isActiveWindow)

    def boxes(self, name: str) -> list[NumberField]:
        editor = self.form.editor(name)
        found = [editor, *editor.findChildren(NumberField)]
        return [box for box in found if isinstance(box, NumberField)]

    def type_into(self, field: QWidget, text: str, *, enter: bool = True) -> None:
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        if len(text) > MOST_TYPED:
            QApplication.clipboard().setText(text)
            self.qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        else:
            self.qtbot.keyClicks(field, text) if text else self.qtbot.keyClick(field, Qt.Key.Key_Backspace)
        if enter:
            self.qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda declaration: declaration.__name__)
def test_every_declaration_gets_an_editor_for_each_parameter_that_shows_its_default(
    qtbot: QtBot, declaration: type[Declaration]
) -> None:
    form = DeclarationForm(declaration)
    qtbot.addWidget(form)
    plain = [spec for spec in fields(declaration) if not isinstance(spec.default, Declaration)]
    plain = [spec for spec in plain if spec.editor != "choice" or spec.choices]  # others are declarations or nothing
    assert form.names == tuple(spec.name for spec in plain)
    shown = {spec.name: form.editor(spec.name).value() for spec in plain}  # type: ignore[attr-defined]
    assert declaration.create(shown) == declaration.create({})


def test_a_number_typed_is_handed_on_with_enter(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    shown.type_into(shown.form.editor("out_channels"), "32", enter=False)
    assert shown.changes == []
    qtbot.keyClick(shown.form.editor("out_channels"), Qt.Key.Key_Return)
    assert shown.changes == [("out_channels", 32)]


def test_a_number_typed_is_handed_on_when_the_field_is_left(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    shown.type_into(shown.form.editor("out_channels"), "32", enter=False)
    qtbot.keyClick(shown.form.editor("out_channels"), Qt.Key.Key_Tab)
    assert shown.changes == [("out_channels", 32)]


@pytest.mark.parametrize("typed", ["0", "-3", "2000000", "2.5", "many", "9" * 5000])
def test_what_is_not_allowed_is_refused_with_the_range_below_the_field(qtbot: QtBot, typed: str) -> None:
    shown = Shown(qtbot, Conv2d)
    shown.type_into(shown.form.editor("out_channels"), typed)
    assert shown.changes == []
    sentence = shown.form.error("out_channels")
    assert sentence.startswith("out_channels of Conv2d must be a whole number from 1 to 1")
    label = next(label for label in shown.form.findChildren(QLabel) if label.text() == sentence)
    assert label.isVisible()
    assert label.y() > shown.form.editor("out_channels").y()


def test_a_refusal_shows_while_typing_and_goes_when_the_text_is_right(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    shown.type_into(shown.form.editor("out_channels"), "0", enter=False)
    assert shown.form.error("out_channels")
    shown.type_into(shown.form.editor("out_channels"), "8", enter=False)
    assert shown.form.error("out_channels") == ""


def test_escape_brings_the_value_back(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    field = shown.form.editor("out_channels")
    shown.type_into(field, "0")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert shown.form.error("out_channels") == ""
    assert field.property("text") == "16"


def test_an_emptied_field_gets_its_value_back(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    field = shown.form.editor("out_channels")
    shown.type_into(field, "")
    assert field.property("text") == "16"
    assert shown.changes == []


def test_arrow_keys_step_within_the_bounds(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d, {"out_channels": 2})
    field = shown.form.editor("out_channels")
    field.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
        qtbot.keyClick(field, key)
    assert [value for _, value in shown.changes] == [1, 2, 12]


def test_a_learning_rate_steps_in_its_leading_digit(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Adam, {"lr": 0.001})
    field = shown.form.editor("lr")
    field.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(field, key)
    assert [value for _, value in shown.changes] == [0.002, 0.001, 0.0009]


def test_linked_axes_take_one_number_for_all(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    first, second = shown.boxes("kernel_size")
    shown.type_into(first, "5")
    assert shown.changes == [("kernel_size", (5, 5))]
    assert second.text() == "5"


def test_unlinked_axes_differ(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    editor = shown.form.editor("kernel_size")
    assert isinstance(editor, AxesField)
    qtbot.mouseClick(editor.link, Qt.MouseButton.LeftButton)
    shown.type_into(shown.boxes("kernel_size")[1], "7")
    assert shown.changes == [("kernel_size", (3, 7))]


def test_axes_that_differ_come_unlinked(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d, {"kernel_size": (1, 7)})
    shown.type_into(shown.boxes("kernel_size")[0], "3")
    assert shown.changes == [("kernel_size", (3, 7))]


def test_padding_is_a_word_or_numbers(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    editor = shown.form.editor("padding")
    assert isinstance(editor, WordsOrAxesField)
    for index in (1, 0):
        qtbot.mouseClick(editor.mode, Qt.MouseButton.LeftButton, pos=editor.mode.segment(index).center().toPoint())
        assert all(box.isVisible() == (index == 0) for box in shown.boxes("padding"))
    shown.type_into(shown.boxes("padding")[0], "2")
    assert shown.changes == [("padding", "same"), ("padding", (0, 0)), ("padding", (2, 2))]


def test_an_optional_pair_can_be_emptied_again(qtbot: QtBot) -> None:
    shown = Shown(qtbot, MaxPool2d)
    first = shown.boxes("stride")[0]
    shown.type_into(first, "3")
    shown.type_into(first, "")
    assert shown.changes == [("stride", (3, 3)), ("stride", None)]


def test_an_axis_may_be_left_to_the_input_where_the_layer_allows(qtbot: QtBot) -> None:
    shown = Shown(qtbot, AdaptiveAvgPool2d, {"output_size": (7, 5)})
    shown.type_into(shown.boxes("output_size")[1], "")
    assert shown.changes == [("output_size", (7, None))]


@pytest.mark.parametrize("typed", ["3, 32, 32", "3 × 32 × 32", "(3, 32, 32)", "3x32x32", "3 32 32"])
def test_a_shape_is_read_however_it_is_written(qtbot: QtBot, typed: str) -> None:
    shown = Shown(qtbot, Input)
    shown.type_into(shown.form.editor("shape"), typed)
    assert shown.changes == [("shape", (3, 32, 32))]
    assert shown.form.error("shape") == ""


def test_what_an_input_method_gives_is_read(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Input)
    field = shown.form.editor("shape")
    assert isinstance(field, QLineEdit)
    compose(field, "３，３２、３２")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert shown.changes == [("shape", (3, 32, 32))]


def test_a_shape_that_is_none_is_refused(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Input)
    shown.type_into(shown.form.editor("shape"), "3 × 0")
    assert shown.changes == []
    assert "shape of Input must be" in shown.form.error("shape")


def test_a_switch_turns_with_click_and_space(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    switch = shown.form.editor("bias")
    assert isinstance(switch, Switch)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert shown.changes == [("bias", False), ("bias", True)]


def test_a_choice_moves_with_the_arrow_keys(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Input)
    choice = shown.form.editor("dtype")
    assert isinstance(choice, Segmented)
    qtbot.keyClick(choice, Qt.Key.Key_Right)
    assert shown.changes == [("dtype", "int64")]


def test_a_path_has_a_button_that_picks_a_folder(qtbot: QtBot) -> None:
    for declaration in data_kinds.values():
        form = DeclarationForm(declaration)
        qtbot.addWidget(form)
        assert all(isinstance(form.editor(name), PathField) for name in form.names if name == "path")


def test_values_set_from_outside_are_shown_and_not_handed_on(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    shown.form.set_values(Conv2d(out_channels=99, kernel_size=(1, 2), padding="same", bias=False))
    assert shown.changes == []
    assert shown.form.editor("out_channels").property("text") == "99"
    assert shown.form.editor("padding").value() == "same"  # type: ignore[attr-defined]
    assert shown.form.values()["bias"] is False


def test_several_values_at_once_are_shown_as_mixed_and_stay_until_one_is_given(qtbot: QtBot) -> None:
    mixed = {spec.name: MIXED for spec in fields(Conv2d)}
    shown = Shown(qtbot, Conv2d, mixed)
    field = shown.form.editor("out_channels")
    assert field.property("placeholderText") == "mixed"
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert shown.changes == []
    shown.type_into(field, "24")
    assert shown.changes == [("out_channels", 24)]


def test_dragging_a_label_sideways_steps_its_number(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    label = next(each for each in shown.form.findChildren(QLabel) if each.text() == "Out channels")
    qtbot.mousePress(label, Qt.MouseButton.LeftButton, pos=label.rect().center())
    qtbot.mouseMove(label, label.rect().center() + type(label.pos())(13, 0))
    qtbot.mouseRelease(label, Qt.MouseButton.LeftButton)
    assert shown.changes == [("out_channels", 18)]


def test_labels_step_above_their_fields_where_the_form_is_narrow(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    label = next(each for each in shown.form.findChildren(QLabel) if each.text() == "Out channels")
    assert label.geometry().right() < shown.form.editor("out_channels").x()
    shown.form.resize(200, 900)
    qtbot.waitUntil(lambda: label.geometry().bottom() < shown.form.editor("out_channels").y())


def test_a_switch_that_may_be_left_open_has_three_positions(qtbot: QtBot) -> None:
    class Lamp(Declaration):
        """May be on, off, or left to others."""

        title = "Lamp"
        on: bool | None = Field(None, description="Whether it shines")

    shown = Shown(qtbot, Lamp)
    choice = shown.form.editor("on")
    assert isinstance(choice, WordField)
    choice.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(choice, key)
    assert [value for _, value in shown.changes] == [True, False, True, None]


def test_the_parameter_worked_in_is_explained_and_the_whole_otherwise(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    hint = shown.form.findChild(Hint)
    assert hint is not None
    shown.form.editor("groups").setFocus()
    assert hint.text.startswith("Groups\nChannel groups convolved apart")
    shown.form.clearFocus()
    shown.form.editor("groups").clearFocus()
    assert hint.text == Conv2d.help()


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda declaration: declaration.__name__)
def test_every_form_fits_the_usual_width_of_the_inspector(qtbot: QtBot, declaration: type[Declaration]) -> None:
    given = inferred(declaration) if issubclass(declaration, Layer) else {}
    form = DeclarationForm(declaration, given)
    qtbot.addWidget(form)
    form.resize(272, 900)
    form.show()
    qtbot.waitExposed(form)
    for name in form.names:
        right = form.editor(name).mapTo(form, form.editor(name).rect().bottomRight()).x()
        assert right < 272, name
        assert form.editor(name).width() >= form.editor(name).minimumSizeHint().width(), name


def test_what_follows_from_the_input_is_asked_for_only_where_it_was_given(qtbot: QtBot) -> None:
    form = DeclarationForm(Conv2d)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    assert not form.editor("in_channels").isVisible()
    form.set_values(Conv2d(in_channels=3))
    assert form.editor("in_channels").isVisible()
    form.set_values(Conv2d())
    assert not form.editor("in_channels").isVisible()


def test_a_refused_field_stays_as_wide_as_the_others(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Conv2d)
    shown.form.show_error("groups", "It is refused.")
    shown.form.grab()
    refused, other = (shown.form.editor(name) for name in ("groups", "out_channels"))
    assert refused.width() == other.width()
