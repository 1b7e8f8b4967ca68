"""The loss surface of a project's network, with its first weights or those of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from studio.compiler.module import CompileError
from studio.insight.errors import InsightError
from studio.insight.playgrounds.loss_surface import (
    Direction,
    LossSurface,
    loss_surface,
    random_directions,
    weight_direction,
)
from studio.project.gradient_checking import batch_of
from studio.project.inspecting import objective_of
from studio.project.looked_at import looked_at
from studio.project.questions import AroundWeights, Weight
from studio.text import tr

QUICK = 2e11
"""Multiply-accumulates that are worked out without being asked for: some seconds."""


@dataclass(frozen=True)
class Found:
    """A surface, how many samples the loss is the mean of, remarks, all parameters with their numbers counted, and two
    weights: those that were moved, or that would be."""

    wanted: AroundWeights
    surface: LossSurface
    samples: int
    notes: tuple[str, ...]
    parameters: tuple[tuple[str, int], ...]
    weights: tuple[Weight, Weight]


def surface_of(wanted: AroundWeights, tell: Callable[[int, int], None], check: Callable[[], None]) -> Found:
    """Work it out; `tell` gets how many of how many places are done, `check` may raise to give up.

    Raises InsightError, TrainingError, ProjectError, DataError or CompileError.
    """
    subject = looked_at(wanted.project, wanted.run)
    if subject.analysis.errors:
        raise CompileError(subject.analysis.errors)
    places = wanted.side**2
    if wanted.is_quick and subject.analysis.total.macs * wanted.samples * places > QUICK:
        raise InsightError(
            tr("The loss surface of this network takes a while: it is run {count} times.", count=places),
            tr("Press Work Out, or choose fewer places or samples."),
        )
    objective = objective_of(subject)
    inputs, targets, notes = batch_of(subject, wanted.project.training.seed, wanted.samples)
    network, _ = subject.trained
    parameters = tuple((name, each.numel()) for name, each in network.named_parameters())
    if not parameters:
        raise InsightError(
            tr("The network has no weights, so its loss is the same everywhere."), tr("Add a layer that has weights.")
        )
    weights = wanted.weights or _usual(network)
    done = 0

    def count() -> None:
        nonlocal done
        check()
        tell(done, places)
        done += 1

    found = loss_surface(
        network, inputs, targets, objective, _directions(network, wanted, weights), side=wanted.side,
        span=wanted.span, count=count,
    )  # fmt: skip
    whose = subject.weights_words or tr("The weights are those that a training begins with.")
    return Found(wanted, found, len(targets), (whose, *notes), parameters, weights)


def _usual(network: nn.Module) -> tuple[Weight, Weight]:
    """Two weights at the end of the network, which the loss feels."""
    sizes = dict(network.named_parameters())
    last = list(sizes)[-1]
    matrix = next((name for name in reversed(sizes) if sizes[name].dim() > 1), last)
    return (matrix, 0), (last, min(1, sizes[last].numel() - 1) if last == matrix else 0)


def _directions(
    network: nn.Module, wanted: AroundWeights, weights: tuple[Weight, Weight]
) -> tuple[Direction, Direction]:
    if wanted.way == "random":
        return random_directions(network, wanted.seed)
    return weight_direction(network, *weights[0]), weight_direction(network, *weights[1])
