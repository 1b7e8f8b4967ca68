"""Which optimizers walk over a surface side by side, and at which rates they begin."""

from __future__ import annotations

from typing import NamedTuple

from studio.text import tr
from studio.training.optimizers import SGD, Optimizer, optimizers

FASTER = {
    "SGD": 0.95, "Adagrad": 1.5, "Adam": 0.3, "AdamW": 0.3, "NAdam": 0.3, "RAdam": 0.3, "Adamax": 0.5,
    "Adadelta": 10.0, "RMSprop": 0.3, "LBFGS": 1.0,
}  # fmt: skip
"""Rates for so few steps over so wide a plane: SGD, momentum, AdaGrad and Adam have those of the notes."""

FIRST = ("SGD", "momentum", "Adagrad", "Adam")
"""Those that walk before a person chooses others."""


class Racer(NamedTuple):
    """An optimizer with settings of its own, under a name for good."""

    name: str
    title: str
    optimizer: Optimizer


def racers() -> tuple[Racer, ...]:
    """Every optimizer there is, and SGD with both kinds of momentum."""
    momentum = SGD(lr=0.1, momentum=0.9)
    own = [
        Racer("momentum", tr("SGD, momentum {share}", share="0.9"), momentum),
        Racer("nesterov", tr("SGD, Nesterov {share}", share="0.9"), momentum.changed(nesterov=True)),
    ]
    plain = [Racer(kind, kind, _faster(kind)) for kind in optimizers]
    return tuple(sorted((*plain, *own), key=lambda each: FIRST.index(each.name) if each.name in FIRST else len(FIRST)))


def _faster(kind: str) -> Optimizer:
    made = optimizers[kind]()
    assert isinstance(made, Optimizer)
    return made.changed(lr=FASTER.get(kind, made.usual_rates[1]))
