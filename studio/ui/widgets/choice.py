"""Forms for what a project is trained with: one of several kinds with its parameters, the rarer ones folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from studio.layers import Declaration, ParameterError, fields
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.label import label
from studio.ui.widgets.row_label import LABEL_WIDTH
from studio.ui.widgets.text import WordField

LEAST_FIELD = 64
"""Pixels of width in which a kind can still be told by the beginning of its name."""


class Parameters(QWidget):
    """Parameters of a declaration: those in `names` in sight, those in `more` behind a fold."""

    edited = Signal(str, object, bool)  # label of the step, the new Declaration, whether it goes on with the last step

    def __init__(
        self, shown: Declaration, names: Sequence[str], more: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._editing = ""
        self.forms = tuple(self._form(part) for part in (names, more) if part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for form in self.forms:
            if form is not self.forms[0] or not names:
                column.addWidget(_Fold(tr("More"), form), alignment=Qt.AlignmentFlag.AlignLeft)
            column.addWidget(form)

    def show_value(self, shown: Declaration) -> None:
        """Show another value of the same kind."""
        self._shown = shown
        for form in self.forms:
            form.set_values(shown)

    def _form(self, names: Sequence[str]) -> DeclarationForm:
        form = DeclarationForm(type(self._shown), self._shown, names=names, hint=False)
        form.changed.connect(self._change)
        form.settled.connect(self._settle)
        return form

    def _change(self, name: str, value: object) -> None:
        spec = next(spec for spec in fields(type(self._shown)) if spec.name == name)
        # Each point that is set is a step by itself.
        going_on = name == self._editing and spec.editor != "points"
        self._editing = name
        title = spec.label
        self.edited.emit(
            tr("Change {parameter}", parameter=f"{title[0].lower()}{title[1:]}"),
            self._shown.changed(**{name: value}),
            going_on,
        )

    def _settle(self, name: str) -> None:
        self._editing = ""


class Choice(QWidget):
    """One of several kinds of declaration, and its parameters."""

    edited = Signal(str, object, bool)  # as of Parameters

    def __init__(
        self,
        title: str,
        kinds: Mapping[str, type[Declaration]],
        *,
        carries: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`carries` takes parameters of the same name that a person has set along to another kind."""
        super().__init__(parent)
        self._title = title
        self._kinds = kinds
        self._carries = carries
        self._shown: Declaration | None = None
        self.parameters: Parameters | None = None
        self.kind_field = WordField({kind: kind for kind in kinds})
        for index, kind in enumerate(kinds.values()):
            self.kind_field.setItemText(index, kind.title)
            self.kind_field.setItemData(index, tooltip(kind.help()), Qt.ItemDataRole.ToolTipRole)
        self.kind_field.setAccessibleName(title)
        self.kind_field.setMinimumWidth(LEAST_FIELD)
        self.kind_field.edited.connect(self.choose)
        name = label(title, 12, tone="muted")
        name.setMinimumWidth(LABEL_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(name)
        row.addWidget(self.kind_field, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(row)

    def show_value(self, shown: Declaration) -> None:
        """Show a choice that is so already."""
        another_kind = type(shown) is not type(self._shown)
        self._shown = shown
        if not another_kind and self.parameters is not None:
            self.parameters.show_value(shown)
            return
        self.kind_field.set_value(shown.kind)
        self.kind_field.setToolTip(tooltip(shown.help()))
        if self.parameters is not None:
            self._column.removeWidget(self.parameters)
            self.parameters.hide()
            self.parameters.deleteLater()
        self.parameters = self._parameters(shown)
        self._column.addWidget(self.parameters)
        self.parameters.setHidden(not self.parameters.forms)

    def choose(self, kind: str) -> None:
        """What choosing another kind does."""
        declaration = self._kinds[kind]
        known = _set_otherwise(self._shown) if self._carries and self._shown is not None else {}
        kept = {spec.name: known[spec.name] for spec in fields(declaration) if spec.name in known}
        self.edited.emit(tr("Choose {title}", title=declaration.title), _created(declaration, kept), False)

    def _parameters(self, shown: Declaration) -> Parameters:
        names = [spec.name for spec in fields(type(shown))]
        first = [name for name in names if name in (*shown.essential, *shown.foremost)]
        parameters = Parameters(shown, first, [name for name in names if name not in first], self)
        parameters.edited.connect(self.edited)
        return parameters


def _created(declaration: type[Declaration], kept: Mapping[str, Any]) -> Declaration:
    """A choice with those of the parameters that it allows."""
    allowed: dict[str, Any] = {}
    for name, value in kept.items():
        with suppress(ParameterError):
            declaration.create({**allowed, name: value})
            allowed[name] = value
    return declaration.create(allowed)


def _set_otherwise(shown: Declaration) -> dict[str, Any]:
    """The parameters that are not at their default."""
    usual = type(shown).create({})
    return {name: value for name, value in shown if value != getattr(usual, name)}


class _Fold(QToolButton):
    """Opens and closes what stands below it."""

    def __init__(self, text: str, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setText(text)
        self.setFont(theme.font(12))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(14, 14))
        self.setStyleSheet("QToolButton { padding: 2px 6px 2px 0; }")
        self.clicked.connect(lambda: self._show(self._content.isHidden()))
        self._show(False)

    def _show(self, opened: bool) -> None:
        self._content.setVisible(opened)
        self.setIcon(theme.icon("chevron-down" if opened else "chevron-right", "muted"))
