"""In which order problems are listed: the worst first, and before a symptom the cause of it."""

from __future__ import annotations

from collections.abc import Iterable

from studio.graph import Graph, Problem, Severity
from studio.graph.topology import affected_by
from studio.layers.dense import LINEAR_ON_ROWS
from studio.project.diagnostics.structure import NO_INPUT

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Severities, worst first."""

MOST = 20
"""Of many causes so many are looked at, as each is followed through the network."""

CAUSES = frozenset({LINEAR_ON_ROWS.code})
"""Codes of what runs, but makes other shapes than were meant, which is an error only further on."""


def causes_first(problems: Iterable[Problem], network: Graph) -> tuple[Problem, ...]:
    """Problems as a person should go through them. `network` has their nodes, with blocks opened.

    That there is no Input comes before the ports that are open for want of it, and what makes a shape that nobody
    meant before the error that comes of it downstream.
    """
    ordered = sorted(problems, key=lambda each: (SEVERITIES.index(each.severity), each.code != NO_INPUT))
    for cause in [each for each in ordered if each.code in CAUSES and each.node in network][:MOST]:
        later = affected_by(network, [str(cause.node)])
        at = ordered.index(cause)
        symptom = next((place for place, each in enumerate(ordered[:at]) if each.node in later), None)
        if symptom is not None:
            ordered.insert(symptom, ordered.pop(at))
    return tuple(ordered)
