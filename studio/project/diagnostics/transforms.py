"""Checks of what is done to samples by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.data.config import Digits, Pictures
from studio.data.config.transforms.colour import ColorJitter, RandomGrayscale
from studio.data.config.transforms.geometry import RandomHorizontalFlip, RandomVerticalFlip
from studio.graph import EditError, Kind, Problem
from studio.layers.io import Input
from studio.project.diagnostics.check import Case, Check, argument
from studio.project.model import Project
from studio.text import tr

FLIPPED = Kind(
    "flipped-digits",
    "{kind} mirrors digits: what comes out is no digit, or another one.",
    "Switch it off in the transforms of the data settings.",
)
NO_COLOURS = Kind(
    "no-colours-to-change",
    "{kind} changes colours, but the Input takes grey pictures, which have none.",
    "Switch it off in the transforms of the data settings, or let the Input take 3 channels.",
)


class OfTransforms(Check):
    """A transform that does harm or nothing, by its place in the list."""

    def title(self, project: Project, problem: Problem) -> str:
        _, kind = argument(problem)
        return tr("Switch {kind} off", kind=kind)

    def remedy(self, project: Project, problem: Problem) -> Project:
        place, kind = argument(problem)
        chosen = list(project.data.transforms)
        if place >= len(chosen) or chosen[place].kind != kind:
            raise EditError(tr("The transform “{kind}” is not there any more.", kind=kind))
        chosen[place] = chosen[place].changed(enabled=False)
        return replace(project, data=project.data.changed(transforms=tuple(chosen)))


class FlippedDigits(OfTransforms):
    """Digits that are mirrored."""

    name = "flipped-digits"

    def find(self, case: Case) -> Iterator[Problem]:
        are_digits = isinstance(case.project.data, Digits) or _are_digits(case)
        for place, each in enumerate(case.project.data.transforms if are_digits else ()):
            if each.enabled and isinstance(each, RandomHorizontalFlip | RandomVerticalFlip) and each.p:
                yield self.tells(FLIPPED, "warning", None, place, each.kind, kind=each.kind)


class NoColours(OfTransforms):
    """Colours that are changed of grey pictures."""

    name = "no-colours-to-change"

    def find(self, case: Case) -> Iterator[Problem]:
        inputs = [case.project.graph[name].layer for name in case.of_kinds("Input") if name in case.project.graph]
        are_grey = any(isinstance(each, Input) and len(each.shape) == 3 and each.shape[0] == 1 for each in inputs)
        if not are_grey or not isinstance(case.project.data, Pictures):
            return
        for place, each in enumerate(case.project.data.transforms):
            is_colour = isinstance(each, ColorJitter) and each.needs_colour
            if each.enabled and (is_colour or isinstance(each, RandomGrayscale)):
                yield self.tells(NO_COLOURS, "warning", None, place, each.kind, kind=each.kind)


def _are_digits(case: Case) -> bool:
    return case.data is not None and tuple(case.data.classes) == tuple("0123456789")
