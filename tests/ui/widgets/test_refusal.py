"""A refused value is told where it was typed, and nothing of the form moves for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from studio.layers.convolution import Conv2d
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.refusal import Refusal
from studio.ui.window.main_window import MainWindow


@pytest.fixture
def area(qtbot: QtBot) -> QScrollArea:
    """A form that is higher than the window it scrolls in."""
    made = QScrollArea(widgetResizable=True)
    made.setWidget(DeclarationForm(Conv2d))
    qtbot.addWidget(made)
    made.resize(320, 240)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def form_of(area: QScrollArea) -> DeclarationForm:
    form = area.widget()
    assert isinstance(form, DeclarationForm)
    return form


def type_into(field: QWidget, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.setFocus(Qt.FocusReason.MouseFocusReason)
    field.selectAll()
    QTest.keyClicks(field, text)


def told(area: QScrollArea) -> Refusal:
    (found,) = [each for each in area.findChildren(Refusal) if each.text()]
    return found


def test_it_is_seen_whole_over_what_stands_below_and_goes_with_the_keyboard(area: QScrollArea) -> None:
    form = form_of(area)
    field, other = form.editor("out_channels"), form.editor("groups")
    type_into(field, "many")
    refusal = told(area)
    assert refusal.isVisible()
    assert form.rect().contains(refusal.geometry())
    assert refusal.y() > field.mapTo(form, field.rect().bottomLeft()).y()
    assert refusal.height() >= refusal.heightForWidth(refusal.width())
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not refusal.isVisible()
    field.setFocus(Qt.FocusReason.TabFocusReason)
    assert refusal.isVisible()
    assert field.accessibleDescription() == refusal.text()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not refusal.isVisible()
    assert "many" not in field.accessibleDescription()


def test_a_click_goes_through_it_to_the_field_below(area: QScrollArea) -> None:
    form = form_of(area)
    type_into(form.editor("out_channels"), "many")
    below = told(area).geometry().center()
    assert form.childAt(below) is not told(area)


def test_at_the_end_of_what_scrolls_it_stands_above_its_field(qtbot: QtBot) -> None:
    area, form = QScrollArea(), DeclarationForm(Conv2d, names=("out_channels", "groups"), hint=False)
    form.resize(320, form.sizeHint().height())
    area.setWidget(form)
    qtbot.addWidget(area)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    last = form.editor("groups")
    type_into(last, "many")
    assert told(area).geometry().bottom() < last.mapTo(form, QPoint(0, 0)).y()


def test_it_scrolls_along(area: QScrollArea) -> None:
    type_into(form_of(area).editor("out_channels"), "many")
    before = told(area).mapTo(area, QPoint(0, 0)).y()
    bar = area.verticalScrollBar()
    bar.setValue(bar.value() + 20)
    assert told(area).mapTo(area, QPoint(0, 0)).y() == before - 20


PANELS: dict[str, Callable[[MainWindow], QWidget]] = {
    "a node": lambda window: window.inspector,
    "the training": lambda window: window.training,
}


@pytest.mark.parametrize("name", PANELS)
def test_no_field_of_a_panel_moves_for_a_refused_value(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.files.open_template("lenet5")
    window.session.select(["conv1"])
    panel = PANELS[name](window)
    window.show_beside(panel)
    qtbot.waitUntil(lambda: window.session.pool.is_idle)
    fields = [each for each in panel.findChildren(NumberField) if each.isVisible()]
    assert len(fields) > 5
    for field in fields:
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        QApplication.processEvents()
        before = [each.mapTo(panel, QPoint(0, 0)) for each in fields]
        type_into(field, "many")
        assert any(each.isVisible() for each in panel.findChildren(Refusal)), field.accessibleName()
        QTest.keyClick(field, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert [each.mapTo(panel, QPoint(0, 0)) for each in fields] == before, field.accessibleName()
        QTest.keyClick(field, Qt.Key.Key_Escape)
