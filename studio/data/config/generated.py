"""Data that are made by a rule, by chance where it has one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from studio.data.config.base import Data, Scaled, Undivided


def _formula(text: str) -> str:
    """numpy is not loaded before a formula is read: the window stands without it."""
    from studio.data.formulas import checked

    return checked(text)


FormulaText = Annotated[str, AfterValidator(_formula)]
"""A formula of x and y."""

SampleCount = Annotated[int, Field(ge=20, le=100_000)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class LogicGates(Data):
    """The truth table of a gate with two inputs: four rows, which are training, validation and test alike.

    There are no other rows that could be kept aside; 100 % means that the network has learnt the whole table.
    """

    name = "logic_gates"
    title = "Logic gates"
    essential = ("gate",)

    gate: Literal["AND", "NAND", "OR", "XOR"] = Field("AND", description="Which gate: its answer is 0 or 1")


class Toys(Undivided):
    """Points of a plane in two classes, made by chance that a seed fixes: what a boundary has to be like."""

    name = "toys"
    title = "Points in the plane"
    essential = ("pattern",)

    pattern: Literal["circles", "moons", "spirals", "xor"] = Field(
        "moons", description="How the two classes lie: a ring around another, two half moons, two spirals, four corners"
    )
    samples: SampleCount = Field(500, description="Number of points")
    noise: float = Field(0.1, ge=0.0, le=1.0, description="Standard deviation of the chance added to each coordinate")
    seed: Seed = Field(0, description="Start of the chance that makes the points")


class Functions(Undivided, Scaled):
    """Points of a plane with what a formula says of each: a number to tell, or a class by its whole number.

    A formula has x and y, r for the distance from the origin, numbers, pi and e, + - * / ** %, comparisons, and, or,
    not, `a if b else c`, sin, cos, tan, exp, log, sqrt, abs, tanh, floor, round, min and max. What holds counts 1 and
    what does not 0, so that x*y > 0 makes two classes and (x > 0) + (y > 0) three. It is worked out without running
    code.
    """

    name = "functions"
    title = "Function of x and y"
    essential = ("formula", "target")

    formula: FormulaText = Field("sin(3*x) * y", description="What is told of each point")
    target: Literal["number", "class"] = Field(
        "number", description="What to learn: its number, or its whole part as a class"
    )
    samples: SampleCount = Field(1_000, description="Number of points")
    reach: float = Field(1.0, gt=0.0, le=1_000.0, description="x and y lie between minus and plus this")
    noise: float = Field(
        0.0,
        ge=0.0,
        le=10.0,
        description="Standard deviation of the chance added to numbers, or to coordinates",
    )
    seed: Seed = Field(0, description="Start of the chance that makes the points")


class Sequences(Undivided):
    """Rows of tokens made by chance: each holds one token 1 and one token 2, and the class says which comes first.

    The other tokens, from 3 on, mean nothing. Only the order decides, so a network that merely counts tokens stays
    at one half. For an Input of int64 numbers before an Embedding.
    """

    name = "sequences"
    title = "Token sequences (generated)"
    essential = ("length", "vocabulary")

    length: int = Field(20, ge=2, le=1_000, description="Tokens in a sequence: the Input's shape is (length)")
    vocabulary: int = Field(16, ge=4, le=100_000, description="Number of different tokens, from 0 on")
    samples: SampleCount = Field(2_000, description="Number of sequences")
    seed: Seed = Field(0, description="Start of the chance that makes the sequences")

    @property
    def has_tokens(self) -> bool:
        """They are."""
        return True
