"""Axes of small plots: where values lie, and which round ones are told."""

from __future__ import annotations

import pytest

from studio.ui.widgets.plot_axis import PlotAxis


@pytest.mark.parametrize(
    ("axis", "ticks", "words"),
    [
        (PlotAxis(0.0, 10.0), [0, 2, 4, 6, 8, 10], ["0", "2", "4", "6", "8", "10"]),
        (PlotAxis(1.55, 2.8), [2.0, 2.5], ["2.0", "2.5"]),
        (PlotAxis(0.0, 0.001), [0.0, 0.0002, 0.0004, 0.0006, 0.0008, 0.001], ["0.0000", "0.0002", "0.0004"]),
        (PlotAxis(0.0, 2e-6), None, ["0", "5e-07", "1e-06"]),
        (PlotAxis(0.0, 22_000.0), [0, 5000, 10_000, 15_000, 20_000], ["0", "5\u202f000"]),
        (PlotAxis(1e-5, 1.0, logarithmic=True), [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0], ["10⁻⁵", "10⁻⁴", "0.001", "0.01"]),
        (PlotAxis(1e-9, 10.0, logarithmic=True), [1e-9, 1e-7, 1e-5, 1e-3, 0.1, 10.0], None),
    ],
)
def test_round_values_are_told(axis: PlotAxis, ticks: list[float] | None, words: list[str] | None) -> None:
    found = axis.ticks(5)
    if ticks is not None:
        assert found == pytest.approx(ticks)
    assert all(axis.low * 0.999 <= each <= axis.high * 1.001 for each in found)
    assert len(found) >= 2
    if words is not None:
        assert axis.words(found)[: len(words)] == words


@pytest.mark.parametrize("axis", [PlotAxis(-2.0, 6.0), PlotAxis(1e-6, 10.0, logarithmic=True)])
@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_a_place_and_its_value_are_the_same(axis: PlotAxis, share: float) -> None:
    assert axis.share(axis.value(share)) == pytest.approx(share)


def test_what_has_no_logarithm_lies_below() -> None:
    assert PlotAxis(1e-6, 1.0, logarithmic=True).share(0.0) < 0
