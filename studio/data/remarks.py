"""What a person should know of data before a training: what is left out of them, and what cannot be split."""

from __future__ import annotations

from studio.data.config import Data, Divisible, Undivided
from studio.data.left_out import sentences
from studio.data.samples import Description
from studio.data.split import too_small_sentence
from studio.formatting.shortened import shortened
from studio.text import listed, tr

MOST_ALIKE = 4
"""So many groups of names that are alike are told."""


def remarks(config: Data, description: Description) -> list[str]:
    """The sentences, one for each thing to know."""
    small = too_small_sentence(_small_classes(config, description))
    return [*sentences(description.left_out), *filter(None, (small, _alike_sentence(description)))]


def _alike_sentence(description: Description) -> str:
    """Names of classes, not single letters, that differ in capital letters or spaces alone; "" where none do."""
    if description.task not in ("classes", "labels"):
        return ""
    found: dict[str, list[str]] = {}
    for name in description.classes:
        found.setdefault("".join(name.split()).casefold(), []).append(name)
    pairs = [names for plain, names in found.items() if len(names) > 1 and len(plain) > 1]
    if not pairs:
        return ""
    told = listed(f"“{shortened(name)}”" for names in pairs[:MOST_ALIKE] for name in names)
    return tr("{names} are classes of their own, and differ in capital letters or spaces alone.", names=told)


def _small_classes(config: Data, description: Description) -> list[str]:
    """Classes of a single sample, where a share of the samples is to be kept aside."""
    if description.task != "classes" or not _is_divided(config, description):
        return []
    counts = description.counts.get("train", ())
    return [name for name, count in zip(description.classes, counts, strict=False) if count == 1]


def _is_divided(config: Data, description: Description) -> bool:
    takes_test = isinstance(config, Undivided) and config.test > 0 and "test" not in description.sizes
    takes_validation = isinstance(config, Divisible) and config.validation > 0 and "validation" not in description.sizes
    return takes_test or takes_validation
