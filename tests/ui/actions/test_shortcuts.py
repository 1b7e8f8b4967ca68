"""A person's own keys for actions: taken from others that would hear them, kept, and given up again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from studio.ui.actions import actions, shortcuts
from studio.ui.actions.shortcuts import PLACES, declared_keys, do_meet, native, unfit

WITH_KEYS = sorted(name for name, action in actions.items() if action.scope in PLACES)
KEYS = st.sampled_from(["Ctrl+G", "Ctrl+Shift+Z", "F5", "Ctrl+B", "Del", "Alt+Ü", "Ctrl+9"])


@pytest.fixture(autouse=True)
def keys_as_declared(qapp: QApplication) -> Iterator[None]:
    yield
    shortcuts().take({})


def test_the_key_of_another_action_is_told_taken_and_given_back() -> None:
    assert shortcuts().others_with("edit.duplicate", "Ctrl+G") == ["block.group"]
    shortcuts().choose("edit.duplicate", ["Ctrl+G"])
    assert shortcuts().of("edit.duplicate") == ("Ctrl+G",)
    assert shortcuts().of("block.group") == ()
    shortcuts().reset("edit.duplicate")
    assert shortcuts().of("block.group") == ("Ctrl+G",)
    assert not shortcuts().chosen


def test_keys_that_are_heard_in_other_places_are_left_alone() -> None:
    shortcuts().choose("runs.star", ["Ctrl+G"])
    assert shortcuts().of("block.group") == ("Ctrl+G",)
    assert shortcuts().others_with("runs.star", "Ctrl+B") == []


def test_what_fields_need_themselves_stands_for_nothing_everywhere() -> None:
    assert "Hold Ctrl or Alt" in unfit("train.start", "Esc")
    assert unfit("train.start", "Ctrl+Return") == unfit("edit.select_none", "Esc") == ""


def test_kept_choices_of_another_version_or_a_damaged_file_are_passed_by() -> None:
    shortcuts().take({"no.such": ["F5"], "problem.copy": ["F9"], "edit.cut": ["", "F9"], "edit.copy": ["F9"]})
    assert shortcuts().chosen == {"edit.cut": ("F9",), "edit.copy": ()}


@pytest.mark.parametrize(
    ("keys", "on_macos", "elsewhere"),
    [
        ("Ctrl+Shift+Z", "⇧⌘Z", "Ctrl+Shift+Z"), ("Ctrl++", "⌘+", "Ctrl++"), ("Ctrl+Alt+Left", "⌥⌘←", "Ctrl+Alt+Left"),
        ("Meta+Tab", "⌃⇥", "Meta+Tab"), ("F5", "F5", "F5"), ("Ctrl", "⌘", "Ctrl"), ("Alt", "⌥", "Alt"), ("", "", ""),
    ],
)  # fmt: skip
def test_keys_are_written_as_each_system_does(keys: str, on_macos: str, elsewhere: str) -> None:
    assert native(keys, "darwin") == on_macos
    assert native(keys, "linux") == native(keys, "win32") == elsewhere


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_no_two_actions_are_declared_with_the_same_keys_in_one_place(platform: str) -> None:
    held = [(name, key) for name in WITH_KEYS for key in declared_keys(name, platform)]
    assert not [pair for pair in combinations(held, 2) if pair[0][1] == pair[1][1] and do_meet(pair[0][0], pair[1][0])]


def test_on_macos_no_action_waits_for_keys_that_never_arrive() -> None:
    taken = {"Ctrl+Tab", "Ctrl+Shift+Tab", "Ctrl+H", "Ctrl+Alt+H", "Ctrl+M", "Ctrl+Alt+M", "Ctrl+Space", "F11", "Ins"}
    assert not [name for name in WITH_KEYS if taken & {*declared_keys(name, "darwin")}]


@given(st.lists(st.tuples(st.sampled_from(WITH_KEYS), st.lists(KEYS, max_size=2, unique=True)), max_size=8))
def test_no_key_ever_means_two_things_in_one_place(chosen: list[tuple[str, list[str]]]) -> None:
    shortcuts().take({})
    for name, keys in chosen:
        shortcuts().choose(name, keys)
        assert shortcuts().of(name) == tuple(keys)
    held = [(name, key) for name in WITH_KEYS for key in shortcuts().of(name)]
    by_key: dict[str, list[str]] = {}
    for name, key in held:
        by_key.setdefault(key, []).append(name)
    assert not [pair for names in by_key.values() for pair in pairwise(names) if do_meet(*pair)]
    kept = dict(shortcuts().chosen)
    shortcuts().take({})
    assert all(shortcuts().of(name) == declared_keys(name) for name in WITH_KEYS)
    shortcuts().take(kept)
    assert held == [(name, key) for name in WITH_KEYS for key in shortcuts().of(name)]
