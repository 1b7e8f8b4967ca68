"""All caches together stay within their limit; those used longest ago go first, and none that is in use."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from studio import paths
from studio.data.cache.folder import STAMP_BYTES, caches, clear, opened
from studio.data.cache.room import choose_limit, chosen_limit, free_disk, limit
from studio.data.cache.slots import SUM_BYTES, Slots

SHAPE = (3, 64, 64)
COUNT = 8
EACH = 3 * 64 * 64 + SUM_BYTES


def filled(name: str, stamps: bytes = b"") -> Slots:
    """A cache of samples, all of them there."""
    each = [(stamps + bytes([number])).ljust(STAMP_BYTES, b".") for number in range(COUNT)]
    slots = opened(name, {}, each, SHAPE, np.dtype(np.uint8)).slots
    for number in range(slots.count):
        slots.write(number, np.full(SHAPE, number, np.uint8))
    return slots


def age(slots: Slots, seconds: int) -> None:
    """Have a cache been used so long ago."""
    for file in slots.folder.iterdir():
        os.utime(file, (seconds, seconds))


def test_the_same_samples_have_the_same_cache_and_changed_files_another(tmp_path: Path) -> None:
    first, again, other = filled("cats"), filled("cats"), filled("cats", b"changed")
    assert first.folder == again.folder != other.folder
    assert [cache.of for cache in caches()] == ["cats", "cats"]
    assert all(cache.size >= COUNT * EACH for cache in caches())


def test_the_one_used_longest_ago_makes_room() -> None:
    for name, used in (("first", 1_000), ("second", 3_000), ("third", 2_000)):
        slots = filled(name)
        slots.close()
        age(slots, used)
    choose_limit(int(3.5 * max(cache.size for cache in caches())))
    assert filled("fourth").count == COUNT
    assert sorted(cache.of for cache in caches()) == ["fourth", "second", "third"]


def test_one_in_use_stays_and_the_next_has_what_is_left() -> None:
    used = filled("used")
    (cache,) = caches()
    choose_limit(cache.size + 3 * EACH)
    new = filled("new")
    assert new.count == 3
    assert sorted(each.of for each in caches()) == ["new", "used"]
    out = np.zeros(SHAPE, np.uint8)
    assert used.read(7, out)
    assert (out == 7).all()


def test_clearing_leaves_what_is_in_use() -> None:
    used, unused = filled("used"), filled("unused")
    unused.close()
    assert [cache.of for cache in clear()] == ["used"]
    used.close()
    assert clear() == []
    assert list(paths.caches().iterdir()) == []


def test_a_limit_of_nothing_keeps_nothing() -> None:
    choose_limit(0)
    assert filled("nothing").count == 0


def test_the_usual_limit_leaves_room_on_the_disk() -> None:
    assert chosen_limit() is None
    assert 0 <= limit(0) <= free_disk()
    choose_limit(10**18)
    assert limit(0) < free_disk()
    choose_limit(None)
    assert chosen_limit() is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"bytes": "many"}', '{"bytes": -1}', '{"bytes": NaN}'])
def test_a_damaged_choice_counts_as_none(content: str) -> None:
    paths.cache_limit().parent.mkdir(parents=True, exist_ok=True)
    paths.cache_limit().write_text(content)
    assert chosen_limit() is None


def test_strange_things_in_the_folder_are_in_nobodys_way() -> None:
    paths.caches().mkdir(parents=True)
    (paths.caches() / "a file").write_text("?")
    (paths.caches() / "empty").mkdir()
    (paths.caches() / "damaged").mkdir()
    (paths.caches() / "damaged" / "about.json").write_text("[")
    assert filled("cats").count == COUNT
    assert {cache.of for cache in caches()} == {"cats", ""}
