"""A row as it is typed on a line: `length=5.1, colour=red`, or a JSON object."""

from __future__ import annotations

import json

from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.evaluation.inputs.rows import columns_of
from studio.formatting.shortened import shortened
from studio.text import tr


def cells(text: str, preparation: Preparation) -> dict[str, str]:
    """The cells of a typed row by the names of their columns. Raises DataError for what is no row.

    A comma is part of a cell, or of a name, unless a name and = follow it.
    """
    if text.lstrip().startswith("{"):
        return _of_json(text)
    names = sorted(columns_of(preparation), key=len, reverse=True)
    found: dict[str, str] = {}
    last = ""
    for part in _parts(text, names):
        name = next((each for each in names if part.startswith(f"{each}=")), None)
        if name is None:
            name, equals, _ = part.partition("=")
            if not equals and last:
                found[last] = f"{found[last]},{part}"
                continue
            if not equals:
                raise DataError(
                    tr("“{part}” in the row is no cell.", part=shortened(part)),
                    tr("Write name=value, with commas between."),
                )
        last = name.strip()
        if last in found:
            raise DataError(tr("The row has “{name}” twice.", name=shortened(last)), tr("Give each column once."))
        found[last] = part[len(name) + 1 :].strip()
    return found


def _parts(text: str, names: list[str]) -> list[str]:
    """What stands between commas, but for commas within a known name."""
    parts: list[str] = []
    for part in text.split(","):
        if parts and any("," in name and name.startswith(f"{parts[-1]},") for name in names):
            parts[-1] = f"{parts[-1]},{part}".strip()
        else:
            parts.append(part.strip())
    return parts


def _of_json(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise DataError(tr("The row is no JSON object."), tr("Write name=value, with commas between.")) from None
    return {name: "" if value is None else str(value) for name, value in found.items()}
