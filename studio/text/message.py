"""Messages with their arguments, put into words in the language in use."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, overload

from studio.text import language, spacing
from studio.text.control_characters import written_out

_log = logging.getLogger(__name__)


class Text(str):
    """A text in the language it was made in, which keeps its message and arguments to be told again in another.

    `message` is the English sentence that the catalogue is searched for, `plural` its form for other counts than
    one ("" where there is none).
    """

    message: str
    plural: str
    arguments: Mapping[str, Any]

    __slots__ = ("arguments", "message", "plural")

    def __new__(cls, message: str, arguments: Mapping[str, Any] | None = None, plural: str = "") -> Text:
        arguments = dict(arguments or {})
        text = super().__new__(cls, _worded(message, plural, arguments))
        text.message, text.plural, text.arguments = message, plural, arguments
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return Text, (self.message, dict(self.arguments), self.plural)


def tr(message: str, /, **arguments: Any) -> Text:
    """A message in the language in use, its `{names}` replaced by the arguments.

    Without arguments braces stand for themselves. What is a text already is told again.
    """
    return in_language(message) if isinstance(message, Text) else Text(message, arguments)


def ntr(singular: str, plural: str, count: int, /, **arguments: Any) -> Text:
    """The form of a message that fits a count, which stands in it as `{count}` unless that is given."""
    return Text(singular, {"count": count, **arguments, "": count}, plural)


@overload
def in_language(text: Text) -> Text: ...


@overload
def in_language(text: str) -> str: ...


def in_language(text: str) -> str:
    """A text told again in the language in use; what is no message stays as it is."""
    return Text(text.message, text.arguments, text.plural) if isinstance(text, Text) else text


def in_english(text: str) -> str:
    """A text as it is in the language that messages are written in; what is no message stays as it is."""
    if not isinstance(text, Text):
        return text
    count = abs(text.arguments[""]) if text.plural else 1
    message = text.message if count == 1 else text.plural
    named = {name: _english_argument(value) for name, value in text.arguments.items() if name}
    return message.format(**named) if named else message


def _english_argument(value: Any) -> Any:
    return written_out(in_english(value)) if isinstance(value, str) else value


def _argument(value: Any) -> Any:
    """An argument as it stands in a sentence: words of files and paths do not steer what shows it."""
    return written_out(in_language(value)) if isinstance(value, str) else value


def _worded(message: str, plural: str, arguments: Mapping[str, Any]) -> str:
    """In English where a translation asks for arguments that there are not: a file of texts ends no program."""
    named = {name: _argument(value) for name, value in arguments.items() if name}
    count = abs(arguments[""]) if plural else 1
    english = message if count == 1 else plural
    if not message:
        return message
    found = language.ngettext(message, plural, count) if plural else language.gettext(message)
    if not named:
        return found
    try:
        return _put_in(found, named)
    except (KeyError, IndexError, ValueError, AttributeError):
        if found == english:
            raise
        _log.warning("The translation of %r asks for other arguments: %r", english, found)
        return english.format(**named)


def _put_in(translation: str, arguments: Mapping[str, Any]) -> str:
    if spacing.is_spaced(language.current()):
        return spacing.formatted(translation, arguments)
    return translation.format(**arguments)
