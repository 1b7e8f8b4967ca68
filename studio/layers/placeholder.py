"""A stand-in for a layer this version cannot read: it keeps what the file said and saves it back unchanged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.graph import Finding, Kind
from studio.layers.spec import Layer
from studio.text import tr

UNKNOWN = Kind(
    "unknown-layer",
    "There is no layer “{layer}” here.",
    "Replace it, or open the project with a version that knows it.",
)


@dataclass(frozen=True)
class Placeholder:
    """A node's layer that is unknown (a newer version's) or has parameters that are not allowed.

    `written` is the parameters as JSON text, `finding` says what could not be read and what to do. It fulfils the
    document's LayerValue, takes any number of links and has as many outputs as the file's links ask for,
    so nothing of the file is lost.
    """

    kind: str
    written: str
    finding: Finding
    inputs: tuple[str, ...] = ("input",)
    outputs: tuple[str, ...] = ("output",)
    variadic: bool = True

    @classmethod
    def of(cls, kind: str, params: Mapping[str, Any], finding: Finding, outputs: int = 1) -> Placeholder:
        """A placeholder for these parameters with this many output ports."""
        ports = ("output",) if outputs == 1 else tuple(tr("output {number}", number=port) for port in range(outputs))
        return cls(kind, json.dumps(params), finding, outputs=ports)

    def params(self) -> dict[str, Any]:
        """The parameters exactly as the file had them."""
        params: dict[str, Any] = json.loads(self.written)
        return params

    def label(self) -> str:
        """What stands on the node's card."""
        return tr("not readable here")


def family_of(layer: object) -> str:
    """The family of a layer, `other` for one that cannot be read."""
    return layer.family if isinstance(layer, Layer) else "other"


def title_of(layer: Layer | Placeholder) -> str:
    """What a layer is, in words."""
    return layer.title if isinstance(layer, Layer) else tr("Unknown layer")
