"""Tables in files of a person's own: what each column is for, and how the file is to be read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field, PlainSerializer

from studio.data.config.base import Kept, Measured, Scaled, Task, Undivided
from studio.formatting.shortened import shortened
from studio.layers.fields import EditorMark, FileMark
from studio.text import listed, parted, tr

Role = Literal["feature", "category", "class", "number", "labels", "text", "ignore", "group", "split"]

ROLES: tuple[Role, ...] = get_args(Role)

TARGETS: Mapping[Role, Task] = {"class": "classes", "number": "numbers", "labels": "labels"}
"""The roles that say what is to be learnt, with the task that they make."""

SINGLE: tuple[Role, ...] = ("class", "group", "split")
"""Roles of one column at most."""

Roles = tuple[tuple[str, Role], ...]


def read_roles(written: Any) -> Roles:
    """Roles by the names of columns, from an object, JSON text or `price=number, kind=class`. Raises ValueError."""
    if isinstance(written, str):
        written = _parsed(written)
    pairs: Iterable[Any] = written.items() if isinstance(written, Mapping) else written
    try:
        found = tuple((name, role) for name, role in pairs)
    except (TypeError, ValueError):
        raise ValueError(tr("roles must be written by columns, such as price=number, kind=class")) from None
    for name, role in found:
        if not isinstance(name, str) or role not in ROLES:
            raise ValueError(
                tr("“{role}” for “{column}” is no role: choose {roles}",
                   role=shortened(str(role)), column=shortened(str(name)), roles=listed(ROLES, "or"))
            )  # fmt: skip
    _check_together(found)
    return found


def _parsed(text: str) -> Any:
    """What is written on a line; names that hold a comma or an equals sign need JSON."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError(tr("the roles are no JSON object")) from None
    parts = [part.rpartition("=") for part in text.split(",") if part.strip()]
    return [(name.strip(), role.strip()) if equal else role for name, equal, role in parts]


def _check_together(roles: Roles) -> None:
    """Refuse roles that contradict each other. Raises ValueError."""
    counts = Counter(role for _, role in roles)
    for role in SINGLE:
        if counts[role] > 1:
            names = listed(f"“{name}”" for name, other in roles if other == role)
            raise ValueError(tr("only one column can have the role {role}, not {names}", role=role, names=names))
    targets = [role for role in TARGETS if counts[role]]
    if len(targets) > 1:
        raise ValueError(
            tr("columns of the roles {roles} cannot be learnt together: choose one of these", roles=listed(targets))
        )


RolesByColumn = Annotated[Roles, BeforeValidator(read_roles), PlainSerializer(dict), EditorMark("roles")]
"""Roles by the names of columns, in the order in which they are written."""


ENDINGS = ("csv", "tsv", "tab", "parquet")
"""What the names of such files end with."""

TablePath = Annotated[str, FileMark((*ENDINGS, "txt"))]


class TableFile(Kept, Undivided, Measured, Scaled):
    """A table of a person's own: a CSV, TSV or Parquet file whose rows are samples.

    Each column has a role. What has none is a feature: numbers are taken as they are, texts as categories. The roles
    class, number and labels say what is to be learnt; labels are several in one column, or columns of 0 and 1. A
    category is told apart even where it is written as a number. Rows of the same group never come into two splits; a
    split column says train, validation or test of each row. Columns to ignore are not read. Rows that cannot be used
    are left out and told. Means, scales and the list of categories are those of rows to train on, and stay with the
    run. Rows of a validation or test file of its own that have an unknown category are left out and told. A table that
    is too large for the memory is read once into the cache, column by column, and from there batch by batch.
    """

    name = "table"
    title = "Table (CSV, TSV, Parquet)"
    essential = ("path",)
    foremost = ("roles", "categories", "missing")
    wanted = "Choose a table"
    another = "Choose another table"
    untold: ClassVar[str] = "Choose a column to learn"
    places = ("path", "validation_path", "test_path")

    path: TablePath = Field("", description="The file: comma-separated text with any separator, or Parquet")
    roles: RolesByColumn = Field((), description="What each column is for, such as price=number, id=ignore")
    categories: Literal["one-hot", "tokens"] = Field(
        "one-hot", description="Categories as 0 and 1 each, or as tokens for an Embedding, where all features have them"
    )
    missing: Literal["drop", "mean", "category"] = Field(
        "drop",
        title="Missing values",
        description="Leave rows with gaps out; fill numbers by the mean of training rows; or say beside it that they "
        "were missing. A missing category is one of its own, unless rows are left out",
    )
    normalize: bool = Field(
        True,
        description="Shift and scale each number to mean 0 and deviation 1, measured on the training split",
    )
    validation_path: TablePath = Field(
        "", title="Validation file", description="A table of its own with rows to validate on"
    )
    test_path: TablePath = Field("", title="Test file", description="A table of its own with rows for the final test")
    separator: Literal["auto", ",", ";", "tab", "|", "space"] = Field(
        "auto", description="What stands between two values of a text file"
    )
    decimal: Literal["auto", ".", ","] = Field("auto", title="Decimal sign", description="What begins the decimals")
    quote: Literal['"', "'", "none"] = Field('"', description="What stands around a value with a separator in it")
    header: bool = Field(True, description="Whether the first row has the names of the columns")
    encoding: Literal["auto", "utf-8", "utf-16", "cp1252", "latin-1"] = Field(
        "auto", description="How letters of a text file are kept as bytes"
    )
    missing_words: str = Field(
        "NA, N/A, NaN, null, ?", max_length=200, description="Words that stand for a missing value, besides nothing"
    )
    label_separator: str = Field(
        ";", min_length=1, max_length=5, description="What stands between labels in one column of them"
    )

    @property
    def asks(self) -> str:
        """The table, or else a column to learn."""
        return super().asks or ("" if self.task else self.untold)

    @property
    def has_tokens(self) -> bool:
        """Whether categories are tokens."""
        return self.categories == "tokens"

    @property
    def task(self) -> Task | None:
        """What is learnt, None where no column says so."""
        return next((TARGETS[role] for _, role in self.roles if role in TARGETS), None)

    def role_of(self, column: str) -> Role:
        """The role of a column."""
        return dict(self.roles).get(column, "feature")

    def words(self) -> tuple[str, ...]:
        """The words that stand for a missing value."""
        return tuple(parted(self.missing_words))
