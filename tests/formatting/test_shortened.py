from __future__ import annotations

from studio.formatting.shortened import LENGTH, shortened


def test_a_short_text_is_whole() -> None:
    assert shortened("x" * LENGTH) == "x" * LENGTH


def test_a_long_text_is_its_beginning_with_a_sign_that_more_follows() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert len(shortened("x" * 12_000)) == LENGTH
