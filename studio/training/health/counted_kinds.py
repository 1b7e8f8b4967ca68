"""The kinds of numbers of a node that are counted, and what people call them; known without torch."""

from __future__ import annotations

from dataclasses import dataclass

from studio.text import tr


@dataclass(frozen=True)
class NumbersOfNode:
    """A kind of numbers that are counted: its name in events, and what people call it."""

    name: str
    title: str


KINDS: dict[str, NumbersOfNode] = {
    kind.name: kind
    for kind in (
        NumbersOfNode("activations", tr("Distribution of activations")),
        NumbersOfNode("weights", tr("Distribution of weights")),
        NumbersOfNode("gradients", tr("Distribution of gradients")),
    )
}
"""By name, in the order in which they are offered."""
