"""What every transform owes a training, tested for each by its being declared."""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pytest
import torch
from augmented import (
    KINDS,
    SETTINGS,
    SHAPES,
    data_with,
    fixed_kinds,
    input_shape,
    made,
    random_kinds,
    suited,
    transform,
)
from torch import Tensor

from studio.data.augmentation.augmentation import Augmentation
from studio.data.augmentation.chance import Chance
from studio.data.augmentation.workers import WORKERS
from studio.data.augmented_preview import previewed
from studio.data.config.transforms import transforms
from studio.data.dataset import Dataset
from studio.data.errors import DataError
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.layers.fields import fields

each_kind = pytest.mark.parametrize("kind", sorted(transforms))
each_random = pytest.mark.parametrize("kind", sorted(random_kinds()))
each_fixed = pytest.mark.parametrize("kind", sorted(fixed_kinds()))


@lru_cache(maxsize=64)
def loaded(kind: str) -> Dataset:
    return load(data_with(kind), input_shape(kind), seed=3)


def augmentation(kind: str) -> Augmentation:
    found = loaded(kind).train.augmentation
    assert found is not None
    return found


def batch(kind: str, places: list[int], epoch: int = 0) -> tuple[Tensor, Tensor]:
    """Samples of the training split as they are trained with."""
    train = loaded(kind).train
    chosen = torch.tensor(places)
    stored = train.store.take(chosen)
    return augmentation(kind)(stored, train.targets[chosen], Chance(3, epoch, np.array(places)))


def test_every_random_transform_is_carried_out() -> None:
    assert set(WORKERS) == {transforms[kind] for kind in random_kinds()}


@each_kind
def test_it_is_written_and_read_again_unchanged(kind: str) -> None:
    value = made(kind)
    written = json.loads(json.dumps(value.params()))
    assert transforms[kind].create(written) == value
    assert transforms[kind].create(json.loads(json.dumps(transforms[kind]().params()))) == transforms[kind]()
    config = data_with(kind)
    assert type(config).create(json.loads(json.dumps(config.params()))) == config


@each_kind
def test_it_says_what_it_is_and_what_each_setting_means(kind: str) -> None:
    assert transforms[kind].summary().endswith(".")
    assert str(transforms[kind].title)
    assert all(spec.description for spec in fields(transforms[kind]))


@each_kind
def test_numbers_beyond_their_bounds_are_refused_with_its_place(kind: str) -> None:
    numbers = [spec for spec in fields(transforms[kind]) if spec.editor == "number" and spec.maximum is not None]
    for spec in numbers:
        with pytest.raises(ValueError, match=f"(?s)transforms, number 1.*{spec.name}"):
            data_with(kind, transforms=[{**transform(kind), spec.name: (spec.maximum or 0) * 2 + 1}])


@pytest.mark.parametrize("kind", [kind for kind in random_kinds() if not transforms[kind].mixes])
def test_the_same_sample_of_the_same_epoch_is_the_same_in_any_batch(kind: str) -> None:
    whole, _ = batch(kind, list(range(12)))
    part, _ = batch(kind, [7, 3])
    torch.testing.assert_close(part, whole[[7, 3]], rtol=0, atol=0)
    again, _ = batch(kind, list(range(12)))
    assert torch.equal(again, whole)


@each_random
def test_another_epoch_and_another_seed_give_something_else(kind: str) -> None:
    places = list(range(24))
    first, _ = batch(kind, places)
    second, _ = batch(kind, places, epoch=1)
    assert first.shape == second.shape == (24, *input_shape(kind))
    assert not torch.equal(first, second)
    train = loaded(kind).train
    other, _ = augmentation(kind)(
        train.store.between(0, 24), train.targets[:24], Chance(4, 0, np.arange(24))
    )  # fmt: skip
    assert not torch.equal(first, other)


@each_random
def test_validation_test_and_what_is_exported_are_without_chance(kind: str) -> None:
    dataset = loaded(kind)
    assert dataset.validation.augmentation is None
    assert dataset.test.augmentation is None
    if transforms[kind]().resizes:
        return
    plain = load(data_with(kind, transforms=[]), input_shape(kind), seed=3)
    assert dataset.preparation == plain.preparation
    assert torch.equal(dataset.validation.inputs, plain.validation.inputs)
    assert torch.equal(dataset.test.inputs, plain.test.inputs)
    assert torch.equal(dataset.train.inputs, plain.train.inputs)


@pytest.mark.parametrize("kind", [kind for kind in random_kinds() if suited(kind) == "picture"])
def test_pictures_stay_between_black_and_white(kind: str) -> None:
    found, _ = batch(kind, list(range(16)))
    assert found.min() >= -1e-5
    assert found.max() <= 1 + 1e-5


@each_random
def test_the_preview_shows_what_the_training_will_see(kind: str) -> None:
    shown = previewed(data_with(kind), input_shape(kind), seed=3, count=4)
    assert [each.place for each in shown] == [0, 1, 2, 3]
    for epoch in range(6):
        trained, _ = batch(kind, [0, 1, 2, 3], epoch)
        for row, each in enumerate(shown):
            variant = each.variants[epoch]
            torch.testing.assert_close(variant.sample, trained[row], rtol=0, atol=2e-6)
            assert variant.words.startswith(f"Epoch {epoch + 1}: ")
    assert any("as it is" not in variant.words for each in shown for variant in each.variants)


@each_kind
def test_what_is_switched_off_does_nothing(kind: str) -> None:
    off = [{**transform(kind), "enabled": False}]
    shape = SHAPES[suited(kind)]
    dataset = load(data_with(kind, transforms=off), shape, seed=3)
    plain = load(data_with(kind, transforms=[]), shape, seed=3)
    assert dataset.train.augmentation is None
    assert dataset.preparation == plain.preparation
    assert torch.equal(dataset.train.inputs, plain.train.inputs)


@each_fixed
def test_without_chance_it_is_a_step_that_the_run_keeps(kind: str) -> None:
    dataset = loaded(kind)
    plain = load(data_with(kind, transforms=[]), SHAPES[suited(kind)], seed=3)
    assert dataset.train.augmentation is None
    assert not torch.equal(dataset.test.inputs, plain.test.inputs)
    kept = dataset.preparation
    assert Preparation.from_json(json.loads(json.dumps(kept.to_json()))) == kept
    again = load(data_with(kind), input_shape(kind), seed=3, preparation=kept)
    assert torch.equal(again.test.inputs, dataset.test.inputs)


@each_kind
def test_samples_that_it_is_not_for_are_refused_with_its_place(kind: str) -> None:
    for word in KINDS:
        if word not in transforms[kind].samples:
            config = data_with(kind, word=word)
            with pytest.raises(DataError, match=f"number 1: {kind} is not for") as refused:
                load(config, SHAPES[word], seed=0)
            assert refused.value.setting == "transforms"


def test_settings_here_are_of_kinds_that_there_are() -> None:
    assert set(SETTINGS) <= set(transforms)
