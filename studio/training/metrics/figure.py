"""A figure that is told of a training: its name, its title, how its values are written, which of them are better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.formatting import quantities
from studio.text import in_language

Unit = Literal["share", "number"]
"""A share from 0 to 1 is told in per cent; a number as it is, an error in the units of the targets."""

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Figure:
    """A figure that is told of a training, under a name that events and files carry.

    A title that `begins_with_name`, that of a person, stays large within a sentence.
    """

    name: str
    title: str
    unit: Unit = "number"
    better: Better = "lower"
    begins_with_name: bool = False

    @property
    def label(self) -> str:
        """The title in the language in use."""
        return in_language(self.title)

    @property
    def inline(self) -> str:
        """The label within a sentence: small at its beginning, unless it begins with a sign such as F1."""
        label = self.label
        if self.begins_with_name:
            return label
        return label[:1].lower() + label[1:] if label[1:2].islower() else label

    def words(self, value: float) -> str:
        """A value as people read it."""
        return quantities.percent(value) if self.unit == "share" else quantities.loss(value)

    def told(self, value: float, *, inline: bool = False) -> str:
        """A value with its name: `Accuracy 97.1 %`."""
        return f"{self.inline if inline else self.label} {self.words(value)}"
