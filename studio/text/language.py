"""The language in use, and its catalogue: compiled gettext files in `resources/translations`.

The one global state of this room: texts are asked for everywhere, and a program speaks one language at a time.
"""

from __future__ import annotations

import gettext as catalogues
import logging

from studio import paths

SOURCE = "en"
"""The language that messages are written in."""

DOMAIN = "studio"

_log = logging.getLogger(__name__)
_catalogue: catalogues.NullTranslations = catalogues.NullTranslations()
_language = SOURCE


def use(language: str) -> bool:
    """Speak a language from now on; English, and False, where its catalogue is missing or damaged."""
    global _catalogue, _language
    _catalogue, _language = catalogues.NullTranslations(), SOURCE
    if language == SOURCE:
        return True
    try:
        _catalogue = catalogues.translation(DOMAIN, paths.translations(), [language])
    except (OSError, ValueError, UnicodeError) as error:
        _log.warning("No texts in %s: %s", language, error)
        return False
    _language = language
    return True


def current() -> str:
    """The language in use, as gettext names it."""
    return _language


def gettext(message: str) -> str:
    """The message in the language in use, or as it is where the catalogue lacks it."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form for this count in the language in use."""
    return _catalogue.ngettext(singular, plural, count)
