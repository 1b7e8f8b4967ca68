"""Batches: every sample once an epoch, in an order that seed and epoch alone decide."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.data.dataset import Split
from studio.data.preparation import modules
from studio.data.stores.tensor_store import TensorStore
from studio.data.transforms.fitting import raw
from studio.data.transforms.steps import Normalize, Reshape
from studio.training.batches import Batches, order, step_seed
from studio.training.bounds import bounds
from studio.training.device import Compute

CPU = Compute(torch.device("cpu"))


def numbered(count: int) -> Split:
    """Samples that carry their own number."""
    numbers = torch.arange(count)
    return Split.of(numbers.float().reshape(-1, 1, 1, 1).expand(-1, 3, 4, 4).contiguous(), numbers)


@given(st.integers(1, 500), st.integers(1, 80))
def test_batches_cover_every_sample_and_only_a_lone_sample_makes_one_larger(count: int, size: int) -> None:
    found = bounds(count, size)
    assert [place for first, last in found for place in range(first, last)] == list(range(count))
    lengths = [last - first for first, last in found]
    assert set(lengths[:-1]) <= {size}
    assert 1 <= lengths[-1] <= size + (size > 1)
    assert size == 1 or count == 1 or min(lengths) > 1


def test_inputs_and_targets_stay_together_in_every_epoch() -> None:
    batches = Batches(numbered(50), 8, CPU)
    for epoch in range(3):
        seen = []
        for inputs, targets in batches.shuffled(seed=1, epoch=epoch):
            assert torch.equal(inputs[:, 0, 0, 0].long(), targets)
            assert inputs.is_contiguous(memory_format=torch.channels_last)
            seen += targets.tolist()
        assert sorted(seen) == list(range(50))
        assert seen != sorted(seen)


def test_the_order_follows_from_seed_and_epoch_alone() -> None:
    torch.manual_seed(5)
    first = order(3, 7, 100)
    torch.manual_seed(6)
    assert torch.equal(first, order(3, 7, 100))
    assert not torch.equal(first, order(3, 8, 100))
    assert not torch.equal(first, order(4, 7, 100))


def test_an_epoch_can_be_entered_in_its_middle() -> None:
    batches = Batches(numbered(50), 8, CPU)
    whole = [targets.tolist() for _, targets in batches.shuffled(0, 0)]
    assert [targets.tolist() for _, targets in batches.shuffled(0, 0, start=4)] == whole[4:]
    assert list(batches.shuffled(0, 0, start=len(batches))) == []


def test_dropout_differs_from_step_to_step_and_repeats_with_the_seed() -> None:
    def mask(seed: int, step: int) -> list[float]:
        CPU.seed(step_seed(seed, step))
        return torch.nn.functional.dropout(torch.ones(64), 0.5).tolist()

    masks = [mask(0, step) for step in range(50)]
    assert len(set(map(tuple, masks))) == 50
    assert masks[7] == mask(0, 7)
    assert mask(1, 7) != masks[7]
    share = sum(value == 0 for each in masks for value in each) / (50 * 64)
    assert abs(share - 0.5) < 0.04


def test_step_seeds_do_not_repeat() -> None:
    assert len({step_seed(seed, step) for seed in range(20) for step in range(5_000)}) == 100_000


def test_bytes_finished_batch_by_batch_are_to_the_last_bit_what_is_prepared_once() -> None:
    pictures = torch.randint(0, 256, (50, 3, 4, 5), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    steps = (Normalize(mean=(0.1, 0.2, 0.3), deviation=(0.7, 0.3, 0.9)), Reshape(to=(60,)))
    held = Split(TensorStore(pictures), torch.arange(50), steps)
    prepared = Split.of(modules(steps)(raw(pictures.numpy())), torch.arange(50))
    assert (held.shape, held.nbytes) == ((60,), 50 * (60 + 8))
    assert torch.equal(held.inputs, prepared.inputs)
    for way in (Batches.in_order, lambda batches: batches.shuffled(0, 1)):
        for mine, theirs in zip(way(Batches(held, 8, CPU)), way(Batches(prepared, 8, CPU)), strict=True):
            assert all(map(torch.equal, mine, theirs))
