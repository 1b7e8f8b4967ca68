"""Advice: what is wrong with a project besides what the analysis of its network tells, and the remedies for both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from studio.graph import Problem
from studio.project.advice import inside
from studio.project.advice.extremes import NearlyAllDropped, SoftmaxOfOne, WindowOnOnePixel
from studio.project.advice.learning import (
    DropoutBeforeNorm,
    RateTooLarge,
    SingleSampleNorm,
    WastedBias,
)
from studio.project.advice.meeting import InputOfData, LossFactors, MissingHead, OutputWidth
from studio.project.advice.scores import (
    ClippedScores,
    DroppedScores,
    LossForTask,
    LossTakesOther,
    OneScore,
    SoftmaxBeforeNLL,
    SquashedScores,
)
from studio.project.advice.stacks import NothingBetween, TooDeep, VanishingGradients
from studio.project.advice.structure import (
    DeadEnd,
    FlattenFirst,
    KernelTooLarge,
    MissingInput,
    MissingOutput,
    OtherRank,
)
from studio.project.advice.trap import BETWEEN, Case, Trap
from studio.project.advice.unreadable import NotAllowed
from studio.project.model import Project

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.data import Data
    from studio.data.samples import Description

__all__ = ["Case", "Trap", "advise", "problems", "remedy", "title", "traps"]

_ALL: tuple[Trap, ...] = (
    NotAllowed(), MissingInput(), MissingOutput(), KernelTooLarge(), OtherRank(),
    InputOfData(), OutputWidth(), MissingHead(), LossFactors(), OneScore(),
    DeadEnd(), FlattenFirst(), SquashedScores(), ClippedScores(), DroppedScores(), LossTakesOther(), SoftmaxBeforeNLL(),
    SoftmaxOfOne(), NearlyAllDropped(), WindowOnOnePixel(),
    DropoutBeforeNorm(), VanishingGradients(), TooDeep(), SingleSampleNorm(), RateTooLarge(),
    LossForTask(), NothingBetween(), WastedBias(),
)  # fmt: skip

OTHER_DATA = "The embedded digits, which stand in until data are chosen, do not suit this network"

traps = {trap.name: trap for trap in _ALL}
"""The traps by name; of two that know a remedy for the same problem the first one gives it."""


def advise(project: Project, analysis: Analysis) -> tuple[Problem, ...]:
    """All problems of a project, as far as its data can be looked at; data that are not there are one of them."""
    from studio.data.errors import DataError

    try:
        return problems(project, analysis, _described(project.data))
    except DataError as error:
        unread = () if project.data.asks else (Problem("warning", None, error.message, error.remedy),)
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
            if inside.is_inside(problem) and not inside.can_apply(project, problem):
                problem = told
            if not found.setdefault(told, problem).trap:
                found[told] = problem
    return tuple(found.values())


def title(project: Project, problem: Problem) -> str:
    """The remedy in a few words (“Remove softmax1”); empty where none can be applied at once."""
    trap = _trap(problem)
    return inside.title(trap, project, problem) if trap is not None else ""


def remedy(project: Project, problem: Problem) -> Project:
    """The project with a problem put right, in one step. Raises EditError where it is not as it was found."""
    trap = traps[problem.trap.partition(BETWEEN)[0]]
    return inside.remedy(trap, project, problem)


def _of_data(case: Case) -> Iterator[Problem]:
    """What a training would refuse. Of data that only stand in until others are chosen, a note is enough."""
    for problem, _ in case.mismatches:
        if case.is_meant:
            yield problem
        else:
            yield Problem("info", None, f"{OTHER_DATA}: {problem.message}", "Choose its data in the training panel.")
            return


@lru_cache(maxsize=1)
def _described(data: Data) -> Description:
    """Kept, as a folder with many pictures takes long to list, and advice is asked for after every edit."""
    from studio.data.load import describe

    return describe(data)


def _trap(problem: Problem) -> Trap | None:
    return traps.get(problem.trap.partition(BETWEEN)[0])
