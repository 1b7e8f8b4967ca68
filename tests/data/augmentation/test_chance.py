"""What is drawn has the distribution that is said, and depends on nothing else than it should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats

from studio.data.augmentation.chance import Chance, Draws
from studio.data.augmentation.noise import bell_curve
from studio.data.augmentation.workers import worker_of
from studio.data.config.transforms import transforms

MANY = 20_000


def draws(seed: int = 0, epoch: int = 0, transform: int = 0, count: int = MANY) -> Draws:
    return Chance(seed, epoch, np.arange(count)).of(transform)


def drawn(kind: str, shape: tuple[int, ...] = (3, 40, 60), **settings: Any) -> Any:
    return worker_of(transforms[kind].create(settings)).draw(draws(), shape)


def is_even(values: Any, low: float, high: float) -> bool:
    return bool(stats.kstest((values - low) / (high - low), "uniform").pvalue > 1e-4)


def test_numbers_are_even_and_know_nothing_of_each_other() -> None:
    chance = draws()
    first, second = chance.uniform(), chance.uniform()
    others = [draws(seed=1), draws(epoch=1), draws(transform=1)]
    columns = [first, second, *(each.uniform() for each in others), np.roll(first, 1)]
    for column in columns:
        assert column.min() >= 0
        assert column.max() < 1
        assert is_even(column, 0, 1)
    correlations = np.corrcoef(columns)[np.triu_indices(len(columns), 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(MANY)


def test_large_seeds_and_epochs_and_places_are_told_apart() -> None:
    given = [Chance(seed, epoch, np.array([place])).of(0).uniform()[0]
             for seed in (0, 1, 2**31 - 1) for epoch in (0, 1, 99_999) for place in (0, 1, 10**9)]  # fmt: skip
    assert len(set(given)) == len(given)


@pytest.mark.parametrize(
    ("kind", "settings", "name", "low", "high"),
    [
        ("RandomRotation", {"degrees": 20}, "degrees", -20, 20),
        ("RandomRotation", {"degrees": [5, 45]}, "degrees", 5, 45),
        ("RandomZoom", {"range": 0.5}, "height", 0.5, 1.5),
        ("RandomZoom", {"range": 0.5}, "width", 0.5, 1.5),
        ("RandomShift", {"width": 0.2}, "x", -12, 12),
        ("RandomShift", {"height": 0.2}, "y", -8, 8),
        ("RandomShear", {"degrees": 0.2}, "degrees", -0.2, 0.2),
        ("ColorJitter", {"brightness": 0.4}, "brightness", 0.6, 1.4),
        ("ColorJitter", {"contrast": 2}, "contrast", 0, 3),
        ("ColorJitter", {"hue": 0.1}, "hue", -0.1, 0.1),
        ("GaussianBlur", {"sigma": [0.5, 1]}, "sigma", 0.5, 1),
        ("RandomAffine", {"scale": [0.5, 2]}, "scale", 0.5, 2),
    ],
)
def test_parameters_are_even_within_their_range(
    kind: str, settings: dict[str, Any], name: str, low: float, high: float
) -> None:
    assert is_even(drawn(kind, **settings)[name], low, high)


@pytest.mark.parametrize(
    ("kind", "name"), [("RandomHorizontalFlip", "flipped"), ("RandomGrayscale", "happens"), ("GaussianBlur", "happens")]
)
def test_what_happens_to_a_share_of_the_samples_does(kind: str, name: str) -> None:
    assert drawn(kind, p=0.3)[name].mean() == pytest.approx(0.3, abs=0.02)
    assert not drawn(kind, p=0.0)[name].any()
    assert drawn(kind, p=1.0)[name].all()


def test_crops_reach_every_place_alike() -> None:
    found = drawn("RandomCrop", size=[37, 60], padding=[0, 1, 0, 1])
    assert np.bincount(found["top"]).tolist() == pytest.approx([MANY / 6] * 6, rel=0.1)
    assert set(found["left"]) == {0}


def test_parts_have_the_area_and_the_shape_that_are_asked_for() -> None:
    found = drawn("RandomResizedCrop", (3, 400, 400), scale=[0.1, 0.4], ratio=[0.5, 2])
    area, ratio = found["height"] * found["width"] / 400**2, found["width"] / found["height"]
    assert is_even(area, 0.1, 0.4)
    assert is_even(np.log(ratio), np.log(0.5), np.log(2))
    assert ((found["top"] >= 0) & (found["top"] + found["height"] <= 400)).all()
    assert ((found["left"] >= 0) & (found["left"] + found["width"] <= 400)).all()


def test_a_part_that_never_fits_is_the_middle() -> None:
    found = drawn("RandomResizedCrop", (3, 10, 100), scale=[1, 1], ratio=[0.75, 4 / 3])
    assert {
        tuple(each) for each in zip(*(found[name] for name in ("top", "left", "height", "width")), strict=True)
    } == {(0, 43, 10, 13)}


def test_erased_parts_have_the_area_that_is_asked_for() -> None:
    found = drawn("RandomErasing", (3, 200, 200), p=0.5, scale=[0.05, 0.2], ratio=[1, 1])
    happens = found["happens"]
    assert happens.mean() == pytest.approx(0.5, abs=0.02)
    assert is_even((found["height"] * found["width"])[happens] / 200**2, 0.05, 0.2)


@pytest.mark.parametrize("alpha", [0.2, 1.0, 4.0])
def test_shares_of_mixed_samples_are_from_the_beta_distribution(alpha: float) -> None:
    assert stats.kstest(drawn("MixUp", alpha=alpha)["share"], stats.beta(alpha, alpha).cdf).pvalue > 1e-4


def test_the_share_of_a_pasted_picture_is_that_of_its_pixels() -> None:
    found = drawn("CutMix", (3, 40, 60))
    assert found["share"] == pytest.approx(1 - found["height"] * found["width"] / 2400)
    assert 0 <= found["share"].min() < found["share"].max() <= 1


def test_noise_is_a_bell_curve_of_its_own_for_each_sample() -> None:
    noise = bell_curve(torch.from_numpy(draws(count=40).keys()), (3, 50, 41))
    assert noise.shape == (40, 3, 50, 41)
    assert stats.kstest(noise.flatten()[::7].numpy(), "norm").pvalue > 1e-4
    flat = noise.flatten(1).numpy()
    correlations = np.corrcoef(flat)[np.triu_indices(40, 1)]
    assert np.abs(correlations).max() < 6 / np.sqrt(flat.shape[1])
    assert np.abs(np.corrcoef(flat[:, 1:].ravel(), flat[:, :-1].ravel())[0, 1]) < 0.02
    assert torch.equal(bell_curve(torch.from_numpy(draws(count=40).keys()[7:8]), (3, 50, 41))[0], noise[7])
