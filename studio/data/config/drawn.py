"""Points of a plane that a person sets by hand; they stand in the project file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from studio.data.config.base import Undivided
from studio.formatting.shortened import shortened
from studio.layers.fields import EditorMark
from studio.text import tr

MOST_POINTS = 2_000
MOST_CLASSES = 8
DECIMALS = 3
"""Of a coordinate, which are more than a hand can tell apart."""

Points = tuple[tuple[float, float, int], ...]


def read_points(written: Any) -> Points:
    """Points from a list of x, y and class, or the JSON text of one. Raises ValueError that names what is wrong."""
    if isinstance(written, str):
        try:
            written = json.loads(written)
        except (ValueError, RecursionError):
            raise ValueError(tr("points are written as a list, such as [[0.5, -0.2, 0], [0.1, 0.3, 1]]")) from None
    if not isinstance(written, Iterable) or isinstance(written, dict):
        raise ValueError(tr("points are written as a list, such as [[0.5, -0.2, 0], [0.1, 0.3, 1]]"))
    found = tuple(_point(number, entry) for number, entry in enumerate(written, start=1))
    if len(found) > MOST_POINTS:
        raise ValueError(tr("there are {count} points, but at most {most} can be set", count=len(found),
                            most=MOST_POINTS))  # fmt: skip
    return found


def _point(number: int, entry: Any) -> tuple[float, float, int]:
    if not isinstance(entry, list | tuple) or len(entry) != 3:
        raise ValueError(tr("point {number} has to be x, y and a class, such as [0.5, -0.2, 0]", number=number))
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in entry):
        raise ValueError(tr("point {number} has something else than numbers", number=number))
    x, y, label = entry
    if not all(math.isfinite(value) and -1 <= value <= 1 for value in (x, y)):
        raise ValueError(tr("x and y of point {number} have to be from -1 to 1", number=number))
    if label not in range(MOST_CLASSES):
        raise ValueError(
            tr("the class of point {number} has to be a whole number from 0 to {last}, not {label}",
               number=number, last=MOST_CLASSES - 1, label=shortened(str(label)))
        )  # fmt: skip
    return round(float(x), DECIMALS) + 0.0, round(float(y), DECIMALS) + 0.0, int(label)


def _at_first() -> Points:
    """Two arcs around each other, twelve points each."""
    angles = [math.pi * step / 11 for step in range(12)]
    upper = [(0.6 * math.cos(angle) - 0.2, 0.6 * math.sin(angle) - 0.1, 0) for angle in angles]
    return read_points([*upper, *((-x, -y, 1) for x, y, _ in upper)])


class Drawn(Undivided):
    """Points of a plane in two to eight classes that are set by hand, to see what a network makes of them.

    Click to add a point of the chosen class, drag a point to move it, click it with the right button to remove it.
    With the keyboard: arrows move the cross (finely with Shift), Space adds a point there, Page Up and Page Down go
    from point to point, arrows with Ctrl move the point, Delete removes it, and digits choose the class.
    """

    name = "drawn"
    title = "Points set by hand"
    foremost = ("points",)

    points: Annotated[Points, BeforeValidator(read_points), EditorMark("points")] = Field(
        _at_first(), description="Each point as x and y from -1 to 1, and the number of its class"
    )
