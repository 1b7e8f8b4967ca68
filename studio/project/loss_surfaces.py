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
    """A surface, how many samples the loss is the mean of, remarks, and all parameters with their numbers counted."""

    wanted: AroundWeights
    surface: LossSurface
    samples: int
    notes: tuple[str, ...]
    parameters: tuple[tuple[str, int], ...]


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
    done = 0

    def count() -> None:
        nonlocal done
        check()
        tell(done, places)
        done += 1

    found = loss_surface(
        network, inputs, targets, objective, _directions(network, wanted), side=wanted.side, span=wanted.span,
        count=count,
    )  # fmt: skip
    parameters = tuple((name, each.numel()) for name, each in network.named_parameters())
    whose = subject.weights_words or tr("The weights are those that a training begins with.")
    return Found(wanted, found, len(targets), (whose, *notes), parameters)


def _directions(network: nn.Module, wanted: AroundWeights) -> tuple[Direction, Direction]:
    parameters = {name: each.numel() for name, each in network.named_parameters()}
    if not parameters:
        raise InsightError(
            tr("The network has no weights, so its loss is the same everywhere."), tr("Add a layer that has.")
        )
    if wanted.way == "random":
        return random_directions(network, wanted.seed)
    first, second = wanted.weights or _first_two(parameters)
    return weight_direction(network, *first), weight_direction(network, *second)


def _first_two(parameters: dict[str, int]) -> tuple[Weight, Weight]:
    name = next(iter(parameters))
    return (name, 0), (name, min(1, parameters[name] - 1))
