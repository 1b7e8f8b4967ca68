"""The language in use, and its catalogue: one gettext file a language in `resources/translations`, read as it is.

The one global state of this room: texts are asked for everywhere, and a program speaks one language at a time.
"""

from __future__ import annotations

import gettext as catalogues
import logging
from io import BytesIO
from pathlib import Path

from studio import paths

SOURCE = "en"
"""The language that messages are written in."""

_log = logging.getLogger(__name__)
_catalogue: catalogues.NullTranslations = catalogues.NullTranslations()
_language = SOURCE


def known() -> tuple[str, ...]:
    """The languages that there are catalogues for, and English."""
    return (SOURCE, *sorted(file.stem for file in paths.translations().glob("*.po")))


def use(language: str) -> bool:
    """Speak a language from now on; English, and False, where its catalogue is missing or damaged."""
    global _catalogue, _language
    _catalogue, _language = catalogues.NullTranslations(), SOURCE
    if language == SOURCE:
        return True
    try:
        _catalogue = _read(paths.translations() / f"{language}.po")
    except (OSError, ValueError, UnicodeError, SyntaxError) as error:
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


def _read(path: Path) -> catalogues.NullTranslations:
    """A catalogue as people write it; English needs none of what is imported here. Raises OSError and ValueError."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    compiled = BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, abort_invalid=True))
    except (PoFileError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)
