"""Turns what a person changes in a layer's form into edits of the document, one undo step each."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from studio.formatting.numbers import exact
from studio.graph import EditError, Graph
from studio.graph.expressions import ExpressionError, evaluate, names_in
from studio.layers import ParameterError, fields
from studio.layers.block import MARKS, marks
from studio.layers.block_parameters import follow, own_value, promote
from studio.text import ntr, tr
from studio.ui.session import Session
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.value import Value


class ParameterEdits(QObject):
    """Applies a form's changes to the nodes `names`. Stepping a number on joins the step before."""

    def __init__(self, session: Session, form: DeclarationForm) -> None:
        super().__init__(form)
        self.names: tuple[str, ...] = ()
        self._session = session
        self._form = form
        self._open = ""
        self._numeric = {s.name for s in fields(form.declaration) if s.editor not in ("switch", "choice", "text")}
        form.changed.connect(self._change)
        form.settled.connect(self._settle)
        form.followed.connect(self._follow)
        form.promoted.connect(self._promote)

    def _change(self, field: str, value: Value) -> None:
        try:
            graph = self._with(field, value)
        except ParameterError as error:
            self._form.show_error(field, str(error))
            return
        self._session.apply_graph(
            tr("Change {field} of {whom}", field=field, whom=self._whom), graph, merge=self._open == field
        )
        editor, focused = self._form.editor(field), QApplication.focusWidget()
        inside = focused is not None and (focused is editor or editor.isAncestorOf(focused))
        self._open = field if inside and field in self._numeric else ""

    def _with(self, field: str, value: Value) -> Graph:
        graph = self._session.graph
        for name in self.names:
            graph = own_value(graph, name, field, value)
        return graph

    def _follow(self, field: str, text: str) -> None:
        """Have a parameter follow what was typed, or where that is a value or nothing, have one of its own again."""
        expression = text.strip().removeprefix("=").strip()
        try:
            graph = self._following(field, expression)
        except (ParameterError, EditError, ExpressionError) as error:
            self._form.show_error(field, str(error))
            return
        if graph != self._session.graph:
            words = tr("Bind {field} of {whom}", field=field, whom=self._whom)
            if not names_in(expression):
                words = tr("Free {field} of {whom}", field=field, whom=self._whom)
            self._session.apply_graph(words, graph)

    def _following(self, field: str, expression: str) -> Graph:
        graph, place = self._session.graph, self._session.place
        for name in self.names:
            if not expression:
                node = place.present(name)
                value = marks(node)[field] if field in MARKS else getattr(node.layer, field)
                graph = own_value(graph, name, field, value)
            elif names_in(expression):
                graph = follow(graph, name, field, expression, place.values)
            else:
                graph = own_value(graph, name, field, evaluate(expression, {}))
        return graph

    def _promote(self, field: str) -> None:
        """Make a parameter one of the block's, with its present value as the default, and have it follow."""
        session, block = self._session, self._session.place.block
        assert block is not None
        before = block.definition
        try:
            definition = promote(before, self.names, field, self._form.values()[field])
            project = session.project.redefined(definition, before.name)
        except EditError as error:
            self._form.show_error(field, str(error))
            return
        session.apply(
            tr("Make {field} of {whom} a parameter of {name}", field=field, whom=self._whom, name=before.name), project
        )

    @property
    def _whom(self) -> str:
        count = len(self.names)
        return self.names[0] if count == 1 else ntr("{count} layer", "{count} layers", count, count=exact(count))

    def _settle(self) -> None:
        self._open = ""
