"""Small texts in two classes, as files and as a table."""

from __future__ import annotations

from pathlib import Path

import numpy as np

WORDS = {
    "sea": ("wave", "boat", "fish", "salt", "sail", "storm", "harbour"),
    "wood": ("tree", "leaf", "bird", "moss", "path", "fern", "deer"),
}
COMMON = ("the", "a", "and", "of", "under", "near", "old", "small")


def sentences(count: int = 60) -> list[tuple[str, str]]:
    """Texts with their classes, which some of their words tell."""
    chance = np.random.default_rng(0)
    found = []
    for at in range(count):
        kind = list(WORDS)[at % 2]
        length = int(chance.integers(4, 9))
        words = [str(chance.choice(COMMON if place % 2 else WORDS[kind])) for place in range(length)]
        found.append((f"{' '.join(words).capitalize()}, number {at}.", kind))
    return found


def write_texts(folder: Path, count: int = 60) -> Path:
    """A folder with one folder of text files for each class."""
    for at, (text, kind) in enumerate(sentences(count)):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        (folder / kind / f"{at}.txt").write_text(text, encoding="utf-8")
    return folder


def text_table(folder: Path, count: int = 60) -> Path:
    """A table with a column of texts and one of classes."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'"{text}",{kind}' for text, kind in sentences(count)]
    (folder / "texts.csv").write_text("\n".join(["said,about", *lines]), encoding="utf-8")
    return folder / "texts.csv"
