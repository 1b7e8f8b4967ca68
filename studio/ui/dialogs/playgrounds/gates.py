"""Gates of one perceptron each, with weights to choose by hand, and XOR of three of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QWidget

from studio.formatting.numbers import three_digits
from studio.insight.playgrounds.gates import BY_HAND, CORNERS, Gate, Weights, Xor
from studio.text import tr
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting, Work
from studio.ui.widgets.label import label
from studio.ui.widgets.number_slider import NumberSlider, evenly
from studio.ui.widgets.plane import Plane, Track
from studio.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

XOR = "XOR"
EDGE = 0.5
"""How far beyond the corners is seen."""

FINE = 241
NO, YES = 1, 0
"""Colours of runs for the answers 0 and 1."""


class GateSeen(NamedTuple):
    """Answers all over the plane (FINE, FINE), the lowest row first, and at the corners."""

    bands: npt.NDArray[np.uint8]
    gate: Gate
    xor: Xor | None


class GatesView(PlaygroundView):
    """Choose a gate for its weights of the notes, and move them."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        self.plane = Plane(tr("Answers over both inputs"))
        super().__init__(setting, self.plane, parent)
        self.gate = Segmented((*BY_HAND, XOR))
        self.gate.set_value("AND")
        span = evenly(-1.0, 1.0, 41)
        start = BY_HAND["AND"]
        self.weights = [NumberSlider(name, span, value) for name, value in zip(("w1", "w2", "b"), start, strict=True)]
        self.add(self.gate, tr("Gate"))
        for each in self.weights:
            self.add(each)
        self.corners = [self.add_readout(f"x1 = {x1}, x2 = {x2}") for x1, x2 in CORNERS]
        self.verdict = label("", 12, wrap=True)
        self.add_part(self.verdict)
        self.end_side()
        self.plane.show_part((-EDGE, 1 + EDGE), (-EDGE, 1 + EDGE))
        self.gate.edited.connect(self._take_gate)

    def question(self) -> Work:
        if self.gate.value() == XOR:
            return partial(_seen, None)
        w1, w2, bias = (each.value() for each in self.weights)
        return partial(_seen, (w1, w2, bias))

    def show_answer(self, answer: Any) -> None:
        self.plane.show_bands(answer.bands, 2)
        answers = zip(CORNERS, answer.gate.answers, strict=True)
        self.plane.show_over([Track([corner], YES if yes else NO, 8.0) for corner, yes in answers])
        for at, readout in enumerate(self.corners):
            if answer.xor is None:
                readout.show_value(f"{three_digits(answer.gate.sums[at])} → {answer.gate.answers[at]}")
            else:
                s1, s2 = answer.xor.s1.answers[at], answer.xor.s2.answers[at]
                readout.show_value(f"s1 = {s1}, s2 = {s2} → {answer.gate.answers[at]}")
        self.verdict.setText(self._judged(answer))

    def _judged(self, answer: GateSeen) -> str:
        if answer.xor is not None:
            return tr("s1 is NAND of the inputs, s2 is OR; the answer is AND of s1 and s2. Two lines bound the strip.")
        if answer.gate.name:
            return tr("With these weights it is {gate}.", gate=answer.gate.name)
        return tr("With these weights it is none of AND, NAND and OR. One line never makes XOR.")

    def _take_gate(self, name: object) -> None:
        is_one = name != XOR
        for each, value in zip(self.weights, BY_HAND.get(str(name), BY_HAND["AND"]), strict=True):
            each.setVisible(is_one)
            each.set_value(value)
        self.ask()


def _seen(weights: Weights | None) -> GateSeen:
    import numpy as np

    from studio.insight.playgrounds.gates import gate, xor

    line = np.linspace(-EDGE, 1 + EDGE, FINE).tolist()
    everywhere = [(x1, x2) for x2 in line for x1 in line]
    if weights is None:
        found = xor()
        s1, s2 = (gate(BY_HAND[name], everywhere).answers for name in ("NAND", "OR"))
        answers = gate(BY_HAND["AND"], list(zip(s1, s2, strict=True))).answers
        return GateSeen(_bands(answers), found.y, found)
    return GateSeen(_bands(gate(weights, everywhere).answers), gate(weights), None)


def _bands(answers: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """The band of 1 is the strong one."""
    import numpy as np

    return (1 - np.asarray(answers, np.uint8)).reshape(FINE, FINE)
