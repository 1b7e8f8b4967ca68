"""The read-outs of one node, of a block, and of a whole network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from studio.compiler.expansion import Expansion, module_path
from studio.compiler.tensors import TensorSpec
from studio.graph import Problem


class _Costs:
    """What follows from the read-outs that add up."""

    __slots__ = ()

    parameters: int
    trainable_parameters: int

    @property
    def frozen_parameters(self) -> int:
        """Parameters that training leaves as they are."""
        return self.parameters - self.trainable_parameters


@dataclass(frozen=True, slots=True)
class NodeReport(_Costs):
    """Read-outs of one node. `outputs` is None where they cannot be known, because of it or of what feeds it.

    MACs, connections and bytes are per sample; `activation_bytes` is the memory of what the node hands on, none for
    an Output. Costs of a block are those of all that is inside.
    """

    inputs: tuple[TensorSpec, ...] | None = None
    outputs: tuple[TensorSpec, ...] | None = None
    parameters: int = 0
    trainable_parameters: int = 0
    macs: int = 0
    connections: int = 0
    activation_bytes: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals(_Costs):
    """Sums over all nodes; MACs, connections and bytes per sample."""

    parameters: int = 0
    trainable_parameters: int = 0
    macs: int = 0
    connections: int = 0
    activation_bytes: int = 0


COSTS = tuple(Totals.__dataclass_fields__)
"""The read-outs that add up."""


def total(reports: Iterable[NodeReport]) -> Totals:
    """The sums over nodes."""
    return Totals(**_summed(reports))


def nested(expansion: Expansion, calls: Mapping[str, NodeReport]) -> Mapping[str, NodeReport]:
    """The reports by path: of every node (the calls of a shared one taken together), and of every block."""
    if not expansion.blocks:
        return calls
    gathered: dict[str, list[NodeReport]] = {}
    for name, report in calls.items():
        path = module_path(name)
        gathered.setdefault(path, []).append(report)
        while "." in path:
            path = path.rpartition(".")[0]
            if path in expansion.blocks:
                gathered.setdefault(path, []).append(report)
    return {
        path: _of_block(path, expansion, calls, reports) if path in expansion.blocks else _together(reports)
        for path, reports in gathered.items()
    }


def _together(reports: list[NodeReport]) -> NodeReport:
    """What the calls of one module cost; its shapes are those of the first call."""
    return reports[0] if len(reports) == 1 else replace(reports[0], **_summed(reports), problems=_problems(reports))


def _of_block(
    path: str, expansion: Expansion, calls: Mapping[str, NodeReport], reports: list[NodeReport]
) -> NodeReport:
    span = expansion.blocks[path]
    inputs = [spec for name in span.inputs for spec in calls[name].outputs or (None,)]
    outputs = [spec for name in span.outputs for spec in calls[name].outputs or (None,)]
    return NodeReport(
        inputs=None if None in inputs else tuple(filter(None, inputs)),
        outputs=None if None in outputs else tuple(filter(None, outputs)),
        **_summed(reports),
        problems=_problems(reports),
    )


def _summed(reports: Iterable[NodeReport]) -> dict[str, Any]:
    found = list(reports)
    return {cost: sum(getattr(report, cost) for report in found) for cost in COSTS}


def _problems(reports: Iterable[NodeReport]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problem for report in reports for problem in report.problems))
