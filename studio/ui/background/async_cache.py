"""Answers that torch has to work out, asked for by the UI: worked out in the background, and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.ui.background.pool import Pool

KEPT = 64

_log = logging.getLogger(__name__)


class AsyncCache(QObject):
    """Answers to questions of one sort. A question that has not begun is given up once all its askers ask others."""

    ready = Signal(object)  # the question whose answer is known now

    def __init__(self, work: Callable[[Any], object], name: str, pool: Pool, parent: QObject | None = None) -> None:
        """`work` answers a question, off the UI thread; `name` is what is asked for, for the log."""
        super().__init__(parent)
        self._work = work
        self._name = name
        self._pool = pool
        self._known: dict[Hashable, Any] = {}
        self._errors: dict[Hashable, Exception] = {}
        self._wanted: dict[Hashable, Hashable] = {}
        self._asked: set[Hashable] = set()

    def of(self, question: Any, asker: Hashable) -> Any:
        """The answer if it is known; otherwise None, and `ready` tells when it is.

        `asker` names the place where the answer is shown, which wants only the latest it has asked for.
        """
        if question in self._known:
            self._let_go(asker)
            return self._known[question]
        if self._wanted.get(asker) != question:
            self._let_go(asker)
            self._wanted[asker] = question
            if question not in self._asked:
                self._asked.add(question)
                self._pool.ask((self._name, question), partial(self._work, question), partial(self._take, question))
        return None

    def error_of(self, question: Hashable) -> Exception | None:
        """Why a question that was worked out has no answer."""
        return self._errors.get(question)

    def renew(self, question: Hashable) -> None:
        """Have a question worked out anew when it is next asked."""
        self._known.pop(question, None)
        self._errors.pop(question, None)

    def _let_go(self, asker: Hashable) -> None:
        """The asker waits for nothing any more; what nobody waits for is given up."""
        earlier = self._wanted.pop(asker, None)
        if earlier not in self._wanted.values() and self._pool.drop((self._name, earlier)):
            self._asked.discard(earlier)

    def _take(self, question: Hashable, answer: object, error: Exception | None) -> None:
        """Keep an answer. What torch refuses has none; what is wrong with it, the analysis tells."""
        if error is not None:
            _log.info("No %s for %s: %s", self._name, question, error)
            self._errors[question] = error
        if len(self._known) >= KEPT:
            oldest = next(iter(self._known))
            self.renew(oldest)
        self._known[question] = answer
        self._asked.discard(question)
        self._wanted = {asker: wanted for asker, wanted in self._wanted.items() if wanted != question}
        self.ready.emit(question)
