"""Which share of the whole each node has, for the statistic of a person's choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from studio.text import tr

if TYPE_CHECKING:
    from studio.compiler.analysis import NodeReport

STATISTICS = {
    "": tr("Nothing"),
    "parameters": tr("Parameters"),
    "macs": tr("MACs"),
    "activation_bytes": tr("Activation Memory"),
    "connections": tr("Connections"),
}
"""What shares can be shown of, by the name of the read-out."""


def shares(statistic: str, reports: Mapping[str, NodeReport], names: Iterable[str]) -> dict[str, float]:
    """The share (above 0, up to 1) that each of these nodes has of their sum; without those that have none."""
    if not statistic:
        return {}
    amounts = {name: getattr(reports[name], statistic) for name in names if name in reports}
    whole = sum(amounts.values())
    return {name: amount / whole for name, amount in amounts.items() if amount > 0}
