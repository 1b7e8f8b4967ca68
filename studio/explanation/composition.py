"""What a block is made of: its inside as a table, its costs as sums, and what follows from its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from studio.explanation.content import Facts, Item, Table
from studio.explanation.formula import Formula
from studio.explanation.notation import is_plain, number, writable
from studio.graph import Node
from studio.graph.expressions import ExpressionError, evaluate
from studio.layers import ParameterError, format_shape, format_value
from studio.layers.block import Block, bound
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.compiler.report import NodeReport

HEADING = (tr("parameters"), tr("MACs"))
SUMS = (("parameters", "parameters"), ("connections", "connections"), ("macs", "MACs"))
WORDS = {"parameters": tr("parameters"), "connections": tr("connections"), "macs": tr("multiply-accumulates")}


def inside(block: Block, path: str, reports: Mapping[str, NodeReport]) -> Table | None:
    """A row for each node inside, or for each copy with weights of its own; None while nothing is known of them."""
    rows = tuple(
        (name, f"{kind} → {_shapes(report)}", number(report.parameters), number(report.macs))
        for name, kind, report in _parts(block, path, reports)
    )
    return Table(HEADING, rows) if rows else None


def sums(block: Block, path: str, reports: Mapping[str, NodeReport]) -> tuple[Formula, ...]:
    """What the block costs, as the sum of what its parts cost."""
    parts = list(_parts(block, path, reports))
    shared = block.repeat > 1 and block.shared
    found = []
    for cost, symbol in SUMS:
        costs = {_symbol(name): getattr(report, cost) for name, _, report in parts if getattr(report, cost)}
        words = _of_copies(cost, block.repeat) if shared else WORDS[cost]
        found.append(Formula(words, symbol, " + ".join(costs) or "0", costs))
    return tuple(found) if parts else ()


def _of_copies(cost: str, copies: int) -> str:
    """What copies that share their weights cost together."""
    if cost == "parameters":
        return tr("parameters of the weights that all copies share")
    if cost == "connections":
        return ntr("connections of {count} copy", "connections of {count} copies", copies)
    return ntr("multiply-accumulates of {count} copy", "multiply-accumulates of {count} copies", copies)


def follows(block: Block) -> tuple[Item, ...]:
    """Each parameter inside that is bound to those of the block, with what comes of it: sums last."""
    facts: list[tuple[str, str]] = []
    formulas: list[Formula] = []
    for name, node in block.definition.graph.items():
        for parameter, expression in node.bindings:
            try:
                result = evaluate(expression, block.arguments)
            except ExpressionError:
                continue
            place = f"{name}.{parameter}"
            if type(result) in (int, float) and writable(expression) and not is_plain(expression):
                formulas.append(Formula(place, parameter, expression, block.arguments))
            else:
                facts.append((place, f"{expression} = {format_value(result)}"))
    return (Facts(tuple(facts)), *formulas) if facts else tuple(formulas)


def _parts(block: Block, path: str, reports: Mapping[str, NodeReport]) -> Iterator[tuple[str, str, NodeReport]]:
    """Name, kind and read-outs of each part."""
    if block.repeat > 1 and not block.shared:
        for copy in range(block.repeat):
            if f"{path}.{copy}" in reports:
                yield str(copy), block.definition.name, reports[f"{path}.{copy}"]
        return
    for name, node in block.definition.graph.items():
        report = reports.get(f"{path}.{name}")
        if report is not None and node.layer.kind not in ("Input", "Output"):
            yield name, _kind(node, block), report


def _kind(node: Node, block: Block) -> str:
    try:
        node = bound(node, block.arguments)
    except ParameterError:
        return node.layer.kind
    if node.bypassed:
        return tr("bypassed")
    kind = node.layer.definition.name if isinstance(node.layer, Block) else node.layer.kind
    return tr("{layer}, frozen", layer=kind) if node.frozen else kind


def _symbol(name: str) -> str:
    return f"copy_{name}" if name.isdecimal() else name


def _shapes(report: NodeReport) -> str:
    return ", ".join(dict.fromkeys(format_shape(spec.shape) for spec in report.outputs or ())) or "–"
