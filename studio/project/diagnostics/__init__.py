"""Advice: what is wrong with a project besides what the analysis of its network tells, and the remedies for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from studio.compiler.size import excess
from studio.graph import EditError, Finding, Kind, Problem
from studio.project.diagnostics import inside
from studio.project.diagnostics.after_training import REMEDIES
from studio.project.diagnostics.beginning import EqualWeights, NoSlope, WideWeights
from studio.project.diagnostics.check import Case, Check, Several
from studio.project.diagnostics.extremes import NearlyAllDropped, SoftmaxOfOne, WindowOnOnePixel
from studio.project.diagnostics.learning import (
    AverageTooLate,
    DecayOfNothing,
    DropoutBeforeNorm,
    SingleSampleNorm,
    WastedBias,
)
from studio.project.diagnostics.meeting import InputOfData, LossFactors, MissingHead, OtherMetrics, OutputWidth
from studio.project.diagnostics.merging import BranchesApart
from studio.project.diagnostics.monitoring import MonitorNotTold, NeverEarly
from studio.project.diagnostics.rates import LowestAboveRate, RateTooLarge, ScheduleTooLong, WarmupTooLong
from studio.project.diagnostics.scores import (
    ClippedScores,
    DroppedScores,
    LossForTask,
    LossTakesOther,
    OneScore,
    SoftmaxBeforeNLL,
    SquashedScores,
)
from studio.project.diagnostics.settings import Contradicting
from studio.project.diagnostics.stacks import NothingBetween, TooDeep, VanishingGradients
from studio.project.diagnostics.structure import (
    DeadEnd,
    FlattenFirst,
    KernelTooLarge,
    MissingInput,
    MissingOutput,
    OtherRank,
)
from studio.project.diagnostics.transforms import FlippedDigits, NoColours
from studio.project.diagnostics.unreadable import NotAllowed
from studio.project.model import Project
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.data.samples import Description

__all__ = ["Case", "Check", "advise", "checks", "message", "problems", "remedy", "title", "together"]

_ALL: tuple[Check, ...] = (
    NotAllowed(), MissingInput(), MissingOutput(), KernelTooLarge(), OtherRank(), BranchesApart(),
    InputOfData(), OutputWidth(), MissingHead(), LossFactors(), OtherMetrics(), OneScore(),
    DeadEnd(), FlattenFirst(), SquashedScores(), ClippedScores(), DroppedScores(), LossTakesOther(), SoftmaxBeforeNLL(),
    SoftmaxOfOne(), NearlyAllDropped(), WindowOnOnePixel(),
    DropoutBeforeNorm(), VanishingGradients(), TooDeep(), SingleSampleNorm(), RateTooLarge(),
    ScheduleTooLong(), LowestAboveRate(), WarmupTooLong(), MonitorNotTold(), NeverEarly(), DecayOfNothing(),
    AverageTooLate(), Contradicting(), FlippedDigits(), NoColours(),
    EqualWeights(), WideWeights(), NoSlope(),
    LossForTask(), NothingBetween(), WastedBias(),
)  # fmt: skip

OTHER_DATA = Kind(
    "other-data",
    "The embedded digits, which stand in until data are chosen, do not suit this network: {reason}",
    "Choose its data in the training panel.",
)

UNREAD = "unread-data"
"""The code of data that cannot be read, which tell why themselves: a person has to choose others."""

checks = {check.name: check for check in _ALL}
"""The checks by name; of two that know a remedy for the same problem the first one gives it."""


def advise(project: Project, analysis: Analysis) -> tuple[Problem, ...]:
    """All problems of a project, as far as its data can be looked at; data that are not there are one of them."""
    from studio.data.errors import DataError
    from studio.data.load import described

    try:
        return problems(project, analysis, described(project.data))
    except DataError as error:
        found = problems(project, analysis)
        if project.data.asks:
            return found
        return (*found, Problem("warning", None, Finding(UNREAD, error.message, error.remedy)))


def problems(project: Project, analysis: Analysis, data: Description | None = None) -> tuple[Problem, ...]:
    """All problems of a project: those of the analysis of its graph and of how it meets its data, with their
    remedies, and the checks'.

    `data` describes its data, None where nothing is known of them.
    """
    if excess(project.graph) is not None:
        return analysis.problems
    case = Case(project, analysis, data)
    found = {problem: problem for problem in (*analysis.problems, *_of_data(case))}
    remediable = inside.Remediable(project)
    for check in checks.values():
        for problem in check.find(case):
            told = problem.without_fix()
            if problem.fix and inside.is_inside(problem) and not remediable.by(check, problem):
                problem = told
            if not found.setdefault(told, problem).fix:
                found[told] = problem
    return tuple(found.values())


def title(project: Project, *found: Problem) -> str:
    """The remedy in a few words (“Remove softmax1”); empty where none can be applied at once.

    Of several problems it is the one that puts all of them right.
    """
    first = _title(project, found[0])
    # Of thousands, mostly the second is another already.
    if not first or all(_title(project, problem) == first for problem in found[1:]):
        return first
    several = _several(found[0])
    return ntr(several.remedy, several.remedy, len(found)) if several is not None else ""


def remedy(project: Project, *found: Problem) -> Project:
    """The project with problems put right, in one step. Raises EditError where one is not as it was found.

    What several copies of a block share is changed once.
    """
    done = set()
    for problem in found:
        check = _check(problem)
        if check is None:
            raise EditError(tr("Nothing is known that puts this right at once."))
        place = inside.place(project, problem)
        if place not in done:
            done.add(place)
            project = inside.remedy(check, project, problem)
    return project


def together(found: Iterable[Problem]) -> tuple[tuple[Problem, ...], ...]:
    """Problems of one check and severity in one group, where the first of them stands; all others by themselves."""
    groups: dict[object, list[Problem]] = {}
    for place, problem in enumerate(found):
        key = place if problem.fix is None or _several(problem) is None else (problem.fix.check, problem.severity)
        groups.setdefault(key, []).append(problem)
    return tuple(map(tuple, groups.values()))


def message(found: Sequence[Problem]) -> str:
    """What a group of problems says."""
    several = _several(found[0])
    if len(found) == 1 or several is None:
        return found[0].message
    return ntr(several.message, several.message, len(found))


def _title(project: Project, problem: Problem) -> str:
    check = _check(problem)
    return inside.title(check, project, problem) if check is not None else ""


def _of_data(case: Case) -> Iterator[Problem]:
    """What a training would refuse. Of data that only stand in until others are chosen, a note is enough."""
    for problem, _ in case.mismatches:
        if case.is_meant:
            yield problem
        else:
            yield OTHER_DATA.problem("info", None, reason=problem.message)
            return


def _check(problem: Problem) -> Check | None:
    """What knows how to put a problem right, be it found by a check or by a training."""
    return (checks | REMEDIES)[problem.fix.check] if problem.fix is not None else None


def _several(problem: Problem) -> Several | None:
    check = _check(problem)
    return check.several if check is not None else None
