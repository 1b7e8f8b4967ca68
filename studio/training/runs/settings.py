"""The settings of a run as JSON values."""

from __future__ import annotations

from typing import Any

from studio.layers import Declaration
from studio.training.snapshot import Snapshot


def configuration(snapshot: Snapshot) -> dict[str, Any]:
    """The settings of a snapshot as JSON values, defaults written out."""
    training = _plain(snapshot.training)
    training["loss"] = _plain(snapshot.training.loss)
    training["optimizer"] = _plain(snapshot.training.optimizer)
    return {"name": snapshot.name, "data": _plain(snapshot.data), "training": training}


def _plain(declaration: Declaration) -> dict[str, Any]:
    return {"kind": declaration.kind, **declaration.model_dump(mode="json")}
