"""The formulas of transforms are what the transforms do."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from studio.data.augmentation.augmentation import Augmentation
from studio.data.augmentation.chance import Chance
from studio.data.augmentation.moving import Mover
from studio.data.augmentation.workers import worker_of
from studio.data.config.transforms import transforms
from studio.data.transforms.counterparts import steps_of
from studio.data.transforms.course import Part
from studio.explanation.formula import Rule
from studio.explanation.transform_formulas import transform_rules

SHAPE = (1, 10, 20)


def rule(kind: str, symbol: str, **settings: Any) -> Rule:
    return next(each for each in transform_rules(transforms[kind].create(settings)) if each.symbol == symbol)


DRAWN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "RandomHorizontalFlip": ({"flipped": True}, {}),
    "RandomVerticalFlip": ({"flipped": True}, {}),
    "RandomRotation": ({"degrees": 25.0}, {"θ": math.radians(25)}),
    "RandomShear": ({"degrees": 25.0}, {"θ": math.radians(25)}),
    "RandomZoom": ({"height": 0.6, "width": 1.3}, {"k_x": 1.3, "k_y": 0.6}),
    "RandomAffine": (
        {"degrees": 25.0, "scale": 1.5, "x": 3.0, "y": -2.0, "shear_x": 0.0, "shear_y": 0.0},
        {"θ": math.radians(25), "k": 1.5, "d_x": 3.0, "d_y": -2.0},
    ),
    "RandomShift": ({"x": 0.1 * 20 * 0.5, "y": 0.1 * 10 * 0.5}, {"u": 0.75, "W_1": 20, "H_1": 10}),
}
"""For each movement what was drawn, and the values of the symbols for it."""


@pytest.mark.parametrize("kind", sorted(DRAWN))
def test_a_movement_sees_what_its_formulas_say(kind: str) -> None:
    drawn, values = DRAWN[kind]
    mover = worker_of(transforms[kind]())
    assert isinstance(mover, Mover)
    matrix = mover.matrices({name: np.array([value]) for name, value in drawn.items()}, SHAPE)[0]
    for x, y in ((0.0, 0.0), (4.0, -3.0), (-2.5, 1.5)):
        seen = np.linalg.inv(matrix) @ np.array([x, y, 1.0])
        told = [float(rule(kind, name).work_out({**values, "x": x, "y": y})) for name in ("x_1", "y_1")]  # type: ignore[arg-type]
        np.testing.assert_allclose(told, seen[:2], atol=1e-9)


def test_crops_and_pads_have_the_places_of_their_formulas() -> None:
    assert rule("CenterCrop", "t", size=4).work_out({"H_1": 9}) == 2
    (step,) = steps_of(transforms["CenterCrop"].create({"size": 4}), (1, 9, 9))
    picture = torch.arange(81.0).reshape(1, 1, 9, 9)
    assert torch.equal(step.module()(picture), picture[..., 2:6, 2:6])
    assert rule("Pad", "H_2", padding=[1, 2, 3, 4]).work_out({"H_1": 9}) == 15


@pytest.mark.parametrize(
    ("kind", "settings", "values"),
    [
        ("Rescale", {"scale": 1 / 127.5, "offset": -1.0}, {}),
        ("Normalize", {"mean": [0.25], "std": [0.5]}, {}),
        ("Grayscale", {}, {"R": 0.5, "G": 0.25, "B": 1.0}),
    ],
)
def test_numbers_become_what_the_formulas_say(kind: str, settings: dict[str, Any], values: dict[str, float]) -> None:
    channels = list(values.values()) or [0.7]
    given = torch.tensor(channels).reshape(1, len(channels), 1, 1)
    (step,) = steps_of(transforms[kind].create(settings), (len(channels), 1, 1))
    (told,) = transform_rules(transforms[kind].create(settings))
    assert float(step.module()(given)) == pytest.approx(float(told.work_out({"v": 0.7, **values})))  # type: ignore[arg-type]


def test_mixed_samples_are_those_of_the_formula() -> None:
    given = torch.rand(3, 4, generator=torch.Generator().manual_seed(0))
    made = transforms["MixUp"]()
    chance = Chance(0, 0, np.arange(3))
    found, _ = Augmentation([Part((), made)], "numbers")(given, given, chance)
    shares = worker_of(made).draw(chance.of(0), (4,))["share"]
    told = rule("MixUp", "v_m")
    for row, share in enumerate(shares):
        wanted = told.work_out({"λ": share, "v_i": float(given[row, 2]), "v_j": float(given[row - 1, 2])})
        assert float(found[row, 2]) == pytest.approx(float(wanted))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(transforms))
def test_every_transform_has_formulas(kind: str) -> None:
    assert transform_rules(transforms[kind]())
