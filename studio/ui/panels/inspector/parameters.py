"""The inspector's forms: one for each kind of layer met lately, kept so that selecting is quick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.layers import FieldSpec, Layer, fields
from studio.layers.block import BYPASSED, FROZEN
from studio.text import tr
from studio.ui.panels.inspector.parameter_edits import ParameterEdits
from studio.ui.session import Session
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.section import Section
from studio.ui.widgets.value import Value

SWITCHES = (
    FieldSpec(BYPASSED, "switch", tr("Whether the node only hands its first input on"), False, title=tr("Bypassed")),
    FieldSpec(
        FROZEN,
        "switch",
        tr("Whether training leaves it as it is: weights, biases and statistics"),
        False,
        title=tr("Frozen"),
    ),
)  # fmt: skip

KEPT = 12
"""Forms kept; making one takes longer than a frame, showing other values in it does not."""


ELSEWHERE = ("code", "arguments")
"""Kinds of parameters that have a section of their own, beside the form."""


class Parameters(QWidget):
    """Shows the form of one kind of layer and lets it edit the nodes it is told."""

    def __init__(self, session: Session, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._title = title
        self._kept: dict[type[Layer], _Form] = {}
        self._shown: _Form | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def form(self) -> DeclarationForm | None:
        """The form in view."""
        return self._shown.form if self._shown is not None else None

    def show_layers(self, kind: type[Layer], values: Mapping[str, Value], names: Sequence[str]) -> None:
        """Show these values for the nodes `names`, which changes go to. What was typed and not given is dropped.

        `values` have the node's marks, such as `bypassed`, besides what the layers have.
        """
        form = self._kept.pop(kind, None) or self._made(kind)
        self._kept[kind] = form
        subject = tuple(names)
        if form is not self._shown or form.edits.names != subject:
            self.show_nothing()
            form.edits.names = subject
            self._fill(form, values, anew=True)
            form.show()
            self._shown = form
            self._drop_oldest()
        else:
            self._fill(form, values, anew=False)

    def show_nothing(self) -> None:
        """Show no form."""
        if self._shown is not None:
            self._shown.form.set_values(self._shown.form.values(), anew=True)
            self._shown.hide()
            self._shown = None

    def _fill(self, form: _Form, values: Mapping[str, Value], *, anew: bool) -> None:
        form.form.set_values(values, anew=anew)
        inside = self._session.level and form.form.declaration.family != "io"  # type: ignore[attr-defined]
        form.form.set_following(
            self._session.place.values if inside else None,
            _followed_by_all([self._session.graph[name].bindings for name in form.edits.names]),
            anew=anew,
        )

    def _made(self, kind: type[Layer]) -> _Form:
        form = _Form(kind, self._session, self._title)
        form.hide()
        self._column.addWidget(form)
        return form

    def _drop_oldest(self) -> None:
        while len(self._kept) > KEPT:
            oldest = self._kept.pop(next(iter(self._kept)))
            self._column.removeWidget(oldest)
            oldest.deleteLater()


class _Form(Section):
    """A form with what turns its changes into edits."""

    def __init__(self, kind: type[Layer], session: Session, title: str) -> None:
        also = SWITCHES if kind.family != "io" else ()
        # Code has an editor of its own, beside the form.
        self.form = DeclarationForm(
            kind, names=[spec.name for spec in fields(kind) if spec.editor not in ELSEWHERE], also=also
        )
        self.edits = ParameterEdits(session, self.form)
        super().__init__(title if self.form.names else tr("About"), self.form)


def _followed_by_all(bindings: Sequence[Sequence[tuple[str, str]]]) -> dict[str, str]:
    """What all of some nodes follow alike."""
    return dict(set(bindings[0]).intersection(*bindings)) if bindings else {}
