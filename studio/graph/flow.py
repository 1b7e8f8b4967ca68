"""Which way data run in a drawing of a network: from top to bottom, or from left to right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from studio.graph.model import Position

Flow = Literal["down", "right"]

FLOWS: tuple[Flow, ...] = get_args(Flow)

Size = tuple[float, float]

GRID = 20.0
CARD: Size = (200.0, 72.0)
"""Width and height of a card in scene units, unless the caller knows better."""

_GAPS: dict[Flow, Size] = {"down": (40.0, 48.0), "right": (48.0, 60.0)}


def gap(flow: Flow) -> Size:
    """Free space between a card and the next beside it, and the next that data reach."""
    return _GAPS[flow]


def turned(position: Position, flow: Flow) -> Position:
    """A place told as (aside, along the flow), or told so as (x, y) again."""
    return position if flow == "down" else position[::-1]


def behind(position: Position, flow: Flow) -> Position:
    """The place of the next card that data reach, straight on."""
    return _further(position, flow, 1)


def ahead(position: Position, flow: Flow) -> Position:
    """The place of the card that data come from, straight on."""
    return _further(position, flow, -1)


def _further(position: Position, flow: Flow, cards: int) -> Position:
    aside, along = turned(position, flow)
    return turned((aside, along + cards * (turned(CARD, flow)[1] + gap(flow)[1])), flow)


def flow_of(entry: Mapping[str, object]) -> Flow:
    """What the entry of a network or block in a file says; where that is not known here, the usual way."""
    return next((flow for flow in FLOWS if entry.get("flow") == flow), "down")


def is_flow(key: str, value: object) -> bool:
    """Whether an entry of a file tells a flow that is known here."""
    return key == "flow" and value in FLOWS
