"""A way through: what stands for the ends of an opened block and for bypassed nodes when a network is flat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """Hands its one input on. It fulfils the document's LayerValue, but is never part of a document."""

    kind: str = "Passage"
    inputs: tuple[str, ...] = ("input",)
    outputs: tuple[str, ...] = ("output",)
    variadic: bool = False
