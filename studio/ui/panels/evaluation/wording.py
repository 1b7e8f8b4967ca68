"""What is said of a single sample: what is true of it, what was answered, how sure and how wrong that was."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.formatting.numbers import exact, six_digits
from studio.formatting.quantities import loss, percent
from studio.text import tr
from studio.ui.panels.evaluation.detail import MOST_BARS, Bar, Detail
from studio.ui.panels.evaluation.listing import Told

if TYPE_CHECKING:
    from studio.evaluation.selection import Compared, Judged, Order

FEW = 3
"""So many numbers or labels are told of a sample in a line."""


class Wording:
    """Tells samples of these predictions, by their rows, and what other predictions say of them."""

    def __init__(self, judged: Judged, other: Compared | None = None) -> None:
        self._judged, self._found, self._other = judged, judged.found, other
        self.order: Order = "loss"
        """What samples are sorted by, which stands below their pictures."""

    def told(self, row: int) -> Told:
        """Two lines below a picture: what was answered, and the loss, or what others answered."""
        if self._found.task == "pixels" or self._found.truth is None or self._found.task == "input":
            return Told(self._loss(row), "")
        truth, answer, right = self.truth(row), self.answer(row), self.is_right(row)
        if self._found.task == "positions":
            return Told(answer, tr("truth {truth}", truth=truth), right)
        first = answer if right else tr("{truth} → {answer}", truth=truth, answer=answer)
        if self._other is not None and self._other.rows[row] >= 0:
            other = Wording(self._other.judged)
            return Told(first, tr("other: {answer}", answer=other.answer(int(self._other.rows[row]))), right)
        sure = self._sure(row) if self.order in ("sure", "unsure") else ""
        return Told(first, sure or tr("loss {loss}", loss=self._loss(row)), right)

    @property
    def headings(self) -> tuple[str, ...]:
        """What `cells` are."""
        sure = (tr("Confidence"),) if self._judged.confidence is not None else ()
        return (tr("Truth"), tr("Prediction"), *sure, tr("Loss"))

    def cells(self, row: int) -> tuple[str, ...]:
        """The same for a line of a table."""
        sure = (self._sure(row),) if self._judged.confidence is not None else ()
        return (self.truth(row), self.answer(row), *sure, self._loss(row))

    def detail(self, row: int) -> Detail:
        """All that is told of one sample."""
        lines = [(tr("Sample"), exact(row + 1))]
        source = self._found.sources[row]
        if source:
            lines.append((tr("Source"), source))
        if self._found.task not in ("pixels", "input"):
            lines += [(tr("Truth"), self.truth(row)), (tr("Prediction"), self.answer(row))]
        if self._other is not None and self._other.rows[row] >= 0:
            lines.append((tr("Other run"), Wording(self._other.judged).answer(int(self._other.rows[row]))))
        if self._found.task == "pixels":
            lines.append((tr("Right pixels"), self._right_pixels(row)))
        lines.append((tr("Loss"), self._loss(row)))
        return Detail(tuple(lines), self._bars(row), self.is_right(row))

    def is_right(self, row: int) -> bool | None:
        """Whether the answer is the truth; None where no answer can be."""
        return None if self._judged.right is None else bool(self._judged.right[row])

    def truth(self, row: int) -> str:
        """What is true of a sample."""
        return self._value(self._found.truth, row)

    def answer(self, row: int) -> str:
        """What was answered."""
        return self._value(self._found.answers, row)

    def _value(self, values: Any, row: int) -> str:
        if values is None:
            return "–"
        value, names = np.asarray(values[row]), self._found.classes
        match self._found.task:
            case "classes":
                return self._name(int(value))
            case "labels":
                return _some([name for name, holds in zip(names, value.tolist(), strict=True) if holds == 1])
            case "positions":
                return " ".join(self._name(place) for place in value.tolist())
            case "numbers":
                return _some([six_digits(float(f"{each:.4g}")) for each in value.ravel().tolist()])
            case _:
                return ""

    def _right_pixels(self, row: int) -> str:
        """The share of a sample's pixels that are told right, of those that count."""
        found = self._found
        if found.truth is None or found.answers is None:
            return "–"
        truth, answer = np.asarray(found.truth[row]), np.asarray(found.answers[row])
        counted = np.ones_like(truth, dtype=bool) if found.ignored is None else truth != found.ignored
        return percent(float((truth == answer)[counted].mean())) if counted.any() else "–"

    def _name(self, place: int) -> str:
        return self._found.classes[place] if 0 <= place < len(self._found.classes) else tr("no answer")

    def _loss(self, row: int) -> str:
        value = float(self._found.losses[row])
        return "–" if math.isnan(value) else loss(value)

    def _sure(self, row: int) -> str:
        sure = self._judged.confidence
        return "" if sure is None or math.isnan(sure[row]) else percent(float(sure[row]))

    def _bars(self, row: int) -> tuple[Bar, ...]:
        """The most probable classes or labels, and the true one where it is not among them."""
        found = self._found
        if not found.has_probabilities or found.task not in ("classes", "labels"):
            return ()
        shares = np.nan_to_num(found.probabilities(np.array([row]))[0])
        truth = np.asarray(found.truth[row]) if found.truth is not None else None
        order = np.argsort(-shares, kind="stable")[:MOST_BARS].tolist()
        if found.task == "classes" and truth is not None and int(truth) not in order and int(truth) >= 0:
            order = [*order[:-1], int(truth)]
        true = [] if truth is None else np.flatnonzero(truth).tolist() if truth.ndim else [int(truth)]
        return tuple(Bar(found.classes[at], float(shares[at]), at in true) for at in order)


def _some(words: Sequence[str]) -> str:
    """A few words in a line; that there are more is told."""
    more = ["…"] if len(words) > FEW else []
    return tr(", ").join([*words[:FEW], *more]) or "–"
