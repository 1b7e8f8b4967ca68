"""The range test: rates grow on a copy of the network, nothing is kept, and what keeps a training off is told."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from trainings import SnapshotOf, TrainAll, batch_losses, small_network

from studio import paths
from studio.graph.edits import remove_and_heal
from studio.layers import layer
from studio.layers.initialization import network_initializers
from studio.training.control import Control, Stopped
from studio.training.errors import TrainingError
from studio.training.losses import losses
from studio.training.optimizers import SGD, Adam, optimizers
from studio.training.rate_curve import RateCurve
from studio.training.rate_finder import try_rates
from studio.training.rate_span import Span
from studio.training.schedules import OneCycleLR

FEW = Span(1e-5, 1.0, 30)


def test_rates_grow_evenly_from_the_lowest_to_the_highest(snapshot: SnapshotOf) -> None:
    tried = list(try_rates(snapshot(), span=Span(1e-6, 1e-2, 5)))
    assert [each.rate for each in tried] == pytest.approx([1e-6, 1e-5, 1e-4, 1e-3, 1e-2])
    assert all(math.isfinite(each.loss) for each in tried)


def test_a_rate_is_found_that_a_training_does_well_with(snapshot: SnapshotOf) -> None:
    curve = RateCurve(tuple(try_rates(snapshot(optimizer=SGD()))))
    assert curve.suggestion is not None
    assert 0.005 <= curve.suggestion <= 0.5
    assert curve.diverged


def test_the_same_seed_gives_the_same_losses_whatever_schedule_and_warm_up_are_set(snapshot: SnapshotOf) -> None:
    first = list(try_rates(snapshot(seed=3), span=FEW))
    again = list(try_rates(snapshot(seed=3, schedule=OneCycleLR(), warmup_steps=50), span=FEW))
    other = list(try_rates(snapshot(seed=4), span=FEW))
    assert first == again
    assert first != other


def test_nothing_is_kept(snapshot: SnapshotOf, tmp_path: Path) -> None:
    start = snapshot()
    before = sorted(paths.runs().rglob("*")) if paths.runs().exists() else []
    list(try_rates(start, span=FEW))
    assert (sorted(paths.runs().rglob("*")) if paths.runs().exists() else []) == before
    assert list(tmp_path.iterdir()) == []
    assert start == snapshot()


def test_batches_that_are_accumulated_count_as_one_rate(snapshot: SnapshotOf) -> None:
    graph = remove_and_heal(small_network(), ["dropout"])
    span = Span(1e-4, 1e-3, 3)
    apart, whole = (
        list(try_rates(snapshot(graph, batch_size=size, accumulate=64 // size), span=span)) for size in (16, 64)
    )
    assert [each.loss for each in apart] == pytest.approx([each.loss for each in whole], rel=1e-4)


def test_it_can_be_stopped(snapshot: SnapshotOf) -> None:
    control = Control()
    rates = try_rates(snapshot(), control)
    next(rates)
    control.stop()
    with pytest.raises(Stopped):
        next(rates)


@pytest.mark.parametrize("kind", sorted(optimizers))
def test_every_optimizer_is_tried_around_its_usual_rates(kind: str, snapshot: SnapshotOf) -> None:
    optimizer = optimizers[kind]()
    span = Span.of(optimizer)
    assert span.lowest < optimizer.usual_rates[0] < optimizer.usual_rates[1] < span.highest
    tried = list(try_rates(snapshot(optimizer=optimizer), span=replace(span, steps=12)))
    assert tried
    assert all(math.isfinite(each.loss) for each in tried)


@pytest.mark.parametrize("span", [Span(0.0, 1.0), Span(1.0, 0.1), Span(0.1, 1.0, 1), Span(0.1, math.inf), Span(-1, 1)])
def test_rates_that_do_not_grow_are_refused(span: Span, snapshot: SnapshotOf) -> None:
    with pytest.raises(TrainingError, match="no rate grows"):
        next(try_rates(snapshot(), span=span))


def test_what_keeps_a_training_from_beginning_is_told(snapshot: SnapshotOf) -> None:
    with pytest.raises(TrainingError, match="The network gives 4 numbers"):
        next(try_rates(snapshot(small_network(4))))


def test_a_loss_that_is_no_number_ends_it_without_an_error(snapshot: SnapshotOf) -> None:
    tried = list(try_rates(snapshot(optimizer=SGD(), loss=losses["MSELoss"]()), span=Span(1.0, 1e30, 40)))
    assert 0 < len(tried) < 40
    assert all(math.isfinite(each.loss) for each in tried)


def test_gradients_are_cut_as_in_a_training(snapshot: SnapshotOf) -> None:
    cut = list(try_rates(snapshot(optimizer=SGD(), clip_norm=1e-6), span=FEW))
    plain = list(try_rates(snapshot(optimizer=SGD()), span=FEW))
    assert cut[0] == plain[0]
    assert RateCurve(tuple(cut)).suggestion is None
    assert cut != plain


def test_the_first_loss_is_that_of_the_training(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    first = next(try_rates(snapshot(optimizer=Adam())))
    assert first.loss == batch_losses(train_all(snapshot(optimizer=Adam(), epochs=1)))[0]


def test_a_loss_that_is_no_number_from_the_first_step_is_told_with_what_to_check(snapshot: SnapshotOf) -> None:
    wide = network_initializers["Normal"].create({"std": 1e6})
    deep = small_network(**{f"fc1{at}": layer("Linear", out_features=32) for at in range(4)})
    with pytest.raises(TrainingError, match="The weights had not been changed yet"):
        list(try_rates(snapshot(deep, initialization=wide, loss=losses["MSELoss"]())))
