"""Samples that a person should have a look at: blank, in two splits, told apart though they are equal …"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NamedTuple

from torch import Tensor

from studio.data.inspection.opened import Fitted, Opened, Places
from studio.data.pictures.files import PictureFiles
from studio.layers import Shape
from studio.text import ntr

Fault = Literal["damaged", "mislabelled", "shared", "blank", "twice", "size"]
FAULTS: tuple[Fault, ...] = ("damaged", "mislabelled", "shared", "blank", "twice", "size")
"""From what spoils a training to what may be meant so."""

EXAMPLES = 200
"""So many of a fault are kept; the others are counted."""

COMMON = 0.9
"""Share of the samples from which on a size is the usual one."""

UNLIKE = 4.0
"""Where sizes differ anyway: so many times the middle height or width, or less than its such part, is odd."""


class Place(NamedTuple):
    """Where a sample is: its split, and its place there, from 0 on."""

    split: str
    place: int


class Example(NamedTuple):
    """An odd sample; `other` is that which it is equal to, `words` say what else is to be known of it."""

    at: Place
    other: Place | None = None
    words: str = ""


@dataclass(frozen=True)
class Odd:
    """Samples with the same fault: how many, and the first of them."""

    fault: Fault
    count: int
    examples: tuple[Example, ...]


def sentence(odd: Odd) -> str:
    """What is the matter, as a sentence."""
    match odd.fault:
        case "damaged":
            return ntr("{count} picture cannot be read.", "{count} pictures cannot be read.", odd.count)
        case "mislabelled":
            return ntr(
                "{count} sample is equal to another one that has another answer.",
                "{count} samples are equal to others that have another answer.", odd.count,
            )  # fmt: skip
        case "shared":
            return ntr(
                "{count} sample is in two splits, so that what is validated or tested was trained on.",
                "{count} samples are in two splits, so that what is validated or tested was trained on.", odd.count,
            )  # fmt: skip
        case "blank":
            return ntr(
                "{count} picture is blank: all its pixels are the same.",
                "{count} pictures are blank: all their pixels are the same.", odd.count,
            )  # fmt: skip
        case "twice":
            return ntr(
                "{count} sample occurs again within its split.", "{count} samples occur again within their split.",
                odd.count,
            )  # fmt: skip
        case "size":
            return ntr(
                "{count} picture has a size unlike the others.", "{count} pictures have sizes unlike the others.",
                odd.count,
            )  # fmt: skip


class OddSamples:
    """Looks at samples part by part and keeps what is odd."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._seen: dict[bytes, tuple[Place, bytes]] = {}
        self._counts: Counter[Fault] = Counter()
        self._examples: dict[Fault, list[Example]] = {}
        self._sizes: dict[Place, Shape] = {}

    def look(self, split: str, places: Places, fitted: Fitted) -> None:
        """Look at some samples of a split."""
        is_picture = self._opened.preparation.sample == "picture"
        rows, wanted = fitted.inputs.flatten(start_dim=1), fitted.targets
        blank = (rows.amax(dim=1) == rows.amin(dim=1)).tolist() if is_picture else [False] * len(rows)
        for at, place in enumerate(places.tolist()):
            here = Place(split, place)
            if at in fitted.problems:
                self._note("damaged", Example(here, words=fitted.problems[at]))
                continue
            if blank[at]:
                self._note("blank", Example(here))
            self._compare(here, _digest(rows[at]), _digest(wanted[at]))
        self._note_sizes(split, places)

    def found(self) -> tuple[Odd, ...]:
        """All that is odd, the worst first."""
        self._compare_sizes()
        return tuple(
            Odd(fault, self._counts[fault], tuple(self._examples[fault])) for fault in FAULTS if self._counts[fault]
        )

    def _note(self, fault: Fault, example: Example) -> None:
        self._counts[fault] += 1
        kept = self._examples.setdefault(fault, [])
        if len(kept) < EXAMPLES:
            kept.append(example)

    def _compare(self, here: Place, content: bytes, answer: bytes) -> None:
        first = self._seen.setdefault(content, (here, answer))
        other, known = first
        if other == here:
            return
        has_answers = self._opened.preparation.task != "input"
        if has_answers and known != answer:
            self._note("mislabelled", Example(here, other))
        if other.split == here.split:
            self._note("twice", Example(here, other))
        elif self._opened.is_divided:
            self._note("shared", Example(here, other))

    def _note_sizes(self, split: str, places: Places) -> None:
        inputs = self._opened.parts[split].inputs
        if isinstance(inputs, PictureFiles):
            for place in places.tolist():
                seen = inputs.findings.seen.get(inputs.paths[place])
                if seen is not None:
                    self._sizes[Place(split, place)] = seen.shape[1:]

    def _compare_sizes(self) -> None:
        if not self._sizes:
            return
        usual, count = Counter(self._sizes.values()).most_common(1)[0]
        is_usual = count >= COMMON * len(self._sizes)
        middles = [sorted(sides)[len(sides) // 2] for sides in zip(*self._sizes.values(), strict=True)]
        for place, size in self._sizes.items():
            odd = (
                size != usual if is_usual else any(_is_far(side, mid) for side, mid in zip(size, middles, strict=True))
            )
            if odd:
                self._note("size", Example(place, words="×".join(map(str, size))))


def _is_far(side: int, middle: int) -> bool:
    return side > UNLIKE * middle or side * UNLIKE < middle


def _digest(values: Tensor) -> bytes:
    return blake2b(values.contiguous().numpy().tobytes(), digest_size=16).digest()
