"""Which function takes in which ONNX operator. Each says in NoCounterpartError why it cannot, where it cannot."""

from __future__ import annotations

from collections.abc import Callable

from studio.compiler.importing.operation import Operation
from studio.compiler.importing.values import Known

Result = Known | tuple[Known, ...]
Convert = Callable[[Operation], Result]

Register = Callable[..., Callable[[Convert], Convert]]


def _into(table: dict[str, Convert]) -> Register:
    """What registers in a table, by the names of operators."""

    def register(*kinds: str) -> Callable[[Convert], Convert]:
        def take(convert: Convert) -> Convert:
            table.update(dict.fromkeys(kinds, convert))
            return convert

        return take

    return register


OPERATORS: dict[str, Convert] = {}
"""By the operator's name."""

operator = _into(OPERATORS)
"""Register what takes in an operator."""

FUNCTIONS: dict[str, Convert] = {}
"""By the operator's name: what takes it in as a function by its name, where no layer of its own stands for it."""

function = _into(FUNCTIONS)
"""Register what takes in an operator as a function."""
