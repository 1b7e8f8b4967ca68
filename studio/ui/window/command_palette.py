"""The box that finds any action by its words: with its keys, or with why it cannot be done now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QWidget

from studio.text import in_language, searched, tr
from studio.ui.actions import MadeAction, actions, shortcut_text
from studio.ui.actions.menus import groups, menus_of
from studio.ui.canvas.search.entry import Entry
from studio.ui.canvas.search.search_popup import SearchPopup
from studio.ui.window.frame import Frame

TOP, WIDTH, MARGIN = 72, 560, 24
"""Pixels between the upper edge of the window and the box, its width, and what is left of the window beside it."""


def open_commands(frame: Frame, tell: Callable[[str], None]) -> None:
    """Show it, or put it away where it is shown already. `tell` says why what is chosen cannot be done."""
    shown = next((each for each in frame.findChildren(_Commands) if each.isVisible()), None)
    if shown is not None:
        shown.dismiss()
        return
    _Commands(frame, tell).open_at(QPoint((frame.width() - min(WIDTH, frame.width() - 2 * MARGIN)) // 2, TOP))


class _Commands(SearchPopup):
    """What is chosen is done with the focus back where it was, unless a person has put it elsewhere meanwhile."""

    def __init__(self, frame: Frame, tell: Callable[[str], None]) -> None:
        self._known = {
            made.objectName(): made for made in frame.findChildren(MadeAction) if made.objectName() in _listed()
        }
        super().__init__(
            frame,
            tr("Search all commands"),
            lambda text: _found(self._known, text),
            nothing=tr("No command is called so"),
        )
        self._frame, self._tell = frame, tell
        self._before: QWidget | None = frame.focusWidget()
        if self._before is not None:
            self._before.destroyed.connect(self._forget)
        self.setFixedWidth(min(WIDTH, frame.width() - 2 * MARGIN))
        self.dismissed.connect(self._return_focus)
        self.chosen.connect(self._do)

    def _do(self, name: str) -> None:
        self._return_focus()
        if self._known[name].isEnabled():
            QTimer.singleShot(0, self._known[name], self._known[name].trigger)
        else:
            self._tell(self._known[name].missing)

    def _return_focus(self) -> None:
        if self._before is not None and self._frame.focusWidget() in (None, self._frame):
            self._before.setFocus()

    def _forget(self) -> None:
        self._before = None


def _listed() -> set[str]:
    return {name for _, names in groups() for name in names}


def _found(known: dict[str, MadeAction], text: str) -> list[Entry]:
    """Those that have all the words, best first: in the title, then in what is told of them; those of now before."""
    words = text.lower().split()
    ranked = [
        (rank, not made.isEnabled(), _entry(made, menu))
        for menu, names in groups()
        for name in names
        if (made := known.get(name)) is not None and (rank := _rank(made, menu, words)) is not None
    ]
    return [entry for _, _, entry in sorted(ranked, key=lambda each: each[:2])]


def _rank(made: MadeAction, menu: str, words: list[str]) -> int | None:
    """0 where the title begins with the words, 1 where words of it begin so, 2 where it has them, 3 where the rest."""
    title = _title(made).lower()
    if title.startswith(" ".join(words)):
        return 0
    if all(any(part.startswith(word) for part in title.split()) for word in words):
        return 1
    if all(word in title for word in words):
        return 2
    declared = actions[made.objectName()]
    told = searched(title, declared.title, declared.tip, *menus_of(made.objectName()), menu)
    return 3 if all(word in told for word in words) else None


def _entry(made: MadeAction, menu: str) -> Entry:
    name = made.objectName()
    said = made.missing if not made.isEnabled() else in_language(actions[name].tip)
    way = " › ".join(menus_of(name) or (menu,))
    detail = f"{way} · {said}" if said else way
    return Entry(name, _title(made), detail, "", shortcut_text(name), made.isEnabled(), actions[name].icon)


def _title(made: MadeAction) -> str:
    return made.text().replace("&&", "&")
