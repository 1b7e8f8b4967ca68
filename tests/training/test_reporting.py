"""How often a training reports: live where that costs nothing, less often where its metrics are much work."""

from __future__ import annotations

import pytest

from studio.training.callbacks.reporting import LONGEST, REPORT_SECONDS, SHARE, between_reports


def test_metrics_that_are_quickly_told_are_told_ten_times_a_second() -> None:
    assert between_reports(0.0) == between_reports(REPORT_SECONDS * SHARE) == REPORT_SECONDS


def test_metrics_that_take_longer_are_told_less_often_so_that_they_take_a_small_share() -> None:
    assert between_reports(0.006) == pytest.approx(0.006 / SHARE)


def test_someone_who_watches_never_waits_longer_than_a_second() -> None:
    assert between_reports(30.0) == LONGEST == 1.0
