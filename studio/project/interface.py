"""What an exported file expects and what it gives, in a sentence each."""

from __future__ import annotations

from studio.compiler.module import inputs_of, outputs_of
from studio.data.preparation import Preparation
from studio.formatting.numbers import exact
from studio.layers.io import Input
from studio.project.exporters.subject import Subject
from studio.text import listed, tr

MOST_NAMES = 4
"""So many names are told before the rest is only counted."""


def expects(subject: Subject, *, prepared: bool) -> str:
    """What the file takes; `prepared` says that the preparation of samples is part of it."""
    graph = subject.project.graph
    names = listed(f"“{name}”" for name in inputs_of(graph))
    if not names:
        return ""
    if subject.preparation is None or not prepared:
        layer = graph[inputs_of(graph)[0]].layer
        assert isinstance(layer, Input)
        return tr("Expects as {names} samples prepared as in the training: {dtype} {shape}.",
                  names=names, dtype=layer.dtype, shape=_batch(layer.shape))  # fmt: skip
    return tr("Expects as {names} samples as they come: {samples}.", names=names, samples=_raw(subject.preparation))


def gives(subject: Subject, *, prepared: bool) -> str:
    """What the file answers."""
    names = listed(f"“{name}”" for name in outputs_of(subject.project.graph))
    if not names:
        return ""
    preparation = subject.preparation
    if preparation is None:
        return tr("Gives {names} as the network does.", names=names)
    return tr("Gives {names}: {answers}.", names=names, answers=_answers(preparation, prepared=prepared))


def _raw(preparation: Preparation) -> str:
    shape = _batch(preparation.source)
    if preparation.sample == "picture":
        kind = tr("grey pictures") if preparation.source[0] == 1 else tr("colour pictures")
        if None in preparation.source:
            height, width = preparation.fitted[-2:]
            return tr(
                "{kind} of any size, float32 {shape} with values from 0 to 1, which it brings to {height}×{width}",
                kind=kind,
                shape=shape,
                height=height,
                width=width,
            )
        return tr("{kind}, float32 {shape} with values from 0 to 1", kind=kind, shape=shape)
    if preparation.sample == "recording":
        return tr(
            "recordings of {rate} Hz, float32 {shape} with values from -1 to 1", rate=preparation.rate, shape=shape
        )
    if preparation.tokenizer is not None:
        return tr("tokens of texts as their places in the list “vocabulary” of the file, int64 {shape}", shape=shape)
    if preparation.sample == "sequence":
        return tr("tokens from 0 to {last}, int64 {shape}", last=preparation.vocabulary - 1, shape=shape)
    if preparation.categories:
        return tr(
            "{features}, in the units of the data, {dtype} {shape}, with categories as their places in the list "
            "“categories” of the file",
            features=_named(preparation.features),
            dtype="int64" if preparation.vocabulary else "float32",
            shape=shape,
        )
    if preparation.features:
        return tr(
            "{features}, in the units of the data, float32 {shape}", features=_named(preparation.features), shape=shape
        )
    return tr("numbers in the units of the data, float32 {shape}", shape=shape)


def _answers(preparation: Preparation, *, prepared: bool) -> str:
    names = _named(preparation.classes)
    if preparation.task == "numbers":
        if prepared or preparation.target is None:
            return tr("{names}, in the units of the data", names=names)
        return tr("{names}, shifted and scaled as in the training", names=names)
    if preparation.task == "pixels":
        return tr("for each pixel a score for {names}", names=names)
    if preparation.task == "positions":
        return tr("for each of {count} positions a score for {names}", count=preparation.positions, names=names)
    if preparation.task == "input":
        return tr("the sample itself, as the network knows it again")
    return tr("a score for {names}", names=names)


def _named(names: tuple[str, ...]) -> str:
    """The first names, and how many there are."""
    if len(names) <= MOST_NAMES:
        return listed(names)
    return tr("{names} … ({count} in all)", names=tr(", ").join(names[:MOST_NAMES]), count=exact(len(names)))


def _batch(shape: tuple[int | None, ...]) -> str:
    names = ("channels", "height", "width")
    sizes = [str(size) if size else names[axis] for axis, size in enumerate(shape)]
    return f"({', '.join(('N', *sizes))})"
