"""Menus in Chinese are named without the letters that open them by key."""

from __future__ import annotations

import pytest

from studio.text import language
from studio.ui.actions.menus import menus_of

pytestmark = pytest.mark.usefixtures("chinese")


def test_a_menu_is_named_without_its_key() -> None:
    assert language.current() == "zh_CN"
    assert menus_of("file.save") == ("文件",)
