"""Actions are declared once, each under a name of its own, and their keys do not contradict each other."""

from __future__ import annotations

import ast
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import studio
from studio.paths import RESOURCES
from studio.text import Text, language
from studio.ui.actions import actions
from studio.ui.actions.annotations import ALIGNING, ANNOTATIONS
from studio.ui.actions.data import DATA
from studio.ui.actions.entries import ENTRIES
from studio.ui.actions.menus import (
    MENU_BAR,
    ON_EMPTY_CANVAS,
    ON_LINK,
    ON_NODE,
    ON_RUN,
    TOOLBAR,
    TOOLBAR_END,
    listed,
    menus_of,
)  # fmt: skip
from studio.ui.actions.network import NETWORK
from studio.ui.actions.runs import RUNS
from studio.ui.actions.shortcuts import declared_keys, do_meet
from studio.ui.actions.whole_window import WHOLE_WINDOW

MAKER = Path("ui/actions/making.py")
DECLARED = (*WHOLE_WINDOW, *NETWORK, *ANNOTATIONS, *ALIGNING, *RUNS, *DATA, *ENTRIES)


def test_every_id_is_its_own() -> None:
    assert [name for name, count in Counter(action.id for action in DECLARED).items() if count > 1] == []
    assert len(actions) == len(DECLARED)


def test_no_two_actions_want_the_same_keys_at_the_same_time(qapp: QApplication) -> None:
    wanted = {action.id: set(declared_keys(action.id)) for action in DECLARED}
    clashes = [
        (first.id, second.id) for first, second in combinations(DECLARED, 2) if wanted[first.id] & wanted[second.id]
    ]
    assert [pair for pair in clashes if do_meet(*pair)] == []


def test_words_come_from_the_catalogue_and_signs_are_there() -> None:
    for action in DECLARED:
        words = (action.title, *(text for text in (action.tip, action.when.missing) if text))
        assert all(isinstance(text, Text) for text in words), action.id
        assert not action.icon or (RESOURCES / "icons" / f"{action.icon}.svg").is_file(), action.id


def test_what_menus_and_toolbar_list_is_declared() -> None:
    menus = [name for menu in (*MENU_BAR, ON_EMPTY_CANVAS, ON_LINK, ON_NODE, ON_RUN) for name in listed(menu)]
    assert set(menus) | {name for group in (*TOOLBAR, *TOOLBAR_END) for name in group} <= actions.keys()


def test_the_menu_bar_has_every_action_that_is_for_no_single_entry() -> None:
    everywhere = {action.id for action in DECLARED if action.scope in ("window", "canvas")}
    assert everywhere - {name for menu in MENU_BAR for name in listed(menu)} == {"file.open_recent"}


def test_nothing_else_makes_actions() -> None:
    made = [place for path in sorted(Path(studio.__file__).parent.rglob("*.py")) for place in _makers(path)]
    assert made == []


def _makers(path: Path) -> list[str]:
    """The lines of a module at which an action or a shortcut comes about without a declaration."""
    if path.is_relative_to(Path(studio.__file__).parent / MAKER):
        return []
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return [f"{path}:{call.lineno}" for call in calls if _makes_an_action(call)]


def _makes_an_action(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    # The button within a field of text is an action to Qt alone: no menu, key or palette knows it.
    is_in_field = any("ActionPosition" in ast.unparse(argument) for argument in call.args)
    made = name == "addAction" and len(call.args) + len(call.keywords) > 1 and not is_in_field
    return name in ("QAction", "QShortcut") or made


@pytest.mark.parametrize(("code", "title"), [("en", "File"), ("zh_CN", "文件")])
def test_menus_are_told_without_the_sign_of_their_keys(code: str, title: str) -> None:
    language.use(code)
    try:
        assert menus_of("file.save") == (title,)
    finally:
        language.use(language.SOURCE)
