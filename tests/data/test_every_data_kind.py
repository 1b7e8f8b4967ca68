"""What every kind of data owes a training, tested for each by its being declared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from data_kinds_prepared import KINDS, prepared

from studio.data import Data, data_kinds
from studio.data.config import Divisible, Measured, Pictures, Undivided
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.data.sources import SOURCES


def kinds_of(base: type) -> list[str]:
    return [name for name, kind in data_kinds.items() if issubclass(kind, base)]


@pytest.fixture(params=KINDS)
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Data:
    """Each kind, set to data that are there."""
    return prepared(request.param, tmp_path)


@pytest.fixture(params=kinds_of(Pictures))
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Data:
    """Each kind of pictures."""
    return prepared(request.param, tmp_path)


@pytest.fixture(params=kinds_of(Divisible))
def divisible(request: pytest.FixtureRequest, tmp_path: Path) -> Data:
    """Each kind of which a share can be kept aside."""
    return prepared(request.param, tmp_path)


@pytest.fixture(params=kinds_of(Measured))
def measured(request: pytest.FixtureRequest, tmp_path: Path) -> Data:
    """Each kind that can be normalized."""
    return prepared(request.param, tmp_path)


def test_every_declared_kind_has_a_source() -> None:
    assert set(SOURCES) == set(data_kinds.values())


def test_pictures_are_floats_from_0_to_1_in_the_shape_of_the_input(pictures: Data) -> None:
    dataset = load(pictures, (1, 12, 10), seed=0)
    for split in dataset.splits.values():
        assert split.inputs.dtype == torch.float32
        assert split.inputs.shape == (len(split), 1, 12, 10)
        assert split.inputs.min() >= 0.0
        assert split.inputs.max() <= 1.0
        assert split.targets.dtype == torch.int64
        assert split.targets.shape[:1] == (len(split),)
    assert dataset.train.inputs.max() > 0.5


def test_inputs_and_targets_have_the_type_and_shape_that_the_task_says(config: Data) -> None:
    description = describe(config)
    dataset = load(config, description.sample_shape, seed=0)
    assert dataset.task == description.task
    for split in dataset.splits.values():
        assert split.inputs.shape == (len(split), *description.sample_shape)
        assert split.inputs.dtype == (torch.int64 if description.vocabulary else torch.float32)
        if dataset.task == "classes":
            assert split.targets.dtype == torch.int64
            assert set(split.targets.tolist()) <= set(range(len(dataset.classes)))
        elif dataset.task == "positions":
            assert split.targets.dtype == torch.int64
            assert split.targets.shape == (len(split), description.positions)
            assert set(split.targets.flatten().tolist()) <= set(range(len(dataset.classes)))
        else:
            assert split.targets.dtype == torch.float32
            assert split.targets.shape == (len(split), len(dataset.classes))


def test_the_description_tells_what_loading_gives(config: Data) -> None:
    description = describe(config)
    dataset = load(config, description.sample_shape, seed=0)
    assert dataset.classes == description.classes
    assert sum(len(split) for split in dataset.splits.values()) == description.samples
    if description.task != "classes":
        return
    everything = [sum(counts) for counts in zip(*dataset.counts.values(), strict=True)]
    assert everything == [sum(counts) for counts in zip(*description.counts.values(), strict=True)]


def test_the_seed_alone_decides_the_split(divisible: Data) -> None:
    shape = describe(divisible).sample_shape
    first = load(divisible, shape, seed=1)
    load(divisible, shape, seed=2)
    again = load(divisible, shape, seed=1)
    other = load(divisible, shape, seed=2)
    assert again is not first
    assert torch.equal(first.train.inputs, again.train.inputs)
    assert torch.equal(first.validation.targets, again.validation.targets)
    assert not torch.equal(first.train.inputs, other.train.inputs)


def test_validation_has_every_class_in_its_proportion(divisible: Data) -> None:
    description = describe(divisible)
    dataset = load(divisible.changed(validation=0.4), description.sample_shape, seed=0)
    if description.task != "classes":
        whole = 0.4 * (len(dataset.validation) + len(dataset.train))
        assert len(dataset.validation) == pytest.approx(whole, abs=10 if description.grouped else 0.5)
        return
    train, validation = (np.array(dataset.counts[split]) for split in ("train", "validation"))
    assert validation.min() > 0
    assert np.abs(validation - 0.4 * (train + validation)).max() <= 1


def test_no_share_for_validation_means_no_validation_samples(divisible: Data) -> None:
    dataset = load(divisible.changed(validation=0.0), describe(divisible).sample_shape, seed=0)
    assert len(dataset.validation) == 0
    assert dataset.validation.inputs.shape[1:] == dataset.train.inputs.shape[1:]


@pytest.mark.parametrize("kind", kinds_of(Undivided))
def test_no_share_for_the_test_means_no_test_samples(kind: str, tmp_path: Path) -> None:
    config = prepared(kind, tmp_path).changed(test=0.0)
    if "test" in describe(config).sizes:
        pytest.skip("its files have a test of their own")
    assert len(load(config, describe(config).sample_shape, seed=0).test) == 0


def test_normalizing_brings_each_channel_to_mean_0_and_deviation_1(measured: Data) -> None:
    shape = describe(measured).sample_shape
    plain = load(measured.changed(normalize=False), shape, seed=0)
    normal = load(measured.changed(normalize=True), shape, seed=0)
    rest = tuple(axis for axis in range(normal.train.inputs.dim()) if axis != 1)
    assert normal.train.inputs.mean(dim=rest).abs().max() < 1e-4
    assert (normal.train.inputs.std(dim=rest, correction=0) - 1).abs().max() < 1e-4
    assert plain.preparation.normalization is None
    assert normal.preparation.normalization is not None
    mean, deviation = (
        torch.tensor(values).reshape(-1, *[1] * (len(shape) - 1))
        for values in (normal.preparation.normalization.mean, normal.preparation.normalization.deviation)
    )
    torch.testing.assert_close(normal.test.inputs * deviation + mean, plain.test.inputs)


def test_a_flat_input_takes_the_same_numbers_in_a_row(pictures: Data) -> None:
    shape = describe(pictures).sample_shape
    whole = load(pictures, shape, seed=0).train.inputs
    rows = load(pictures, (whole[0].numel(),), seed=0).train.inputs
    assert torch.equal(rows, whole.flatten(start_dim=1))


@pytest.mark.parametrize("shape", [(5,), (8, 8), (4, 8, 8), (1, 2, 8, 8)])
def test_an_input_that_the_samples_do_not_fit_is_refused_with_a_shape_that_does(
    config: Data, shape: tuple[int, ...]
) -> None:
    with pytest.raises(DataError) as refused:
        load(config, shape, seed=0)
    assert f"({', '.join(map(str, shape))})" in refused.value.message
    assert "Set the Input's shape to (" in refused.value.remedy


def test_loading_the_same_again_is_at_hand_at_once(config: Data) -> None:
    shape = describe(config).sample_shape
    first = load(config, shape, seed=0)
    assert load(config, shape, seed=0) is first
    assert load(config, shape, seed=1) is not first


def test_loading_can_be_given_up(pictures: Data) -> None:
    def give_up() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(pictures, (1, 9, 9), seed=77, check=give_up)
    assert len(load(pictures, (1, 9, 9), seed=77).train) > 0


def test_pictures_that_cannot_fit_into_memory_are_refused_before_they_are_read(pictures: Data) -> None:
    with pytest.raises(DataError, match="GiB of memory") as refused:
        load(pictures, (3, 100_000, 100_000), seed=0)
    assert "smaller Input shape" in refused.value.remedy


def test_pictures_can_be_learnt_themselves(pictures: Data) -> None:
    config = pictures.changed(target="input")
    dataset = load(config, (1, 8, 8), seed=0)
    assert (dataset.task, dataset.classes, dataset.counts) == ("input", (), {})
    assert torch.equal(dataset.test.targets, dataset.test.inputs)
