"""Within a moment data are looked at once."""

from __future__ import annotations

import threading

import pytest

from studio.data.sources.moment import let_go, once, one_moment


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


def test_what_is_over_is_let_go_with_the_outermost_moment() -> None:
    ended: list[str] = []
    with one_moment():
        with one_moment():
            assert once("cats", lambda: "found", ended.append) == "found"
        assert ended == []
        assert once("cats", lambda: "again", ended.append) == "found"
    assert ended == ["found"]


def test_very_many_objects_are_let_go_all_of_them() -> None:
    pictures, headers = list(range(12_345)), dict.fromkeys(range(2_345))
    let_go(pictures)
    let_go(headers)
    assert not pictures
    assert not headers
