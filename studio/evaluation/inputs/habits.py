"""How the files were read that a network was trained on, as far as others are to be read the same way."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field

from studio.data.config import Data
from studio.data.config.arrays import Arrays
from studio.data.config.table_files import TableFile
from studio.data.errors import DataError
from studio.data.transforms.values import Value
from studio.text import tr

Axes = Literal["auto", "NHW", "NHWC", "NCHW", "numbers", "tokens"]

OF_TABLES = ("separator", "decimal", "quote", "header", "encoding", "missing_words")


class Habits(Value):
    """What of the data's settings tells how to read more of their kind; it names no place of this machine.

    `table` has settings of tables by name, `text` the column of texts, `axes` those of arrays. Columns in `unused` were
    there but no features: targets, and what was ignored.
    """

    table: dict[str, Any] = Field(default_factory=dict)
    unused: tuple[str, ...] = ()
    text: str = ""
    axes: Axes = "auto"

    @classmethod
    def of(cls, data: Data) -> Self:
        """Those of a run's data."""
        set_there = {name: getattr(data, name) for name in OF_TABLES if hasattr(data, name)}
        usual = TableFile()
        roles = getattr(data, "roles", ())
        return cls(
            table={name: value for name, value in set_there.items() if value != getattr(usual, name)},
            unused=tuple(name for name, role in roles if role not in ("feature", "category")),
            text=str(getattr(data, "text", "")),
            axes=data.axes if isinstance(data, Arrays) else "auto",
        )

    @property
    def tables(self) -> TableFile:
        """The settings by which tables are read."""
        return TableFile.create(self.table)

    def to_json(self) -> dict[str, Any]:
        """Those that are not as usual, as plain JSON."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Those of such JSON text. Raises DataError for any other."""
        try:
            found = cls.model_validate_json(text)
            TableFile.create({name: found.table[name] for name in found.table if name in OF_TABLES})
        except (ValueError, RecursionError):
            raise DataError(tr("How its data were read cannot be understood."), tr("Export it anew.")) from None
        return found
