"""The inspector's section for the arguments of a class or a function of torch by its name: a field for each."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.formatting.shortened import shortened
from studio.graph.edits import set_layer
from studio.layers import Declaration
from studio.layers.argument_fields import declared, shown, values_of, with_value
from studio.layers.function_arguments import arguments_of
from studio.layers.signatures import Argument
from studio.layers.torch_function import TorchFunction, objection
from studio.layers.torch_module import TorchModule
from studio.text import ended, tr
from studio.ui.background.parameter_facts import Signature
from studio.ui.session import Session
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.section import Section
from studio.ui.widgets.value import Value


class NodeArguments(Section):
    """In sight for what is taken by its name. What no field can show is told, with a button that removes it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._session = session
        self._name = ""
        self._layer: TorchModule | TorchFunction | None = None
        self._joins = ""
        self.form: DeclarationForm | None = None
        self.surplus: dict[str, QPushButton] = {}
        """The buttons that remove arguments without a field, by name."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._holder = QVBoxLayout()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.nothing = label(size=12, tone="muted", wrap=True)
        column.addWidget(self.nothing)
        column.addLayout(self._lines)
        column.addLayout(self._holder)
        super().__init__(tr("Arguments"), content, parent=parent)
        session.parameters.signatures.ready.connect(self._learn)

    def show_node(self, name: str, layer: object) -> None:
        """Show the arguments of a node of the present graph, if its layer is a class or function taken by its name."""
        another, self._name = name != self._name, name
        self._layer = layer if isinstance(layer, TorchModule | TorchFunction) else None
        self.setVisible(self._layer is not None)
        if self._layer is not None:
            self._refresh(anew=another)

    def _learn(self, module: object) -> None:
        if isinstance(self._layer, TorchModule) and module == self._layer.module:
            self._refresh(anew=False)

    def _refresh(self, *, anew: bool) -> None:
        layer = self._layer
        assert layer is not None
        signature = self._signature()
        if signature is None:
            self._drop_form()
            self.nothing.setText(tr("Reading the signature of nn.{module} …", module=_called(layer)))
            self.nothing.show()
            return
        given, arguments = layer.values(), shown(signature.arguments, layer.values())
        declaration = declared(_called(layer), signature.about, arguments, given)
        form = self._form_of(declaration)
        form.set_values(values_of(declaration, given), anew=anew)
        if isinstance(layer, TorchModule):  # a function with other arguments than its own is none
            self._show_missing(form, arguments, given)
            self._show_surplus({name: given[name] for name in given if name not in declaration.model_fields})
            self.nothing.setText(tr("nn.{module} has no arguments to choose.", module=layer.module))
        else:
            self._show_surplus({})
            self.nothing.setText(tr("{function} has no arguments to choose.", function=layer.function))
        self.nothing.setVisible(not arguments)

    def _signature(self) -> Signature | None:
        """What there is to give; None until it is known of a class."""
        layer = self._layer
        if isinstance(layer, TorchFunction):
            return Signature(layer.declared().does, arguments_of(layer.function))
        assert layer is not None
        return self._session.parameters.signature(layer.module, NodeArguments)

    def _form_of(self, declaration: type[Declaration]) -> DeclarationForm:
        """The form of this declaration: the one shown, if it is that."""
        if self.form is not None and self.form.declaration is declaration:
            return self.form
        self._drop_form()
        self.form = form = DeclarationForm(declaration)
        form.changed.connect(self._change)
        form.settled.connect(self._settle)
        self._holder.addWidget(form)
        return form

    def _drop_form(self) -> None:
        if self.form is not None:
            self._holder.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _show_missing(self, form: DeclarationForm, arguments: tuple[Argument, ...], given: dict[str, Any]) -> None:
        assert isinstance(self._layer, TorchModule)
        for each in arguments:
            if each.name in given and not each.fits(given[each.name]):
                form.show_error(each.name, tr("It must be {wanted}.", wanted=each.wanted()))
            elif each.required and each.name not in given:
                form.show_error(
                    each.name, tr("nn.{module} needs it: {wanted}.", module=self._layer.module, wanted=each.wanted())
                )

    def _show_surplus(self, surplus: dict[str, Any]) -> None:
        clear(self._lines)
        self.surplus = {}
        for name, value in surplus.items():
            assert isinstance(self._layer, TorchModule)
            line, button = QWidget(), QPushButton(tr("Remove"))
            button.clicked.connect(lambda _=False, name=name: self._remove(name))
            written = shortened(f"{name} = {json.dumps(value, ensure_ascii=False)}")
            told = tr(
                "{written} is no argument of nn.{module} that can be given here.",
                written=written,
                module=self._layer.module,
            )
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(label(told, 12, tone="error", wrap=True), 1)
            row.addWidget(button)
            self._lines.addWidget(line)
            self.surplus[name] = button

    def _change(self, field: str, value: Value) -> None:
        layer, signature = self._layer, self._signature()
        assert layer is not None
        assert signature is not None
        argument = next(each for each in signature.arguments if each.name == field)
        given = with_value(layer.values(), argument, value)
        refused = objection(layer.function, given) if isinstance(layer, TorchFunction) else ""
        if refused and self.form is not None:
            self.form.show_error(field, ended(refused))
        else:
            self._apply(tr("Change {field} of {name}", field=field, name=self._name), given, field)

    def _remove(self, name: str) -> None:
        assert self._layer is not None
        rest = {each: value for each, value in self._layer.values().items() if each != name}
        self._apply(tr("Remove {argument} of {node}", argument=name, node=self._name), rest, "")

    def _apply(self, step: str, arguments: dict[str, Any], field: str) -> None:
        assert self._layer is not None
        graph = set_layer(self._session.graph, self._name, self._layer.changed(arguments=arguments))
        self._session.apply_graph(step, graph, merge=bool(field) and self._joins == field)
        focused = QApplication.focusWidget()
        inside = self.form is not None and focused is not None and self.form.isAncestorOf(focused)
        self._joins = field if inside else ""

    def _settle(self) -> None:
        self._joins = ""


def _called(layer: TorchModule | TorchFunction) -> str:
    return layer.module if isinstance(layer, TorchModule) else layer.function
