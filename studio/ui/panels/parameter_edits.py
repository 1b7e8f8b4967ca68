"""Turns what a person changes in a layer's form into edits of the document, one undo step each."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from studio.graph import Graph, edits
from studio.layers import Layer, ParameterError, fields
from studio.ui.numbers import counted
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

    def _change(self, field: str, value: Value) -> None:
        whom = self.names[0] if len(self.names) == 1 else counted(len(self.names), "layer")
        try:
            graph = self._with(field, value)
        except ParameterError as error:
            self._form.show_error(field, str(error))
            return
        self._session.apply_graph(f"Change {field} of {whom}", graph, merge=self._open == field)
        editor, focused = self._form.editor(field), QApplication.focusWidget()
        inside = focused is not None and (focused is editor or editor.isAncestorOf(focused))
        self._open = field if inside and field in self._numeric else ""

    def _with(self, field: str, value: Value) -> Graph:
        graph = self._session.graph
        for name in self.names:
            layer, followed = graph[name].layer, dict(graph[name].bindings).get(field)
            assert isinstance(layer, Layer)
            if followed is not None:
                raise ParameterError(f"{field} follows from the block (= {followed}). Empty that field below first.")
            graph = edits.set_layer(graph, name, layer.changed(**{field: value}))
        return graph

    def _settle(self) -> None:
        self._open = ""
