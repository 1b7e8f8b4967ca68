"""What is known of a column of data: its part in the training, its type, and what it holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

ColumnType = Literal["number", "boolean", "text", "date", "other", "empty"]


@dataclass(frozen=True)
class Column:
    """A column: the role it has, the type that its values were read as, how many are missing, and the first ones.

    `distinct` is the number of different values, None where nobody counted them.
    """

    name: str
    role: str = "feature"
    type: ColumnType = "number"
    missing: int = 0
    distinct: int | None = None
    examples: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The column as plain JSON."""
        return asdict(self) | {"examples": list(self.examples)}
