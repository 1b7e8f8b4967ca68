"""What the values of masks mean, as a person types it: `0=background, 255=road`, or `#ff0000=car`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from studio.text import half_width, parted, tr

NUMBER, COLOUR = re.compile(r"\d{1,5}"), re.compile(r"#[0-9a-f]{6}")
CLEAR = "transparent"


def named_values(text: str) -> dict[str, str]:
    """The name of each value, in the order in which they are typed. Raises ValueError."""
    found: dict[str, str] = {}
    for part in parted(text):
        value, equals, name = (each.strip() for each in part.replace("＝", "=").partition("="))
        value = half_width(value).lower()
        if not equals or not name or not (NUMBER.fullmatch(value) or COLOUR.fullmatch(value) or value == CLEAR):
            raise ValueError(
                tr(
                    "“{part}” is no value with its name: write 0=background, 1=road, or #ff0000=road for colours.",
                    part=part,
                )
            )
        value = str(int(value)) if NUMBER.fullmatch(value) else value
        if value in found:
            raise ValueError(tr("The value {value} has two names.", value=value))
        found[value] = name
    if found and len({value[0] == "#" or value == CLEAR for value in found}) > 1:
        raise ValueError(tr("Masks have numbers or colours, not both."))
    if found and len(set(found.values())) < 2:
        raise ValueError(tr("There must be two classes to tell apart."))
    return found


def _checked(text: str) -> str:
    named_values(text)
    return text


MaskValues = Annotated[str, AfterValidator(_checked)]
"""Values of masks with their names; several values may have the same."""
