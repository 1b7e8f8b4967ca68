"""Pairs of networks keep their promise: what one does otherwise is what comes of it."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from statistics import fmean

import pytest

from studio.compiler.analysis import analyse
from studio.insight.playgrounds.learning_together import Judged, Stepped, learn_together
from studio.project.snapshots import snapshot
from studio.project.twins import TWINS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", TWINS)
def test_both_learn_the_same_by_the_same_settings(name: str) -> None:
    first, second = TWINS[name].projects()
    assert first.data == second.data
    assert first.training == second.training


def test_shortcuts_cost_nothing_and_a_bottleneck_saves_sixteen_parts_of_seventeen() -> None:
    plain, residual = (analyse(each.graph).total for each in TWINS["degradation"].projects())
    assert (plain.parameters, plain.macs) == (residual.parameters, residual.macs)
    narrow, wide = (analyse(each.graph).total.parameters for each in TWINS["bottleneck"].projects())
    rest = 64 * 9 + 650
    assert (narrow - rest, wide - rest) == (4_352, 73_728)


def test_of_32_layers_those_with_shortcuts_learn() -> None:
    both = [snapshot(each) for each in TWINS["degradation"].projects()]
    losses: tuple[list[float], list[float]] = ([], [])
    with closing(learn_together(both, 30)) as steps:
        for each in islice(steps, 60):
            assert isinstance(each, Stepped)
            losses[each.at].append(each.loss)
    plain, residual = (fmean(each[-10:]) for each in losses)
    assert residual < 1.0 < 1.5 < plain


def test_a_network_learns_beside_another_as_it_would_alone() -> None:
    one, other = (snapshot(each) for each in TWINS["bottleneck"].projects())
    together = [each.loss for each in learn_together([one, other], 2) if not isinstance(each, Judged) and each.at == 0]
    alone = [each.loss for each in learn_together([one], 2) if not isinstance(each, Judged)]
    assert together == alone
