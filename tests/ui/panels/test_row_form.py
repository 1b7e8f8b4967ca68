"""A row to try a network with is typed field by field."""

from __future__ import annotations

from composed import compose
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from studio.ui.panels.try_it.row_form import RowForm


def test_full_width_numbers_of_an_input_method_are_numbers(qtbot: QtBot) -> None:
    form = RowForm()
    qtbot.addWidget(form)
    form.show_columns({"width": "1"}, {}, {})
    field = form.fields["width"]
    assert isinstance(field, QLineEdit)
    compose(field, "−５．１")
    assert form.cells == {"width": "-5.1"}
