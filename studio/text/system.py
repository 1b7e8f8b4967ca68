"""The languages that a person's system speaks, the one liked best first, as the system itself names them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_CATEGORIES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NONE = ("C", "POSIX")


def system_languages(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> tuple[str, ...]:
    """Names such as `zh_CN.UTF-8` and `zh-Hans-CN`; of the environment or, where that names none, of the system.

    As gettext has it: `LANGUAGE` is a list that goes before the others, unless these say that there is no language.
    """
    named = next((environment[each] for each in _CATEGORIES if environment.get(each)), "")
    if named.partition(".")[0] in _NONE:
        return ()
    if environment.get("LANGUAGE") and named:
        return tuple(filter(None, environment["LANGUAGE"].split(":")))
    if named:
        return (named,)
    if platform == "darwin":
        return _of_macos()
    return _of_windows() if platform == "win32" else ()


def _of_macos() -> tuple[str, ...]:
    """What is chosen in the system's settings; a program started from the Dock has none in its environment."""
    import plistlib

    try:
        with (Path.home() / "Library/Preferences/.GlobalPreferences.plist").open("rb") as file:
            found = plistlib.load(file).get("AppleLanguages", ())
    except (OSError, ValueError, plistlib.InvalidFileException):
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _of_windows() -> tuple[str, ...]:
    import ctypes
    import locale

    number = ctypes.windll.kernel32.GetUserDefaultUILanguage()  # type: ignore[attr-defined]
    name = locale.windows_locale.get(number)
    return (name,) if name else ()
