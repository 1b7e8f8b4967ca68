"""Which share of the whole each node has, for the statistic of a person's choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH

if TYPE_CHECKING:
    from studio.compiler.analysis import NodeReport

STATISTICS = {
    "": "Nothing",
    "parameters": "Parameters",
    "macs": "MACs",
    "activation_bytes": "Activation Memory",
    "connections": "Connections",
}
"""What shares can be shown of, by the name of the read-out."""

_INSET = 12
_TRACK = QRectF(_INSET, HEIGHT - 6, WIDTH - 2 * _INSET, 3)
_LEAST = 3.0
"""So wide is the bar of even the smallest share that is not nothing."""


def shares(statistic: str, reports: Mapping[str, NodeReport], names: Iterable[str]) -> dict[str, float]:
    """The share (above 0, up to 1) that each of these nodes has of their sum; without those that have none."""
    if not statistic:
        return {}
    amounts = {name: getattr(reports[name], statistic) for name in names if name in reports}
    whole = sum(amounts.values())
    return {name: amount / whole for name, amount in amounts.items() if amount > 0}


def paint_share(sheet: Sheet, share: float, family: str) -> None:
    """A bar along the lower edge of the card whose upper left corner is the origin."""
    painter = sheet.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(sheet.look.badge[family])
    painter.drawRoundedRect(_TRACK, 1.5, 1.5)
    filled = QRectF(_TRACK)
    filled.setWidth(max(_LEAST, share * _TRACK.width()))
    painter.setBrush(sheet.look.family[family])
    painter.drawRoundedRect(filled, 1.5, 1.5)
