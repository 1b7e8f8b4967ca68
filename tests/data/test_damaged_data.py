"""Data damaged at random are read or refused with a sentence; `tests/fuzz/data_folders.py` tries thousands by hand."""

from __future__ import annotations

import warnings

import pytest
from data_folders import run

CASES = 48


@pytest.mark.slow
@pytest.mark.parametrize("number", range(CASES))
def test_damaged_folders_are_read_or_refused_with_a_sentence(number: int) -> None:
    with warnings.catch_warnings():
        # Pictures are made of many kinds, some of which Pillow will write no longer one day.
        warnings.simplefilter("ignore", DeprecationWarning)
        run(number)
