"""What is worked out off the UI thread to show why a network answers as it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtGui import QImage

from studio.ui.background.tiles import tile

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    from studio.evaluation.explanations.attention import Attending
    from studio.evaluation.explanations.subject import Explained
    from studio.training.runs.checkpoint_index import Which

SIDE = 640
"""Pixels that a sample is drawn on before it is brought to its place."""

MOST_BARS = 40
"""So many numbers of a sample are told with their shares, those that count most."""

FOR, AGAINST = (214, 69, 20), (30, 96, 200)
"""Red, green and blue of what speaks for an answer, and of what speaks against it."""

STRONGEST = 235
"""Of 255: how much the largest share hides of the sample."""


class Question(NamedTuple):
    """Why the run in a folder answers as it does to a sample.

    `sample` gives the prepared sample (*shape) and is asked on another thread; `row` is what it is called.
    """

    run: Path
    sample: Callable[[], Tensor]
    which: Which = "best"
    row: str = ""


@dataclass(frozen=True, eq=False)
class Opened:
    """The network and the sample of a question, with its answers and how large the score of each is.

    `picture` shows the sample; None where it is a row or tokens, whose numbers are called `words`. `attentions` are
    those that the sample goes through.
    """

    subject: Explained
    sample: Tensor
    answers: tuple[str, ...]
    scores: tuple[float, ...]
    picture: QImage | None
    words: tuple[str, ...]
    attentions: tuple[Attending, ...] = ()

    @property
    def likeliest(self) -> int:
        """The answer with the largest score."""
        return max(range(len(self.scores)), key=self.scores.__getitem__)


class Share(NamedTuple):
    """A number of a sample, in words, with its share in an answer."""

    name: str
    value: str
    share: float


@dataclass(frozen=True, eq=False)
class Shares:
    """What of a sample counts for an answer: as a picture to be laid over that of the sample, or number by number."""

    heat: QImage | None
    bars: tuple[Share, ...]
    total: float


def open_question(question: Question) -> Opened:
    """Raises TrainingError, ProjectError, DataError, CompileError or ExplanationError."""
    import torch

    from studio.compiler.turns import a_batch
    from studio.evaluation.explanations.attention import attention
    from studio.project.asked import explained_run
    from studio.training.runs import Run

    subject = explained_run(Run.open(question.run), question.which)
    sample = question.sample()
    with a_batch(), torch.no_grad():
        scores = subject.scores(sample[None])[0].tolist()
    return Opened(subject, sample, subject.names, tuple(scores), _picture(subject, sample), _words(subject, sample),
                  attention(subject, sample))  # fmt: skip


def worked_out(opened: Opened, method: str, settings: Mapping[str, Any], answer: int) -> Shares:
    """The shares of a sample in an answer. Raises ExplanationError."""
    from studio.evaluation.explanations.methods import METHODS

    found = METHODS[method].create(settings).shares(opened.subject, opened.sample[None], answer)[0].numpy()
    if opened.picture is not None:
        return Shares(heat(found), (), float(found.sum()))
    return Shares(None, _bars(opened, found), float(found.sum()))


def heat(shares: npt.NDArray[Any]) -> QImage:
    """Shares (C, H, W), or (C, L), as a transparent picture: the larger its share, the less a place lets through."""
    import numpy as np

    summed = shares.sum(axis=0).reshape(shares.shape[1] if shares.ndim > 2 else 1, -1)
    largest = float(np.percentile(np.abs(summed), 99.5)) or float(np.abs(summed).max()) or 1.0
    strength = np.clip(np.abs(summed) / largest, 0.0, 1.0)
    pixels = np.where((summed > 0)[..., None], np.array((*FOR, 0)), np.array((*AGAINST, 0))).astype(np.uint8)
    pixels[..., 3] = (strength * STRONGEST).round()
    height, width = summed.shape
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def _picture(subject: Explained, sample: Tensor) -> QImage | None:
    plan = subject.preparation
    if plan.sample not in ("picture", "recording"):
        return None
    return tile(plan.in_own_units()(sample[None])[0].numpy(), SIDE)


def _words(subject: Explained, sample: Tensor) -> tuple[str, ...]:
    """What each number of a sample is called; tokens are called as they are spelt."""
    from studio.data.inspection.names import number_names

    plan = subject.preparation
    if plan.tokenizer is not None:
        vocabulary = plan.tokenizer.vocabulary
        return tuple(vocabulary[token] if token < len(vocabulary) else str(token) for token in sample.tolist())
    names = number_names(plan)
    return names if len(names) == sample.numel() else tuple(str(place + 1) for place in range(sample.numel()))


def _bars(opened: Opened, shares: npt.NDArray[Any]) -> tuple[Share, ...]:
    values = opened.subject.preparation.in_own_units()(opened.sample[None])[0].flatten().tolist()
    are_tokens = not opened.sample.is_floating_point()
    rows = [
        Share(name, "" if are_tokens else f"{value:.4g}", float(share))
        for name, value, share in zip(opened.words, values, shares.reshape(-1), strict=True)
    ]
    if are_tokens:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: -abs(row.share))[:MOST_BARS])
