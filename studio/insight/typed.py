"""Samples that a person types: numbers for each Input of a network."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from studio.compiler.module import inputs_of
from studio.graph import Graph
from studio.insight.errors import InsightError
from studio.layers import format_shape
from studio.layers.io import Input
from studio.text import half_width, listed, ntr, tr

LARGEST = torch.finfo(torch.float32).max


def typed_inputs(graph: Graph, texts: Sequence[str]) -> tuple[Tensor, ...]:
    """One sample (1, *shape) for each Input of a network, from numbers with commas, a text for each in their order.

    The numbers are those that the Input takes, after any preparation, the last axis first. Raises InsightError.
    """
    names = inputs_of(graph)
    if len(texts) != len(names):
        raise InsightError(
            ntr(
                "The network has one Input ({names}), and numbers for {given} were given.",
                "The network has {count} Inputs ({names}), and numbers for {given} were given.",
                len(names),
                names=listed([f"“{name}”" for name in names]),
                given=len(texts),
            ),
            tr("Give numbers once for each, in this order."),
        )
    return tuple(_typed_input(name, graph, text) for name, text in zip(names, texts, strict=True))


def _typed_input(name: str, graph: Graph, text: str) -> Tensor:
    layer = graph[name].layer
    assert isinstance(layer, Input)
    found = numbers(text, tr("“{node}”", node=name))
    wanted = math.prod(layer.shape)
    if len(found) != wanted:
        raise InsightError(
            tr(
                "“{node}” takes {wanted}, as its shape is {shape}, and there are {given}.",
                node=name,
                wanted=counted(wanted),
                shape=format_shape(layer.shape),
                given=len(found),
            ),
            tr("Give just as many, with commas between them."),
        )
    if layer.dtype == "int64":
        return whole(found, tr("“{node}”", node=name)).reshape(1, *layer.shape)
    return torch.tensor(found, dtype=torch.float32).reshape(1, *layer.shape)


def numbers(text: str, what: str) -> list[float]:
    """Numbers that stand in a text with commas between them. Raises InsightError that names what is none."""
    found = []
    for place, word in enumerate(half_width(text).split(","), start=1):
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or abs(value) > LARGEST:
            told = {"what": what, "word": word.strip(), "place": place}
            raise InsightError(
                tr("Number {place} for {what} is “{word}”, which is no number that float32 has.", **told),
                tr("Write numbers such as 1.0,0.5."),
            )
        found.append(value)
    return found


def whole(found: Sequence[float], what: str) -> Tensor:
    """Whole numbers from 0 on, int64 (n,). Raises InsightError that names what is none."""
    for place, value in enumerate(found, start=1):
        if value != int(value) or value < 0:
            raise InsightError(
                tr("Number {place} for {what} is {value}, and not a whole one from 0 on.", place=place, what=what,
                   value=f"{value:g}"),
                tr("Write numbers such as 0,3,1."),
            )  # fmt: skip
    return torch.tensor([int(value) for value in found])


def counted(count: int) -> str:
    """So many numbers, in words."""
    return ntr("one number", "{count} numbers", count)
