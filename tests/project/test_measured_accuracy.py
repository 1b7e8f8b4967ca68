"""On how many samples a file is held against its network."""

from __future__ import annotations

import pytest

from studio.project.measured_accuracy import BATCH, SAMPLES, within_reach


@pytest.mark.parametrize(("macs", "count"), [(0, SAMPLES), (416_520, SAMPLES), (10**9, 100), (10**12, BATCH)])
def test_large_networks_answer_fewer_samples(macs: int, count: int) -> None:
    assert within_reach(macs) == count
