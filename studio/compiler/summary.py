"""The read-outs of a network as plain values, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from studio.compiler.analysis import Analysis
from studio.compiler.memory import memory
from studio.compiler.receptive_field import ReceptiveField, fields_by_input
from studio.compiler.report import COSTS, NodeReport, Totals
from studio.compiler.table import inside, layer_of
from studio.compiler.tensors import TensorSpec
from studio.graph import Problem


def summary(name: str, analysis: Analysis, problems: Sequence[Problem] | None = None) -> dict[str, Any]:
    """JSON values: `name`, `nodes` in the document's order, `total`, and `problems`: those given, else the analysis'.

    A block has what is in it as `nodes` of its own, under their dotted paths; its numbers are their sums.
    Shapes are without the batch, and null where they cannot be known; MACs, connections and bytes are per sample.
    `saved_bytes` are what a training step keeps. `receptive_fields` has one for each Input that leads to a node,
    `receptive_field` the first; null where there are no axes to look along, or where it cannot be known, as behind
    code that people write.
    """
    saved = memory(analysis).saved_by_node
    fields = fields_by_input(analysis.expansion.network, analysis.calls)
    contents = inside(analysis)
    return {
        "name": name,
        "nodes": [_node(path, analysis, saved, fields, contents) for path in analysis.graph],
        "total": {
            **_costs(analysis.total),
            "saved_bytes": sum(saved.get(name, 0) for name in analysis.graph),
        },
        "problems": [_problem(problem) for problem in (analysis.problems if problems is None else problems)],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "node": problem.node,
        "message": problem.message,
        "remedy": problem.remedy,
        "line": problem.line,
    }


def _end(name: str, analysis: Analysis) -> str:
    """The node of the flat graph whose output a node's is: for a block, the last inside."""
    flat, network = analysis.expansion.whole, analysis.expansion.network
    block = analysis.expansion.blocks.get(name)
    if block is not None and block.outputs:
        name = block.outputs[0]
    while name not in network and flat[name].inputs and (source := flat[name].inputs[0]) is not None:
        name = source.node
    return name


def _node(
    path: str,
    analysis: Analysis,
    saved: Mapping[str, int],
    fields: Mapping[str, Mapping[str, ReceptiveField]],
    contents: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    report = analysis.nodes[path]
    seen = {
        end: {"size": list(field.size), "whole_input": field.whole}
        for end, field in fields.get(_end(path, analysis), {}).items()
    }
    found: dict[str, Any] = {
        "name": path,
        "layer": layer_of(path, analysis),
        "input_shapes": _shapes(report.inputs),
        "output_shapes": _shapes(report.outputs),
        **_costs(report),
        "saved_bytes": saved.get(path, 0),
        "receptive_field": next(iter(seen.values()), None),
        "receptive_fields": seen,
    }
    if path in contents:
        found["nodes"] = [_node(each, analysis, saved, fields, contents) for each in contents[path]]
    return found


def _shapes(specs: Sequence[TensorSpec] | None) -> list[list[int]] | None:
    return None if specs is None else [list(spec.shape) for spec in specs]


def _costs(report: NodeReport | Totals) -> dict[str, int]:
    return {cost: getattr(report, cost) for cost in (*COSTS, "frozen_parameters")}
