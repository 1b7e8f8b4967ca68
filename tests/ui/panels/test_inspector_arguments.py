"""A class of torch.nn by its name: a field for each argument, refusals in place, nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspecting import Desk
from networks import chain
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from studio.graph import Graph
from studio.layers.io import Input, Output
from studio.layers.torch_function import TorchFunction
from studio.layers.torch_module import TorchModule
from studio.ui.panels.inspector.arguments import NodeArguments
from studio.ui.session import Session
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.name_field import NameField


class ArgumentsDesk(Desk):
    """The inspector with module1 selected."""

    @property
    def section(self) -> NodeArguments:
        return self.panel.node_page.arguments

    @property
    def form(self) -> DeclarationForm:
        self.qtbot.waitUntil(lambda: self.section.form is not None)
        assert self.section.form is not None
        return self.section.form

    @property
    def given(self) -> dict[str, object]:
        layer = self.session.graph["module1"].layer
        assert isinstance(layer, TorchModule | TorchFunction)
        return layer.values()

    def enter(self, name: str, text: str) -> None:
        field = self.form.editor(name)
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def desk(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> Callable[..., ArgumentsDesk]:
    def begin(module: str, **arguments: object) -> ArgumentsDesk:
        layer = TorchModule.create({"module": module, "arguments": arguments})
        session = open_session(chain(input=Input(shape=(4, 6)), module1=layer, output=Output()))
        made = ArgumentsDesk(qtbot, session)
        made.session.select(["module1"])
        return made

    return begin


def test_each_argument_has_a_field_with_its_default_and_what_it_means(desk: Callable[..., ArgumentsDesk]) -> None:
    shown = desk("CosineSimilarity", eps=1e-6)
    assert shown.form.names == ("dim", "eps")
    assert shown.form.values() == {"dim": 1, "eps": 1e-6}
    assert shown.panel.node_page.parameters.form is not None
    assert "arguments" not in shown.panel.node_page.parameters.form.names


def test_an_argument_is_changed_in_one_step_and_the_others_stay(desk: Callable[..., ArgumentsDesk]) -> None:
    shown = desk("CosineSimilarity", eps=1e-6)
    shown.enter("dim", "2")
    assert shown.given == {"eps": 1e-6, "dim": 2}
    assert shown.session.undo_label == "Change dim of module1"
    shown.session.undo()
    assert shown.given == {"eps": 1e-6}
    assert shown.form.values()["dim"] == 1


def test_what_cannot_be_is_refused_in_place_with_the_reason(desk: Callable[..., ArgumentsDesk]) -> None:
    shown = desk("Softmin", dim=1)
    shown.enter("dim", "last")
    assert "whole number" in shown.form.error("dim")
    assert shown.given == {"dim": 1}


def test_an_argument_that_lacks_says_so_until_it_is_given(desk: Callable[..., ArgumentsDesk]) -> None:
    shown = desk("ConstantPad1d", value=0.5)
    assert "needs it" in shown.form.error("padding")
    shown.enter("padding", "1, 2")
    assert shown.given == {"value": 0.5, "padding": [1, 2]}
    assert not shown.form.error("padding")


def test_what_a_file_has_wrongly_is_kept_shown_and_put_right(desk: Callable[..., ArgumentsDesk], qtbot: QtBot) -> None:
    shown = desk("Softmin", dim="a", dimm=3)
    assert "whole number" in shown.form.error("dim")
    assert set(shown.section.surplus) == {"dimm"}
    qtbot.mouseClick(shown.section.surplus["dimm"], Qt.MouseButton.LeftButton)
    assert shown.given == {"dim": "a"}
    assert not shown.section.surplus
    shown.enter("dim", "1")
    assert shown.given == {"dim": 1}
    assert shown.form.values() == {"dim": 1}
    assert not shown.form.error("dim")


def test_another_class_keeps_the_arguments_that_it_has_too(desk: Callable[..., ArgumentsDesk]) -> None:
    shown = desk("CosineSimilarity", dim=1, eps=1e-6)
    assert shown.form.names == ("dim", "eps")
    form = shown.panel.node_page.parameters.form
    assert form is not None
    field = form.editor("module")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    shown.qtbot.keyClicks(field, "Softmin")
    shown.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert shown.given == {"dim": 1}
    shown.qtbot.waitUntil(lambda: shown.section.form is not None and shown.section.form.names == ("dim",))
    shown.session.undo()
    assert shown.given == {"dim": 1, "eps": 1e-6}


@pytest.fixture
def function(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> Callable[..., ArgumentsDesk]:
    def begin(name: str, **arguments: object) -> ArgumentsDesk:
        layer = TorchFunction.create({"function": name, "arguments": arguments})
        session = open_session(chain(input=Input(shape=(4, 6)), module1=layer, output=Output()))
        made = ArgumentsDesk(qtbot, session)
        made.session.select(["module1"])
        return made

    return begin


def test_a_function_is_found_by_what_it_computes_and_begins_with_what_it_needs(
    function: Callable[..., ArgumentsDesk], qtbot: QtBot
) -> None:
    shown = function("maximum")
    assert "maximum has no arguments" in shown.section.nothing.text()
    form = shown.panel.node_page.parameters.form
    assert form is not None
    field = form.editor("function")
    assert isinstance(field, NameField)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "sum of all numbers")
    popup = field.names.list
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 1
    qtbot.mouseClick(
        popup.viewport(), Qt.MouseButton.LeftButton, pos=popup.visualRect(popup.model().index(0, 0)).center()
    )
    layer = shown.session.graph["module1"].layer
    assert isinstance(layer, TorchFunction)
    assert (layer.function, layer.values()) == ("cumsum", {"dim": 1})
    assert shown.form.values() == {"dim": 1}
    shown.session.undo()
    assert shown.session.graph["module1"].layer == TorchFunction.create({"function": "maximum", "arguments": {}})


def test_all_functions_are_in_a_list_with_the_present_one_selected(
    function: Callable[..., ArgumentsDesk], qtbot: QtBot
) -> None:
    shown = function("flip", dims=[1])
    form = shown.panel.node_page.parameters.form
    assert form is not None
    field = form.editor("function")
    assert isinstance(field, NameField)
    field.all_names.trigger()
    popup = field.names.list
    qtbot.waitUntil(popup.isVisible)
    assert popup.currentIndex().data().startswith("flip")
    assert popup.model().rowCount() > 50
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    field.selectAll()
    qtbot.keyClicks(field, "fold")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "no function of torch" in form.error("function")
    assert shown.given == {"dims": [1]}


def test_arguments_of_a_function_have_fields_of_their_types_and_are_refused_in_a_sentence(
    function: Callable[..., ArgumentsDesk],
) -> None:
    shown = function("topk", k=2, dim=1)
    assert shown.form.values() == {"k": 2, "dim": 1, "largest": True}
    shown.enter("dim", "0")
    assert shown.form.error("dim") == "dim of topk must be an axis from 1 up, or from the last with -1, not 0."
    shown.enter("dim", "-1")
    assert shown.given == {"k": 2, "dim": -1}
    assert not shown.form.error("dim")
    shown.enter("k", "3")
    assert shown.given == {"k": 3, "dim": -1}
    assert shown.session.undo_label == "Change k of module1"
