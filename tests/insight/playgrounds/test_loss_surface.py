"""The loss around the weights is that of a network whose weights are moved by hand."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from torch import nn

from studio.insight.errors import InsightError
from studio.insight.playgrounds.loss_surface import loss_surface, random_directions, weight_direction
from studio.training.losses import CrossEntropyLoss
from studio.training.objective import Objective

pytestmark = pytest.mark.slow


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Dropout(), nn.Flatten(), nn.Linear(12, 4))


INPUTS, TARGETS = torch.rand(6, 1, 4, 4, generator=torch.Generator().manual_seed(1)), torch.tensor([0, 1, 2, 3, 0, 1])
OBJECTIVE = Objective.of(CrossEntropyLoss())


def test_each_place_is_the_loss_of_the_moved_weights() -> None:
    start = network()
    kept = deepcopy(start.state_dict())
    directions = random_directions(start, seed=3)
    found = loss_surface(start, [INPUTS], TARGETS, OBJECTIVE, directions, side=5, span=0.5)
    for row, column in ((0, 0), (2, 2), (4, 1)):
        moved = deepcopy(start).eval()
        with torch.no_grad():
            for name, each in moved.named_parameters():
                for step, direction in zip((found.places[column], found.places[row]), directions, strict=True):
                    if name in direction:
                        each += step * direction[name]
            loss = nn.functional.cross_entropy(moved(INPUTS), TARGETS)
        assert found.losses[row, column] == pytest.approx(float(loss), rel=1e-5)
    assert found.centre == found.nearest(0.01, -0.01) == found.losses[2, 2]
    assert all(torch.equal(kept[name], value) for name, value in start.state_dict().items())


def test_random_directions_are_as_long_as_the_filters_and_leave_the_rest() -> None:
    start = network()
    first, second = random_directions(start, seed=0)
    assert set(first) == set(second) == {"0.weight", "5.weight"}
    for name, direction in first.items():
        weights = dict(start.named_parameters())[name]
        torch.testing.assert_close(direction.flatten(1).norm(dim=1), weights.detach().flatten(1).norm(dim=1))
        assert not torch.equal(direction, second[name])


def test_along_one_weight_it_is_that_weight_that_is_moved() -> None:
    start = network()
    along = weight_direction(start, "5.bias", 2)
    assert along["5.bias"].tolist() == [0, 0, 1, 0]
    found = loss_surface(
        start, [INPUTS], TARGETS, OBJECTIVE, (along, weight_direction(start, "0.weight", 0)), side=3, span=1.0
    )
    assert len(set(found.losses[1].tolist())) == 3
    with pytest.raises(InsightError, match=r"no weight 9 of “5\.bias”"):
        weight_direction(start, "5.bias", 9)


def test_it_can_be_given_up() -> None:
    class GivenUp(Exception):
        pass

    def give_up() -> None:
        raise GivenUp

    start = network()
    with pytest.raises(GivenUp):
        loss_surface(start, [INPUTS], TARGETS, OBJECTIVE, random_directions(start, 0), side=3, span=1.0, count=give_up)
