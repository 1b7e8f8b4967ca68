"""Words of a file, a path or a message as they are: Qt would take some of them for markup, keys or signs of its own."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt as Markup

_NOT_MARKUP = "<span style='white-space: pre-wrap'>{}</span>"


def tooltip(text: str) -> str:
    """What is told on pointing at something, for `setToolTip` and the role of that name, shown as it is."""
    return _NOT_MARKUP.format(_text(text)) if Markup.mightBeRichText(text) else text


def titled_tooltip(name: str, words: str, title: str = "", *, width: int = 0) -> str:
    """The same below a name in bold, of some width in pixels; all of it is text, none of it markup."""
    room = f" style='width: {width}px'" if width else ""
    beside = f" · {_text(title)}" if title else ""
    return f"<div{room}><b>{_text(name)}</b>{beside}<p style='margin: 4px 0 0 0'>{_text(words)}</p></div>"


def caption(text: str) -> str:
    """Words on a button, a tab or in a menu, where an “&” would else underline what follows it."""
    return text.replace("&", "&&")


def window_title(text: str) -> str:
    """A part of a window's title, where “[*]” would else stand for the mark of changes."""
    return text.replace("[*]", "[*][*]")


def _text(words: str) -> str:
    return escape(words, quote=False)
