"""What the channels of pictures, the columns of rows and the coordinates of points are called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.data.preparation import Preparation
from studio.data.transforms.row_steps import Fill, OneHot
from studio.text import tr


def channel_names(plan: Preparation) -> tuple[str, ...]:
    """Names of what is measured by itself: channels of pictures, columns of rows; one for tokens, which are alike."""
    count = plan.fitted[0]
    if plan.vocabulary:
        return ("",)
    if plan.features:
        names = _columns(plan)
        return names if len(names) == count else tuple(str(at) for at in range(count))
    if plan.sample == "picture":
        return ("R", "G", "B") if count == 3 else ("",) if count == 1 else tuple(map(str, range(count)))
    if plan.sample == "point":
        return ("x", "y")[:count] if count <= 2 else tuple(f"x{at}" for at in range(count))
    return tuple(str(at) for at in range(count))


def number_names(plan: Preparation) -> tuple[str, ...]:
    """What each number of a sample (F,) or (C, L) is called, row by row; one name for tokens, which are alike."""
    names, places = channel_names(plan), plan.fitted[1:]
    if plan.vocabulary or not places:
        return names
    return tuple(", ".join((name, *map(str, at))) for name in names for at in np.ndindex(*places))


def _columns(plan: Preparation) -> tuple[str, ...]:
    """The columns of a row as the network gets it: one for each category, and those that say what was missing."""
    names: Sequence[str] = plan.features
    kinds = list(plan.categories)
    for step in plan.fitting:
        if isinstance(step, Fill):
            names = (*names, *(tr("{column} missing", column=plan.features[at]) for at in step.marked))
        if isinstance(step, OneHot):
            kinds += [()] * (len(names) - len(kinds))
            names = [each for name, found in zip(names, kinds, strict=True) for each in _spread(name, found)]
    return tuple(names)


def _spread(name: str, categories: Sequence[str]) -> Sequence[str]:
    return [f"{name}: {each or tr('missing')}" for each in categories] or [name]
