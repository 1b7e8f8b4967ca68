"""Numbers as people read them."""

from __future__ import annotations

import pytest

from studio.formatting import numbers


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (156, "156"),
        (999, "999"),
        (1_000, "1.00\u202fk"),
        (9_996, "10.0\u202fk"),
        (48_120, "48.1\u202fk"),
        (999_600, "1.00\u202fM"),
        (13_600_000, "13.6\u202fM"),
        (138_357_544, "138\u202fM"),
        (2_500_000_000, "2.50\u202fG"),
    ],
)
def test_counts_have_three_digits(count, text):
    assert numbers.compact(count) == text


def test_exact_counts_are_grouped_by_thousands():
    assert numbers.exact(61_100_840) == "61\u202f100\u202f840"
    assert numbers.exact(156) == "156"


def test_bytes_have_units():
    assert numbers.storage(392) == "392\u202fB"
    assert numbers.storage(12_544) == "12.5\u202fkB"
    assert numbers.storage(1_040_000) == "1.04\u202fMB"


def test_shapes_have_their_sizes_side_by_side():
    assert numbers.shape((6, 28, 28)) == "6 × 28 × 28"
