"""Whether a saved state is one that LBFGS can go on from: pairs of vectors over all weights, and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor

_VECTORS, _LISTS = ("d", "prev_flat_grad"), ("old_dirs", "old_stps")
_NUMBERS, _COUNTS = ("t", "H_diag", "prev_loss"), ("func_evals", "n_iter")
_SCRATCH = "al"
"""A list of numbers or None that each iteration fills anew."""


def is_like_lbfgs(gathered: Mapping[Any, Any], weights: int, history: int) -> bool:
    """Whether this is what LBFGS gathers of so many weights, whose history has so many pairs at most.

    torch keeps it all with the first parameter; before the first step there is nothing.
    """
    if not gathered:
        return True
    values = gathered.get(0)
    if len(gathered) > 1 or not isinstance(values, dict):
        return False
    if any(type(values.get(name)) is not int or values[name] < 0 for name in _COUNTS):
        return False
    rest = values.keys() - {*_COUNTS, _SCRATCH}
    if not rest:  # a step that found nothing to do
        return True
    if rest != {*_VECTORS, *_LISTS, *_NUMBERS, "ro"} or not all(map(_is_number, (values[name] for name in _NUMBERS))):
        return False
    rows = [values[name] for name in (*_LISTS, "ro")]
    if not all(isinstance(row, list) and len(row) == len(rows[0]) <= history for row in rows):
        return False
    vectors = [values[name] for name in _VECTORS] + rows[0] + rows[1]
    scratch = values.get(_SCRATCH, [])
    return (
        all(isinstance(each, Tensor) and each.is_floating_point() and each.shape == (weights,) for each in vectors)
        and all(map(_is_number, rows[2]))
        and isinstance(scratch, list)
        and all(each is None or _is_number(each) for each in scratch)
    )


def _is_number(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value.dim() == 0 and value.is_floating_point()
    return isinstance(value, int | float) and not isinstance(value, bool)
