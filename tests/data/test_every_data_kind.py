"""What every kind of data owes a training, tested for each by its being declared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from data_files import write_idx_folder, write_picture_folder

from studio.data import Data, data_kinds
from studio.data.errors import DataError
from studio.data.load import SOURCES, describe, load

PREPARED: dict[str, Callable[[Path], dict[str, object]]] = {
    "digits": lambda folder: {},
    "idx": lambda folder: {"path": str(write_idx_folder(folder))},
    "image_folder": lambda folder: {"path": str(write_picture_folder(folder, pictures=20))},
}


@pytest.fixture(params=sorted(data_kinds))
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Data:
    """Each kind, set to data that are there."""
    return data_kinds[request.param].create(PREPARED[request.param](tmp_path / "data"))


def test_every_declared_kind_has_a_source() -> None:
    assert set(SOURCES) == set(data_kinds.values())


def test_samples_are_floats_from_0_to_1_in_the_shape_of_the_input(config: Data) -> None:
    dataset = load(config, (1, 12, 10), seed=0)
    for split in dataset.splits.values():
        assert split.inputs.dtype == torch.float32
        assert split.inputs.shape == (len(split), 1, 12, 10)
        assert split.inputs.min() >= 0.0
        assert split.inputs.max() <= 1.0
        assert split.targets.dtype == torch.int64
        assert split.targets.shape == (len(split),)
    assert dataset.train.inputs.max() > 0.5


def test_the_description_tells_what_loading_gives(config: Data) -> None:
    description = describe(config)
    dataset = load(config, description.sample_shape, seed=0)
    assert dataset.classes == description.classes
    assert dataset.note == ""
    assert sum(len(split) for split in dataset.splits.values()) == description.samples
    everything = [sum(counts) for counts in zip(*dataset.counts.values(), strict=True)]
    assert everything == [sum(counts) for counts in zip(*description.counts.values(), strict=True)]


def test_the_seed_alone_decides_the_split(config: Data) -> None:
    shape = describe(config).sample_shape
    first = load(config, shape, seed=1)
    load(config, shape, seed=2)
    again = load(config, shape, seed=1)
    other = load(config, shape, seed=2)
    assert again is not first
    assert torch.equal(first.train.inputs, again.train.inputs)
    assert torch.equal(first.validation.targets, again.validation.targets)
    assert not torch.equal(first.train.inputs, other.train.inputs)


def test_validation_has_every_class_in_its_proportion(config: Data) -> None:
    dataset = load(config.changed(validation=0.4), describe(config).sample_shape, seed=0)
    train, validation = (np.array(dataset.counts[split]) for split in ("train", "validation"))
    assert validation.min() > 0
    assert np.abs(validation - 0.4 * (train + validation)).max() <= 1


def test_no_share_for_validation_means_no_validation_samples(config: Data) -> None:
    dataset = load(config.changed(validation=0.0), describe(config).sample_shape, seed=0)
    assert len(dataset.validation) == 0
    assert dataset.validation.inputs.shape[1:] == dataset.train.inputs.shape[1:]


def test_normalizing_brings_the_training_channels_to_mean_0_and_deviation_1(config: Data) -> None:
    shape = (3, *describe(config).sample_shape[1:])
    plain = load(config, shape, seed=0)
    normal = load(config.changed(normalize=True), shape, seed=0)
    assert normal.train.inputs.mean(dim=(0, 2, 3)).abs().max() < 1e-4
    assert (normal.train.inputs.std(dim=(0, 2, 3), correction=0) - 1).abs().max() < 1e-4
    assert normal.normalization is not None
    mean, deviation = (
        torch.tensor(values).reshape(3, 1, 1) for values in (normal.normalization.mean, normal.normalization.deviation)
    )
    torch.testing.assert_close(normal.test.inputs * deviation + mean, plain.test.inputs)


def test_a_flat_input_takes_the_same_numbers_in_a_row(config: Data) -> None:
    shape = describe(config).sample_shape
    pictures = load(config, shape, seed=0).train.inputs
    rows = load(config, (pictures[0].numel(),), seed=0).train.inputs
    assert torch.equal(rows, pictures.flatten(start_dim=1))


@pytest.mark.parametrize("shape", [(5,), (8, 8), (4, 8, 8), (1, 2, 8, 8)])
def test_an_input_that_pictures_do_not_fit_is_refused_with_a_shape_that_does(
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


def test_loading_can_be_given_up(config: Data) -> None:
    def give_up() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(config, (1, 9, 9), seed=77, check=give_up)
    assert len(load(config, (1, 9, 9), seed=77).train) > 0


def test_data_that_cannot_fit_into_memory_are_refused_before_they_are_read(config: Data) -> None:
    with pytest.raises(DataError, match="GiB of memory") as refused:
        load(config, (3, 100_000, 100_000), seed=0)
    assert "smaller Input shape" in refused.value.remedy
