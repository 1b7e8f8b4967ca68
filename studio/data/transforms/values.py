"""What the steps of a preparation have in common: unchangeable values that files keep, and shapes of samples."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Size = Annotated[int, Field(ge=1)]
SampleShape = tuple[Size | None, ...]
"""The shape of one sample; None where it differs from sample to sample."""


class Value(BaseModel):
    """An unchangeable value that is read from JSON strictly: nothing is left out, added or converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
