"""The language in use, and its catalogue: one gettext file a language in `resources/translations`, read as it is.

The one global state of this room: texts are asked for everywhere, and a program speaks one language at a time.
"""

from __future__ import annotations

import gettext as catalogues
import logging
from collections.abc import Callable
from functools import _lru_cache_wrapper
from typing import Any, TypeVar

from studio import paths
from studio.text.compiled import catalogue

SOURCE = "en"
"""The language that messages are written in."""

Cached = TypeVar("Cached", bound="_lru_cache_wrapper[Any]")

_log = logging.getLogger(__name__)
_catalogue: catalogues.NullTranslations = catalogues.NullTranslations()
_language = SOURCE
_reason = ""
_forgotten: list[Callable[[], None]] = []


def known() -> tuple[str, ...]:
    """The languages that there are catalogues for, and English."""
    return (SOURCE, *sorted(file.stem for file in paths.translations().glob("*.po")))


def use(language: str) -> bool:
    """Speak a language from now on; English, and False, where its catalogue is missing or damaged."""
    global _catalogue, _language, _reason
    _catalogue, _language, _reason = catalogues.NullTranslations(), SOURCE, ""
    for forget in _forgotten:
        forget()
    if language == SOURCE:
        return True
    try:
        _catalogue = catalogue(paths.translations() / f"{language}.po", paths.compiled_texts())
    except (OSError, ValueError) as error:
        _log.info("No texts in %s: %s", language, error)
        _reason = str(error)
        return False
    _language = language
    return True


def while_spoken(cached: Cached) -> Cached:
    """Keep what a function with an lru_cache gives only until another language is spoken."""
    _forgotten.append(cached.cache_clear)
    return cached


def current() -> str:
    """The language in use, as gettext names it."""
    return _language


def reason() -> str:
    """Why the language asked for last is not in use, in the words of what read its catalogue; "" where it is."""
    return _reason


def gettext(message: str) -> str:
    """The message in the language in use, or as it is where the catalogue lacks it."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form for this count in the language in use."""
    return _catalogue.ngettext(singular, plural, count)
