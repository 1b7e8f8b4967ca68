"""What is learnt of a sample, in a few words below its picture or beside its row."""

from __future__ import annotations

from torch import Tensor

from studio.data.preparation import Preparation
from studio.text import tr


def target_words(preparation: Preparation, target: Tensor) -> str:
    """A sample's class, labels or numbers in their own units; "" where a picture shows what is learnt."""
    names = preparation.classes
    match preparation.task:
        case "classes":
            return names[int(target)]
        case "positions":
            return " ".join(names[place] for place in target.tolist())
        case "labels":
            return tr(", ").join(name for name, holds in zip(names, target.tolist(), strict=True) if holds) or "–"
        case "numbers":
            return tr(", ").join(f"{value:.4g}" for value in target.flatten().tolist())
        case _:
            return ""
