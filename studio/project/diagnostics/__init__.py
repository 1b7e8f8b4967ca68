"""Advice: what is wrong with a project besides what the analysis of its network tells, and the remedies for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.graph import Problem
from studio.project.diagnostics import inside
from studio.project.diagnostics.check import BETWEEN, Case, Check
from studio.project.diagnostics.extremes import NearlyAllDropped, SoftmaxOfOne, WindowOnOnePixel
from studio.project.diagnostics.learning import DropoutBeforeNorm, RateTooLarge, SingleSampleNorm, WastedBias
from studio.project.diagnostics.meeting import InputOfData, LossFactors, MissingHead, OutputWidth
from studio.project.diagnostics.scores import (
    ClippedScores,
    DroppedScores,
    LossForTask,
    LossTakesOther,
    OneScore,
    SoftmaxBeforeNLL,
    SquashedScores,
)
from studio.project.diagnostics.stacks import NothingBetween, TooDeep, VanishingGradients
from studio.project.diagnostics.structure import (
    DeadEnd,
    FlattenFirst,
    KernelTooLarge,
    MissingInput,
    MissingOutput,
    OtherRank,
)
from studio.project.diagnostics.unreadable import NotAllowed
from studio.project.model import Project

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.data.samples import Description

__all__ = ["Case", "Check", "advise", "message", "problems", "remedy", "title", "together", "traps"]

_ALL: tuple[Check, ...] = (
    NotAllowed(), MissingInput(), MissingOutput(), KernelTooLarge(), OtherRank(),
    InputOfData(), OutputWidth(), MissingHead(), LossFactors(), OneScore(),
    DeadEnd(), FlattenFirst(), SquashedScores(), ClippedScores(), DroppedScores(), LossTakesOther(), SoftmaxBeforeNLL(),
    SoftmaxOfOne(), NearlyAllDropped(), WindowOnOnePixel(),
    DropoutBeforeNorm(), VanishingGradients(), TooDeep(), SingleSampleNorm(), RateTooLarge(),
    LossForTask(), NothingBetween(), WastedBias(),
)  # fmt: skip

OTHER_DATA = "The embedded digits, which stand in until data are chosen, do not suit this network"
"""How the note about them begins."""

UNREAD = "unread-data"
"""Stands in `Problem.trap` for data that cannot be read: a person has to choose others."""

traps = {trap.name: trap for trap in _ALL}
"""The traps by name; of two that know a remedy for the same problem the first one gives it."""


def advise(project: Project, analysis: Analysis) -> tuple[Problem, ...]:
    """All problems of a project, as far as its data can be looked at; data that are not there are one of them."""
    from studio.data.errors import DataError
    from studio.data.load import described

    try:
        return problems(project, analysis, described(project.data))
    except DataError as error:
        unread = () if project.data.asks else (Problem("warning", None, error.message, error.remedy, UNREAD),)
        return (*problems(project, analysis), *unread)


def problems(project: Project, analysis: Analysis, data: Description | None = None) -> tuple[Problem, ...]:
    """All problems of a project: those of the analysis of its graph and of how it meets its data, with their
    remedies, and the traps'.

    `data` describes its data, None where nothing is known of them.
    """
    case = Case(project, analysis, data)
    found = {problem: problem for problem in (*analysis.problems, *_of_data(case))}
    for trap in traps.values():
        for problem in trap.find(case):
            told = replace(problem, trap="")
            if inside.is_inside(problem) and not inside.can_apply(trap, project, problem):
                problem = told
            if not found.setdefault(told, problem).trap:
                found[told] = problem
    return tuple(found.values())


def title(project: Project, *found: Problem) -> str:
    """The remedy in a few words (“Remove softmax1”); empty where none can be applied at once.

    Of several problems it is the one that puts all of them right.
    """
    titles = [_title(project, problem) for problem in found]
    if len(set(titles)) == 1 or not all(titles):
        return titles[0] if all(titles) else ""
    trap = _trap(found[0])
    return trap.several.remedy.format(count=len(found)) if trap is not None and trap.several is not None else ""


def remedy(project: Project, *found: Problem) -> Project:
    """The project with problems put right, in one step. Raises EditError where one is not as it was found.

    What several copies of a block share is changed once.
    """
    done = set()
    for problem in found:
        place = inside.place(project, problem)
        if place not in done:
            done.add(place)
            project = inside.remedy(traps[problem.trap.partition(BETWEEN)[0]], project, problem)
    return project


def together(found: Iterable[Problem]) -> tuple[tuple[Problem, ...], ...]:
    """Problems of one trap and severity in one group, where the first of them stands; all others by themselves."""
    groups: dict[object, list[Problem]] = {}
    for place, problem in enumerate(found):
        trap = _trap(problem)
        key = place if trap is None or trap.several is None else (trap.name, problem.severity)
        groups.setdefault(key, []).append(problem)
    return tuple(map(tuple, groups.values()))


def message(found: Sequence[Problem]) -> str:
    """What a group of problems says."""
    trap = _trap(found[0])
    if len(found) == 1 or trap is None or trap.several is None:
        return found[0].message
    return trap.several.message.format(count=len(found))


def _title(project: Project, problem: Problem) -> str:
    trap = _trap(problem)
    return inside.title(trap, project, problem) if trap is not None else ""


def _of_data(case: Case) -> Iterator[Problem]:
    """What a training would refuse. Of data that only stand in until others are chosen, a note is enough."""
    for problem, _ in case.mismatches:
        if case.is_meant:
            yield problem
        else:
            yield Problem("info", None, f"{OTHER_DATA}: {problem.message}", "Choose its data in the training panel.")
            return


def _trap(problem: Problem) -> Check | None:
    return traps.get(problem.trap.partition(BETWEEN)[0])
