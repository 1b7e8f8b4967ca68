"""A perceptron with a step at the corners of a gate, and XOR of three of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))

TABLES: Mapping[tuple[int, ...], str] = {
    (0, 0, 0, 1): "AND", (1, 1, 1, 0): "NAND", (0, 1, 1, 1): "OR", (0, 1, 1, 0): "XOR",
}  # fmt: skip
"""Gates by their answers at the corners."""

Weights = tuple[float, float, float]
"""Both weights, and the bias."""

BY_HAND: Mapping[str, Weights] = {"AND": (0.5, 0.5, -0.7), "NAND": (-0.5, -0.5, 0.7), "OR": (0.5, 0.5, -0.2)}
"""As the notes choose them."""


@dataclass(frozen=True)
class Gate:
    """What a perceptron makes of inputs (N, 2): sums (N,) before the step, and answers (N,), each 0 or 1."""

    sums: tuple[float, ...]
    answers: tuple[int, ...]

    @property
    def name(self) -> str:
        """The gate that it is at the four corners, "" where it is none of these."""
        return TABLES.get(self.answers, "")


@dataclass(frozen=True)
class Xor:
    """s1 and s2 are the answers of NAND and OR at the corners, `y` is AND of both."""

    s1: Gate
    s2: Gate
    y: Gate


def gate(weights: Weights, inputs: Sequence[tuple[float, float]] = CORNERS) -> Gate:
    """Work out w1·x1 + w2·x2 + b and its step, as layers Linear and Step do."""
    import torch
    from torch.nn import functional

    from studio.layers.modules import Step

    numbers = torch.tensor(inputs, dtype=torch.float32)
    sums = functional.linear(numbers, torch.tensor([weights[:2]]), torch.tensor(weights[2:])).flatten()
    return Gate(tuple(sums.tolist()), tuple(int(each) for each in Step()(sums).tolist()))


def xor() -> Xor:
    """XOR with the weights of the notes."""
    s1, s2 = gate(BY_HAND["NAND"]), gate(BY_HAND["OR"])
    return Xor(s1, s2, gate(BY_HAND["AND"], list(zip(s1.answers, s2.answers, strict=True))))
