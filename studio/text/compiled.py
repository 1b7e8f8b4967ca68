"""Catalogues as they are looked up: worked out of the files that people write once, and kept beside the caches.

Reading 6,500 messages as people write them takes a quarter of a second, what was kept of them two milliseconds.
"""

from __future__ import annotations

import gettext
import logging
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

Messages = dict[str, str | tuple[str, ...]]
"""Translations by the English message; of one that depends on a number all its forms."""

FORMAT = f"1 {sys.implementation.cache_tag}".encode()
"""What is kept is Python's own form of values, which each version of it has for itself."""

_STAMP = sha256().digest_size
_log = logging.getLogger(__name__)


class Catalogue(gettext.NullTranslations):
    """The messages of a language; what it lacks stays English."""

    def __init__(self, messages: Mapping[str, str | tuple[str, ...]], plural: str) -> None:
        """`plural` is the rule for the form of a number, as gettext's files have it. Raises ValueError."""
        super().__init__()
        self._messages = messages
        self._form: Callable[[int], int] = gettext.c2py(plural)

    def gettext(self, message: str) -> str:
        found = self._messages.get(message)
        return message if found is None else found if isinstance(found, str) else found[0]

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        found = self._messages.get(singular)
        if isinstance(found, tuple):
            form = self._form(count)
            if form < len(found):
                return found[form]
        return super().ngettext(singular, plural, count) if found is None else str(found)


def catalogue(source: Path, folder: Path) -> Catalogue:
    """The catalogue in a file of texts, by what `folder` keeps of it where that is sound and of this very file.

    Raises OSError and ValueError where the file cannot be read.
    """
    written = source.read_bytes()
    stamp = sha256(FORMAT + written).digest()
    kept = folder / f"{source.stem}.texts"
    found = _kept(kept, stamp)
    if found is None:
        found = _compiled(written)
        _keep(kept, stamp, found)
    plural, messages = found
    return Catalogue(messages, plural)


def _kept(file: Path, stamp: bytes) -> tuple[str, Messages] | None:
    """What was kept of the source with this stamp; None where there is none, or it was damaged."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    of, digest, body = content[:_STAMP], content[_STAMP : 2 * _STAMP], content[2 * _STAMP :]
    if of != stamp or sha256(body).digest() != digest:
        return None
    plural, messages = marshal.loads(body)
    return plural, messages


def _keep(file: Path, stamp: bytes, found: tuple[str, Messages]) -> None:
    """Save the work of the next start; where nothing can be written, each start does it anew."""
    body = marshal.dumps(found)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
        try:
            with os.fdopen(descriptor, "wb") as written:
                written.write(stamp + sha256(body).digest() + body)
            os.replace(aside, file)
        except OSError:
            os.unlink(aside)
            raise
    except OSError as error:
        _log.info("Texts are not kept in %s: %s", file, error)


def _compiled(written: bytes) -> tuple[str, Messages]:
    """The rule for plurals and the messages of a file as people write it. Raises ValueError."""
    from babel.messages.pofile import PoFileError, read_po

    _check_whole(written)
    try:
        read = read_po(BytesIO(written), abort_invalid=True)
        messages = {_key(each.id): _translation(each.string) for each in read if each.id and not each.fuzzy}
        plural = read.plural_expr
    except (PoFileError, LookupError, TypeError, AttributeError, SyntaxError) as error:
        raise ValueError(str(error)) from error
    gettext.c2py(plural)
    return plural, {key: told for key, told in messages.items() if told}


def _check_whole(written: bytes) -> None:
    """Babel reads over what a file that ends early lacks. Raises ValueError where that, or all, is missing."""
    if b"Content-Type:" not in written:
        raise ValueError("it has no header")
    for number, line in enumerate(written.splitlines(), 1):
        if line.strip() and not line.startswith(b"#") and not line.rstrip().endswith(b'"'):
            raise ValueError(f"line {number} is cut short")


def _key(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _translation(string: str | tuple[str, ...] | list[str] | None) -> str | tuple[str, ...]:
    """What a message is in the language, empty where that is not known."""
    return string if isinstance(string, str) else tuple(string) if string and all(string) else ()
