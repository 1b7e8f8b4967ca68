"""Read-outs of a node as lines: shapes in and out, what it costs, and its share of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.formatting import numbers
from studio.text import tr
from studio.ui.widgets.readout import Readout

if TYPE_CHECKING:
    from studio.compiler.analysis import NodeReport, Totals
    from studio.compiler.tensors import TensorSpec

PORTS = 4
"""As many shapes of one side are listed one by one; of more, the first ones and their number."""


class NodeReadouts(QWidget):
    """Lines for one node."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inputs = Readout(tr("Input"))
        self.outputs = Readout(tr("Output"))
        self.field = Readout(tr("Receptive field"))
        self.field.hide()
        self.costs = CostReadouts()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.inputs)
        column.addWidget(self.outputs)
        column.addWidget(self.field)
        column.addSpacing(4)
        column.addWidget(self.costs)

    def show_node(self, report: NodeReport | None, total: Totals | None, family: str) -> None:
        """Show what is known of a node; None where it has not been examined."""
        _show_shapes(self.inputs, report.inputs if report is not None else None)
        _show_shapes(self.outputs, report.outputs if report is not None else None)
        known = report is not None and report.outputs is not None
        self.costs.show_costs(report if known else None, total, family)

    def show_field(self, text: str) -> None:
        """Show how much of the input one value sees; no line where there is nothing to say."""
        self.field.show_value(text, tr("One value sees {text} places of the input", text=text))
        self.field.setVisible(bool(text))


class CostReadouts(QWidget):
    """What something costs: parameters, connections, multiply-accumulates, memory."""

    def __init__(self, *, shares: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameters = Readout(tr("Parameters"), shares=shares)
        self.trainable = Readout(tr("Trainable"), shares=shares)
        self.frozen = Readout(tr("Frozen"), shares=shares)
        self.connections = Readout(tr("Connections"), shares=shares)
        self.macs = Readout(tr("MACs"), shares=shares)
        self.memory = Readout(tr("Activations"), shares=shares)
        self._lines = (self.parameters, self.trainable, self.connections, self.macs, self.memory)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in self._lines:
            column.addWidget(line)
        column.insertWidget(2, self.frozen)
        self.frozen.hide()

    def show_costs(self, costs: NodeReport | Totals | None, total: Totals | None, tint: str = "") -> None:
        """Show costs and their shares of `total`; None where they are unknown."""
        self._show_frozen(costs, total, tint)
        if costs is None:
            for line in self._lines:
                line.show_value()
            return
        for line, name, noun in (
            (self.parameters, "parameters", tr("parameters")),
            (self.trainable, "trainable_parameters", tr("parameters that training changes")),
            (self.connections, "connections", tr("uses of a weight, a bias or a pooled value for one sample")),
            (self.macs, "macs", tr("multiply-accumulates for one sample")),
            (self.memory, "activation_bytes", tr("bytes for what is handed on, for one sample")),
        ):
            amount = getattr(costs, name)
            whole = getattr(total, name) if total is not None else 0
            text = numbers.storage(amount) if name == "activation_bytes" else numbers.compact(amount)
            share = amount / whole if whole else None
            line.show_value(text, tr("{number} {noun}", number=numbers.exact(amount), noun=noun), share, tint)

    def _show_frozen(self, costs: NodeReport | Totals | None, total: Totals | None, tint: str) -> None:
        """Parameters that training leaves as they are, where there are some."""
        amount = costs.frozen_parameters if costs is not None else 0
        share = amount / total.parameters if total is not None and total.parameters else None
        told = tr("{count} parameters that training leaves as they are", count=numbers.exact(amount))
        self.frozen.show_value(numbers.compact(amount), told, share, tint)
        self.frozen.setVisible(amount > 0)


def _show_shapes(line: Readout, specs: tuple[TensorSpec, ...] | None) -> None:
    if not specs:
        line.show_value()
        return
    shapes = [numbers.shape(spec.shape) for spec in specs]
    shown = shapes[0] if len(set(shapes)) == 1 else ",  ".join(shapes[:PORTS])
    if len(set(shapes)) == 1 and len(shapes) > 1:
        shown = tr("{count} of {shown}", count=len(shapes), shown=shown)
    elif len(shapes) > PORTS:
        shown += f" … ({len(shapes)})"
    line.show_value(shown, "\n".join(f"{shape}  {spec.dtype}" for shape, spec in zip(shapes, specs, strict=True)))
