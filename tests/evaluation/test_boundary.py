"""The field over a plane: what torch itself gives for the same points, with the run's preparation before and after."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from networks import chain
from torch import nn

from studio.data import Data, Digits, LogicGates, Toys
from studio.data.config.transforms.values import Normalize
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.evaluation.boundary import Plane, PlaneNetwork, has_plane
from studio.graph import Graph
from studio.layers import layer
from studio.training.losses import losses

PLANE = Plane(-2.0, 1.0, -1.0, 3.0, side=9)


def network(outputs: int) -> Graph:
    return chain(
        input=layer("Input", shape=(2,)),
        fc1=layer("Linear", out_features=3),
        tanh=layer("Tanh"),
        fc2=layer("Linear", out_features=outputs),
        output=layer("Output"),
    )


def twin(outputs: int) -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, outputs))


def weights(made: nn.Sequential) -> dict[str, torch.Tensor]:
    names = {"0": "fc1", "2": "fc2"}
    return {f"{names[key[0]]}{key[1:]}": value for key, value in made.state_dict().items()}


def prepared(data: Data) -> Preparation:
    return load(data, (2,), 0).preparation


def test_the_first_pixel_is_the_upper_left_corner() -> None:
    points = PLANE.points().reshape(9, 9, 2)
    assert points[0, 0].tolist() == [-2.0, 3.0]
    assert points[0, -1].tolist() == [1.0, 3.0]
    assert points[-1, 0].tolist() == [-2.0, -1.0]


@pytest.mark.parametrize("normalize", [False, True])
def test_probabilities_are_those_of_torch_at_every_point(normalize: bool) -> None:
    preparation = prepared(Toys(transforms=(Normalize(),) if normalize else ()))
    made = twin(2)
    seen = PlaneNetwork(network(2), preparation, losses["CrossEntropyLoss"].create({}))
    seen.take(weights(made))
    found = seen.over(PLANE)
    with torch.no_grad():
        hidden = made[:2](preparation.prepare()(PLANE.points()))
        wanted = made[2](hidden).softmax(1)
    assert found.are_probabilities
    np.testing.assert_allclose(found.answers.reshape(2, -1).T, wanted.numpy(), atol=1e-6)
    assert [(unit.node, unit.place) for unit in found.units] == [("tanh", 0), ("tanh", 1), ("tanh", 2)]
    for unit in found.units:
        np.testing.assert_allclose(unit.field.ravel(), hidden[:, unit.place].numpy(), atol=1e-6)


def test_one_score_for_two_classes_gives_both() -> None:
    made = twin(1)
    seen = PlaneNetwork(network(1), prepared(LogicGates()), losses["BCEWithLogitsLoss"].create({}))
    seen.take(weights(made))
    answers = seen.over(PLANE).answers
    assert answers.shape == (2, 9, 9)
    with torch.no_grad():
        wanted = made(prepared(LogicGates()).prepare()(PLANE.points())).sigmoid()[:, 0]
    np.testing.assert_allclose(answers[1].ravel(), wanted.numpy(), atol=1e-6)
    np.testing.assert_allclose(answers.sum(axis=0), 1.0, atol=1e-6)


def test_other_weights_are_taken_and_those_of_another_network_refused() -> None:
    seen = PlaneNetwork(network(2), prepared(Toys()), losses["CrossEntropyLoss"].create({}))
    before = seen.over(PLANE).answers
    seen.take(weights(twin(2)))
    assert not np.allclose(before, seen.over(PLANE).answers)
    with pytest.raises(RuntimeError):
        seen.take(weights(twin(3)))


def test_torch_draws_the_same_numbers_after_a_look() -> None:
    seen = PlaneNetwork(network(2), prepared(Toys()), losses["CrossEntropyLoss"].create({}))
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    seen.over(PLANE)
    assert torch.equal(torch.rand(3), wanted)


def test_only_points_of_a_plane_have_one() -> None:
    assert has_plane(prepared(Toys()))
    assert not has_plane(load(Digits(), (1, 8, 8), 0).preparation)
