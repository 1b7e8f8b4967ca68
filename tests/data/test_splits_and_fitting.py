"""Splits of small and lopsided data, and pictures fitted to an Input."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.data.errors import DataError
from studio.data.preparation import modules
from studio.data.samples import Samples, carry_on
from studio.data.split import split_off
from studio.data.transforms.fitting import fit
from studio.data.transforms.picture_shapes import changes
from studio.data.transforms.steps import Colour, Grey, Step
from studio.data.transforms.values import SampleShape


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=6, max_size=60),
    st.floats(0.0, 0.9),
    st.integers(0, 2**31 - 1),
)
def test_a_split_keeps_every_sample_once(labels: list[int], share: float, seed: int) -> None:
    stay, off = split_off(np.array(labels), share, seed, "the test")
    assert sorted([*stay, *off]) == list(range(len(labels)))
    assert len(off) == (max(1, round(share * len(labels))) if share else 0)
    assert len(stay)


def test_one_sample_cannot_be_split() -> None:
    with pytest.raises(DataError, match="Only 1 sample is there to train on"):
        split_off(np.array([0]), 0.1, 0, "validation")


def test_a_class_of_one_sample_stays_and_the_others_are_split_in_proportion() -> None:
    labels = np.array([0] * 100 + [1] * 40 + [2] + [3] * 60 + [4])
    for seed in range(20):
        stay, off = split_off(labels, 0.15, seed, "the test")
        counts = np.bincount(labels[off], minlength=5)
        assert (counts[2], counts[4]) == (0, 0)
        assert np.abs(counts - 0.15 * np.bincount(labels)).max() <= 1
        assert {2, 4} <= set(labels[stay])


def test_splits_of_classes_that_can_be_split_are_those_of_earlier_versions() -> None:
    labels = np.repeat(np.arange(3), (10, 20, 30))
    _, off = split_off(labels, 0.15, 7, "the test")
    assert off.tolist() == [4, 18, 20, 24, 30, 32, 39, 54, 57]
    _, off = split_off(np.repeat(np.arange(9), 2), 0.2, 7, "the test")
    assert off.tolist() == [8, 12, 14, 16]


def test_grey_pictures_become_three_equal_channels() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (4, 1, 5, 5), dtype=np.uint8)
    colour = fitted(grey, Colour())
    assert torch.equal(colour[:, 0], colour[:, 2])
    torch.testing.assert_close(colour[:, :1], torch.from_numpy(grey).float() / 255)


def test_colour_becomes_brightness() -> None:
    green = np.zeros((1, 3, 2, 2), np.uint8)
    green[:, 1] = 255
    assert fitted(green, Grey()).mean().item() == pytest.approx(0.587)


def test_what_was_read_is_not_changed_by_fitting() -> None:
    images = np.full((1, 1, 2, 2), 0.5, np.float32)
    fitted(images).zero_()
    assert images.min() == 0.5


def fitted(pictures: np.ndarray, *steps: Step) -> torch.Tensor:
    shape: SampleShape = pictures.shape[1:]
    for step in steps:
        shape = step.shape(shape)
    samples = Samples(pictures, np.zeros(len(pictures), np.int64))
    return fit(samples, modules(steps), shape, carry_on)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("originals", "target", "note"),
    [
        ([(1, 8, 8)], (1, 8, 8), ""),
        ([(1, 8, 8)], (1, 28, 28), "The pictures are scaled from 8×8 to 28×28 to fit the Input."),
        ([(1, 8, 8)], (3, 8, 8), "The pictures are turned to colour to fit the Input."),
        ([(1, 8, 8), (1, 9, 9)], (1, 8, 8), "The pictures are scaled from various sizes to 8×8 to fit the Input."),
    ],
)
def test_the_note_says_what_was_done(originals: list[tuple[int, ...]], target: tuple[int, ...], note: str) -> None:
    assert changes(originals, target) == note
