"""Which function takes in which ONNX operator. Each says in NoCounterpartError why it cannot, where it cannot."""

from __future__ import annotations

from collections.abc import Callable

from studio.compiler.importing.operation import Operation
from studio.compiler.importing.values import Known

Result = Known | tuple[Known, ...]
Convert = Callable[[Operation], Result]

OPERATORS: dict[str, Convert] = {}
"""By the operator's name."""


def operator(*kinds: str) -> Callable[[Convert], Convert]:
    """Register what takes in an operator."""

    def register(convert: Convert) -> Convert:
        OPERATORS.update(dict.fromkeys(kinds, convert))
        return convert

    return register


FUNCTIONS: dict[str, Convert] = {}
"""By the operator's name: what takes it in as a function by its name, where no layer of its own stands for it."""


def function(*kinds: str) -> Callable[[Convert], Convert]:
    """Register what takes in an operator as a function."""

    def register(convert: Convert) -> Convert:
        FUNCTIONS.update(dict.fromkeys(kinds, convert))
        return convert

    return register
