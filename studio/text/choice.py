"""Which language a person wants: asked for at the start, chosen in the window, or that of the system."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import NamedTuple

from studio import paths
from studio.text import language
from studio.text.joining import listed
from studio.text.message import tr
from studio.text.system import system_languages

VARIABLE = "NN_STUDIO_LANGUAGE"
"""What was asked for at the start, for the processes that are begun here too."""

PREFERENCE = "language"
"""Its name among what was chosen for all projects."""

SYSTEM = "system"
"""In place of a language: that of the system, whichever it is."""

_TRADITIONAL = ("TW", "HK", "MO")


class Wording(NamedTuple):
    """A sentence with what can be done, as it is told of a language that cannot be spoken."""

    message: str
    remedy: str


def begin(asked: str = "") -> Wording | None:
    """Speak what is asked for, else what was chosen, else the system's language; tells why it is English instead."""
    if asked:
        os.environ[VARIABLE] = asked
    return speak(asked or os.environ.get(VARIABLE, "") or chosen())


def speak(wanted: str) -> Wording | None:
    """Speak a language by its name, that of the system by `system` or ""; tells why it is English instead."""
    if wanted in ("", SYSTEM):
        return _take(of_system())
    found = match([wanted])
    if found is not None:
        return _take(found)
    language.use(language.SOURCE)
    names = listed((*language.known(), SYSTEM), last="or")
    return Wording(
        tr("NN Studio does not speak “{language}”.", language=wanted),
        tr("It speaks English. Choose {names}.", names=names),
    )


def of_system() -> str:
    """The language of the system, or English where that is not among ours."""
    return match(system_languages()) or language.SOURCE


def chosen() -> str:
    """What was chosen in the window; "" where nothing was, for the system's."""
    try:
        read = json.loads(paths.preferences().read_text(encoding="utf-8"))
        found = read.get(PREFERENCE, "")
    except (OSError, ValueError, RecursionError, AttributeError):
        return ""
    return found if isinstance(found, str) else ""


def followed() -> str:
    """What is followed now, asked for at the start or chosen: one of our languages, or `system`."""
    return match([os.environ.get(VARIABLE, "") or chosen()]) or SYSTEM


def match(wanted: Iterable[str]) -> str | None:
    """The first of our languages that is one of these; None where none is.

    Names are as systems and browsers have them: `zh_CN.UTF-8`, `zh-Hans`, `zh-SG`. Who reads traditional characters is
    not given simplified ones.
    """
    known = language.known()
    exactly, loosely = {name.lower(): name for name in known}, {_parts(name): name for name in reversed(known)}
    found = (exactly.get(_bare(name).lower()) or loosely.get(_parts(name)) for name in wanted)
    return next(filter(None, found), None)


def _bare(name: str) -> str:
    """Without encoding and variant."""
    return name.partition(".")[0].partition("@")[0].replace("-", "_")


def _parts(name: str) -> tuple[str, str]:
    """Language and, where it is written in several, script."""
    tongue, *rest = _bare(name).split("_")
    if tongue.lower() != "zh":
        return tongue.lower(), ""
    is_traditional = "hant" in map(str.lower, rest) or (
        "hans" not in map(str.lower, rest) and any(each.upper() in _TRADITIONAL for each in rest)
    )
    return "zh", "hant" if is_traditional else "hans"


def _take(code: str) -> Wording | None:
    if language.use(code):
        return None
    return Wording(
        tr("The texts of “{language}” cannot be read: {reason}", language=code, reason=language.reason()),
        tr("NN Studio speaks English until it is installed anew."),
    )
