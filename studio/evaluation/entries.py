"""Answers as plain values: a class with probabilities, labels, numbers by name, classes of pixels and positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from torch import Tensor

from studio.evaluation.answers import Answering
from studio.text import tr


def answers_of(answering: Answering, outputs: Tensor) -> Iterator[dict[str, Any]]:
    """An answer for each of the outputs (N, …).

    Of classes `prediction` is one and `probabilities` has all; of labels it is the list of those that hold. Of numbers
    `values` has each by its name, and `prediction` is the number, or the list of them. Of pixels `prediction` has rows
    of places in `classes`, and `shares` says how much of the picture each class has. Of positions both are lists, a
    class and probabilities for each. Where the sample itself is learnt, `values` is it as the network gives it.
    """
    finite = outputs.reshape(len(outputs), -1).isfinite().all(1).tolist()
    found = _numbers(answering, outputs) if answering.gives_numbers else _choices(answering, outputs)
    for is_finite, answer in zip(finite, found, strict=True):
        yield answer if is_finite else {"error": _no_number()}


def _numbers(answering: Answering, outputs: Tensor) -> Iterator[dict[str, Any]]:
    for values in answering.values(outputs).tolist():
        if answering.task == "input":
            yield {"values": values}
        else:
            prediction = values[0] if len(values) == 1 else values
            yield {"prediction": prediction, "values": dict(zip(answering.classes, values, strict=True))}


def _choices(answering: Answering, outputs: Tensor) -> Iterator[dict[str, Any]]:
    names = answering.classes
    decided, probabilities = answering.decided(outputs), answering.probabilities(outputs)
    for choice, chances in zip(decided, probabilities, strict=True):
        match answering.task:
            case "labels":
                held = [name for name, holds in zip(names, choice.tolist(), strict=True) if holds]
                yield {"prediction": held, "probabilities": _by_name(names, chances)}
            case "pixels":
                counts = choice.flatten().bincount(minlength=len(names)) / choice.numel()
                shares = dict(zip(names, counts.tolist(), strict=True))
                yield {"prediction": choice.tolist(), "classes": list(names), "shares": shares}
            case "positions":
                each = [_by_name(names, one) for one in chances.T]
                yield {"prediction": [names[at] for at in choice.tolist()], "probabilities": each}
            case _:
                yield {"prediction": names[int(choice)], "probabilities": _by_name(names, chances)}


def _by_name(names: Sequence[str], chances: Tensor) -> dict[str, float]:
    return dict(zip(names, chances.tolist(), strict=True))


def _no_number() -> str:
    return tr("The network gives no finite number for it. Train it again, with a smaller learning rate.")
