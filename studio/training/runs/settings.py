"""The settings of a run as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.layers import Declaration
from studio.training.snapshot import Snapshot


def configuration(snapshot: Snapshot) -> dict[str, Any]:
    """The settings of a snapshot as JSON values, defaults written out."""
    own = {"project": snapshot.project} if snapshot.project else {}
    return {"name": snapshot.name, **own, "data": plain(snapshot.data), "training": plain(snapshot.training)}


def completed(written: Mapping[str, Any], declaration: Declaration) -> dict[str, Any]:
    """Settings of a run of a version that did not have all of them: what it lacks is as it was, at its default."""
    known = {**plain(type(declaration)()), **written}
    for name, choice in declaration:
        entry = known[name]
        if isinstance(choice, Declaration) and isinstance(entry, Mapping):
            same = entry.get("kind", choice.kind) == choice.kind
            known[name] = completed(entry, choice) if same else entry
    return known


def plain(declaration: Declaration) -> dict[str, Any]:
    """Settings as JSON values, defaults written out."""
    choices = {name: plain(choice) for name, choice in declaration if isinstance(choice, Declaration)}
    return {"kind": declaration.kind, **declaration.model_dump(mode="json"), **choices}
