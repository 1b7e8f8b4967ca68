"""Plans the preparation of samples for an Input, before anything is measured of them."""

from __future__ import annotations

from collections.abc import Sequence

from studio.data.config import Data
from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.data.rows import named
from studio.data.samples import Description
from studio.data.transforms import targets
from studio.data.transforms.arrangement import arranged
from studio.data.transforms.values import SampleShape
from studio.data.words import sample_word
from studio.layers import Shape, format_shape
from studio.text import listed, tr

MOST_NAMED = 8
"""So many names of classes are told."""


def plan(config: Data, description: Description, shape: Shape) -> Preparation:
    """The preparation of samples described so for an Input of this shape, without what is measured of them.

    Raises DataError where they cannot be brought to it.
    """
    task, names = targets.learnt(config, description)
    arrangement = arranged(config, description, shape)
    rows = description.rows
    return Preparation(
        sample=description.sample or sample_word(config),
        source=arrangement.source,
        shape=shape,
        steps=arrangement.steps,
        task=task,
        classes=names,
        vocabulary=description.vocabulary,
        positions=description.positions if task == "positions" else 0,
        rate=description.rate,
        features=description.features,
        tokenizer=description.tokenizer,
        categories=() if rows is None else named(rows.categories),
    )


def check_same(today: Preparation, kept: Preparation) -> None:
    """Raise DataError where data planned so today are not of the kind that a kept preparation is for."""
    if today.classes != kept.classes:
        today_names, kept_names = _apart(today.classes, kept.classes), _apart(kept.classes, today.classes)
        raise _other(tr("their classes are {today}, those of the run {kept}", today=today_names, kept=kept_names))
    if today.shape != kept.shape:
        today_shape, kept_shape = format_shape(today.shape), format_shape(kept.shape)
        raise _other(tr("the Input is {today}, that of the run {kept}", today=today_shape, kept=kept_shape))
    if tuple(map(bool, today.categories)) != tuple(map(bool, kept.categories)):
        raise _other(tr("other columns have categories"))
    if (today.sample, today.task, today.positions) != (
        kept.sample,
        kept.task,
        kept.positions,
    ) or today.features != kept.features:
        raise _other(tr("they are of another kind, or something else is learnt of them"))
    if (today.tokenizer is None) != (kept.tokenizer is None):
        raise _other(tr("they are of another kind, or something else is learnt of them"))
    if today.rate != kept.rate:
        raise _other(
            tr("their recordings have {today} Hz, those of the run {kept} Hz", today=today.rate, kept=kept.rate)
        )
    if not _takes(kept, today.source):
        raise _other(tr("their samples have another shape"))
    # Texts become tokens of the vocabulary that is kept.
    if kept.tokenizer is None and today.vocabulary > kept.vocabulary:
        raise _other(tr("they have more tokens"))


def _takes(kept: Preparation, source: SampleShape) -> bool:
    """Whether samples of this shape can go through; pictures of a folder are given the channels that it takes."""
    if kept.sample == "picture" and None in source:
        return None in kept.source
    return len(source) == len(kept.source) and all(
        theirs is None or ours == theirs for ours, theirs in zip(source, kept.source, strict=True)
    )


def _apart(names: Sequence[str], others: Sequence[str]) -> str:
    """The names of classes, those first that the others lack."""
    return listed(sorted(names, key=lambda name: name in others)[:MOST_NAMED])


def _other(reason: str) -> DataError:
    return DataError(
        tr("The data are not those that the run was trained on: {reason}.", reason=reason),
        tr("Choose the data that it was trained on, or train anew."),
    )
