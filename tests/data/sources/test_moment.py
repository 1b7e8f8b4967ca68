"""Within a moment data are looked at once."""

from __future__ import annotations

import threading

import pytest

from studio.data.sources.moment import once, one_moment


def test_what_was_found_is_kept_for_the_moment_only() -> None:
    looked: list[str] = []

    def look(what: str) -> int:
        return once(what, lambda: looked.append(what) or len(looked))

    with one_moment():
        assert [look("cats"), look("dogs"), look("cats")] == [1, 2, 1]
    assert [look("cats"), look("cats")] == [3, 4]
    with one_moment():
        assert look("cats") == 5


def test_what_failed_is_tried_again_and_no_other_thread_is_told() -> None:
    def fail() -> None:
        raise OSError("gone")

    elsewhere: list[int] = []
    with one_moment():
        with pytest.raises(OSError, match="gone"):
            once("cats", fail)
        assert once("cats", lambda: 1) == 1
        thread = threading.Thread(target=lambda: elsewhere.append(once("cats", lambda: 2)))
        thread.start()
        thread.join()
    assert elsewhere == [2]
