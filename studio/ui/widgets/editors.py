"""Which editor a parameter gets."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from studio.layers import FieldSpec
from studio.layers.choice_words import said
from studio.text import tr
from studio.ui.widgets.check_list import CheckList
from studio.ui.widgets.name_field import NameField
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.points_field import PointsField
from studio.ui.widgets.roles_field import RolesField
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.sizes import AxesField, ListField, WordsOrAxesField
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.text import PathField, TextField, WordField
from studio.ui.widgets.value import Value

SIDE_BY_SIDE = 18
"""Words with no more letters than this in all stand side by side, others in a drop-down list."""


class Editor(Protocol):
    """What every editor of a parameter can do. `trying` tells of each key, `edited` of a value given."""

    @property
    def trying(self) -> SignalInstance: ...
    @property
    def edited(self) -> SignalInstance: ...
    def value(self) -> Value: ...
    def set_value(self, value: Value) -> None: ...
    def set_wrong(self, wrong: bool) -> None: ...


def make_editor(spec: FieldSpec) -> QWidget:
    """A widget that fulfils `Editor` for this parameter."""
    if spec.editor in ("integer", "number"):
        return NumberField(spec)
    if spec.editor == "switch":
        return WordField({tr("auto"): None, tr("on"): True, tr("off"): False}) if spec.optional else Switch()
    if spec.editor == "several":
        return CheckList(spec.choices)
    if spec.editor == "choice":
        return _choice(spec)
    if spec.names:
        return NameField(dict(spec.names))
    if spec.editor in ("text", "arguments"):
        return PathField(spec.endings) if spec.endings or spec.name == "path" else TextField()
    if spec.editor == "roles":
        return RolesField()
    if spec.editor == "points":
        return PointsField()
    if spec.length is None:
        return ListField(spec)
    return WordsOrAxesField(spec) if spec.choices else AxesField(spec)


def _choice(spec: FieldSpec) -> QWidget:
    if spec.optional or len(spec.choices) > 4 or sum(map(len, spec.choices)) > SIDE_BY_SIDE:
        none: dict[str, None] = {tr("none"): None} if spec.optional else {}
        return WordField({**none, **said(spec)})
    return Segmented(spec.choices, tuple(said(spec)))
