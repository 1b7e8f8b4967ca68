"""Points in time as people read them."""

from __future__ import annotations

from datetime import datetime

import pytest

from studio.formatting.moments import ago, exactly

NOW = datetime(2026, 3, 1, 12, 0).timestamp()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 1, 11, 59, 30), "just now"),
        (datetime(2026, 3, 1, 12, 0, 30), "just now"),
        (datetime(2026, 3, 1, 11, 58, 30), "1 minute ago"),
        (datetime(2026, 3, 1, 11, 1), "59 minutes ago"),
        (datetime(2026, 3, 1, 8, 5), "today 08:05"),
        (datetime(2026, 2, 28, 23, 59), "yesterday 23:59"),
        (datetime(2026, 2, 27, 23, 59), "2026-02-27"),
        (datetime(2027, 1, 2, 3, 4), "2027-01-02"),
    ],
)
def test_how_long_ago(moment: datetime, words: str) -> None:
    assert ago(moment.timestamp(), NOW) == words


def test_exactly() -> None:
    assert exactly(datetime(2026, 1, 2, 3, 4, 5).timestamp()) == "2026-01-02 03:04:05"
