"""Which Python code a person has allowed to run in this process; nothing else decides it.

Allowed is an exact text: a code with one letter changed is another code, which asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

from studio.errors import StudioError
from studio.text import tr

_allowed: set[str] = set()
_ours: set[str] = set()
_listeners: list[Callable[[], None]] = []


class ConsentError(StudioError):
    """Code that has not been allowed was about to run."""

    def __init__(self) -> None:
        super().__init__(
            tr("The network runs Python code written in the project, which has not been allowed yet."),
            tr("Read the code, then allow it."),
        )


def allow(codes: Iterable[str]) -> None:
    """Let exactly these texts run until the process ends. Called only where a person has said so."""
    before = len(_allowed)
    _allowed.update(codes)
    if len(_allowed) != before:
        for listener in tuple(_listeners):
            listener()


def ship(code: str) -> None:
    """Declare a text that this program brings along, which needs nobody's consent."""
    _ours.add(code)


def forget() -> None:
    """Allow nothing any more but what is our own."""
    _allowed.clear()


def is_allowed(code: str) -> bool:
    """Whether a person has allowed exactly this text, or it is our own."""
    return code in _allowed or code in _ours


def check(code: str) -> None:
    """Raise ConsentError unless exactly this text is allowed."""
    if not is_allowed(code):
        raise ConsentError


def fingerprint(codes: Iterable[str]) -> str:
    """A hash of all the code of a project; it changes with any of them."""
    digest = sha256()
    for code in sorted(set(codes)):
        digest.update(sha256(code.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()


def on_change(listener: Callable[[], None]) -> Callable[[], None]:
    """Call the listener whenever more is allowed; gives what ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener) if listener in _listeners else None
