"""The read-outs of a network as plain values, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from studio.compiler.analysis import Analysis
from studio.graph import Problem

_COSTS = ("parameters", "trainable_parameters", "macs", "activation_bytes")


def summary(name: str, analysis: Analysis, notices: Sequence[Problem] = ()) -> dict[str, Any]:
    """JSON values: `name`, `nodes` in the document's order, `total`, and `problems` with `notices` before them.

    Shapes are without the batch, and null where they cannot be known; MACs and bytes are per sample.
    """
    return {
        "name": name,
        "nodes": [_node(name, analysis) for name in analysis.graph],
        "total": {cost: getattr(analysis.total, cost) for cost in _COSTS},
        "problems": [asdict(problem) for problem in (*notices, *analysis.problems)],
    }


def _node(name: str, analysis: Analysis) -> dict[str, Any]:
    report = analysis.nodes[name]
    shapes = None if report.outputs is None else [list(spec.shape) for spec in report.outputs]
    return {
        "name": name,
        "layer": analysis.graph[name].layer.kind,
        "output_shapes": shapes,
        **{cost: getattr(report, cost) for cost in _COSTS},
    }
