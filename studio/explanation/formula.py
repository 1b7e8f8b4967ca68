"""A formula, written once: shown with its symbols, shown with its numbers, and worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.explanation.notation import Value, is_plain, number, symbol, work_out, written


@dataclass(frozen=True)
class Formula:
    """`symbol = expression`, such as W_2 = floor((W_1 - F + 2*P) / S) + 1, with the value of each symbol.

    The expression is Python's arithmetic as `notation` has it. What follows a `_` is a subscript.
    """

    quantity: str
    symbol: str
    expression: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def value(self) -> Value:
        """What comes out; a whole number where it is one."""
        return work_out(self.expression, self.values)

    def symbolic(self, *, html: bool = False) -> str:
        """`W₂ = ⌊(W₁ − F + 2·P) / S⌋ + 1`."""
        return f"{symbol(self.symbol, html)} = {written(self.expression, html=html)}"

    def filled(self, *, html: bool = False) -> str:
        """`⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28`; only the result where there is nothing to work out."""
        result = number(self.value)
        with_numbers = written(self.expression, self.values, html=html)
        return result if is_plain(self.expression) or with_numbers == result else f"{with_numbers} = {result}"

    def line(self) -> str:
        """Both in one line of plain text."""
        return f"{self.symbolic()} = {self.filled()}"


@dataclass(frozen=True)
class Rule:
    """`symbol = expression` for each number of many, so that only the settings among its symbols have a value.

    `step` marks what is done again and again, such as w ← w − lr·g.
    """

    quantity: str
    symbol: str
    expression: str
    values: Mapping[str, Value] = field(default_factory=dict)
    step: bool = False

    def symbolic(self, *, html: bool = False) -> str:
        """`w ← w − lr·g`."""
        return f"{self._name(html)}{written(self.expression, html=html)}"

    def filled(self, *, html: bool = False) -> str:
        """`w ← w − 0.05·g`; empty where there are no settings in it."""
        with_numbers = f"{self._name(html)}{written(self.expression, self.values, html=html)}"
        return "" if with_numbers == self.symbolic(html=html) else with_numbers

    def line(self) -> str:
        """Both in one line of plain text."""
        return "; ".join(filter(None, (self.symbolic(), self.filled())))

    def work_out(self, values: Mapping[str, Value]) -> Value:
        """The number for these values of the symbols that are no settings."""
        return work_out(self.expression, {**values, **self.values})

    def _name(self, html: bool) -> str:
        return f"{symbol(self.symbol, html)} {'←' if self.step else '='} "
