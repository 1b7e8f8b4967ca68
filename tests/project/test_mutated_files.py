"""Damaged project files open or are refused with a sentence, and what opens can be used; `tests/fuzz/project_files.py`
tries thousands."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import project_files
import pytest

COUNT = 140
BATCHES = 10


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_file_opens_or_is_refused_with_a_sentence(batch: int, tmp_path: Path) -> None:
    for number in range(batch, COUNT, BATCHES):
        path = tmp_path / f"{number}.nns"
        path.write_bytes(project_files.mutated(number)[1])
        assert project_files.use(path) in ("refused", "errors", "runs")


@pytest.mark.slow
def test_some_damage_is_survived_and_most_is_noticed(tmp_path: Path) -> None:
    """The mutations reach every outcome; otherwise they would test nothing."""
    outcomes: Counter[str] = Counter()
    for number in range(COUNT, COUNT + 60):
        path = tmp_path / "case.nns"
        path.write_bytes(project_files.mutated(number)[1])
        outcomes[project_files.use(path)] += 1
    assert min(outcomes[each] for each in ("refused", "errors", "runs")) > 3
