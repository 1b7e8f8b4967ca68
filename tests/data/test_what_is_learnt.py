"""Data made for a purpose: gates, points, sequences, and what can be learnt of digits besides their class."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studio.data import Diabetes, Digits, LogicGates, Sequences, Toys
from studio.data.errors import DataError
from studio.data.load import describe, load


@pytest.mark.parametrize(("gate", "answers"), [("AND", "0001"), ("NAND", "1110"), ("OR", "0111"), ("XOR", "0110")])
def test_a_gate_is_its_truth_table_in_every_split(gate: str, answers: str) -> None:
    dataset = load(LogicGates.create({"gate": gate}), (2,), seed=0)
    for split in dataset.splits.values():
        assert split.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
        assert "".join(str(target) for target in split.targets.tolist()) == answers


@pytest.mark.parametrize("pattern", ["circles", "moons", "spirals", "xor"])
def test_points_follow_from_their_own_seed(pattern: str) -> None:
    config = Toys.create({"pattern": pattern, "test": 0.0, "validation": 0.0})
    points = load(config, (2,), seed=0).train.inputs
    assert points.shape == (500, 2)
    assert points.mean(dim=0).abs().max() < 0.2
    assert torch.equal(points, load(config, (2,), seed=5).train.inputs)
    assert not torch.equal(points, load(config.changed(seed=1), (2,), seed=0).train.inputs)


def test_xor_points_cannot_be_parted_by_a_line_but_by_the_product_of_their_signs() -> None:
    split = load(Toys(pattern="xor", noise=0.0), (2,), seed=0).train
    assert torch.equal((split.inputs.prod(dim=1) < 0).long(), split.targets)


def test_the_inner_circle_lies_inside_the_outer_one() -> None:
    split = load(Toys(pattern="circles", noise=0.0), (2,), seed=0).train
    assert torch.equal((split.inputs.norm(dim=1) < 0.75).long(), split.targets)


def test_the_class_of_a_sequence_is_the_order_of_its_tokens_1_and_2() -> None:
    split = load(Sequences(length=7, vocabulary=9, samples=100), (7,), seed=0).train
    for tokens, target in zip(split.inputs.tolist(), split.targets.tolist(), strict=True):
        assert sorted(token for token in tokens if token < 3) == [1, 2]
        assert max(tokens) < 9
        assert target == int(tokens.index(2) < tokens.index(1))


def test_the_properties_of_digits_are_true_of_each_digit() -> None:
    config = Digits(target="properties")
    properties, classes = load(config, (1, 8, 8), seed=0), load(Digits(), (1, 8, 8), seed=0)
    assert properties.classes == ("even", "greater than 4", "closed loop", "prime")
    assert properties.task == "labels"
    for digit, held in zip(classes.test.targets.tolist(), properties.test.targets.tolist(), strict=True):
        prime = digit > 1 and all(digit % divisor for divisor in range(2, digit))
        assert held == [digit % 2 == 0, digit > 4, digit in (0, 6, 8, 9), prime]
    everything = np.concatenate([split.targets.numpy() for split in properties.splits.values()])
    assert describe(config).counts["train"] == tuple(everything.sum(axis=0))


def test_ink_is_told_pixel_by_pixel_and_not_changed_by_normalizing() -> None:
    plain = load(Digits(target="ink"), (1, 16, 16), seed=0).test
    normal = load(Digits(target="ink", normalize=True), (1, 16, 16), seed=0).test
    assert plain.targets.shape == (270, 16, 16)
    assert torch.equal(plain.targets, (plain.inputs[:, 0] > 0.5).long())
    assert torch.equal(plain.targets, normal.targets)


def test_a_flat_input_has_no_pixels_to_tell_apart() -> None:
    with pytest.raises(DataError, match="has no pixels") as refused:
        load(Digits(target="ink"), (64,), seed=0)
    assert "(1, 8, 8)" in refused.value.remedy


def test_the_scale_of_a_number_to_tell_is_said() -> None:
    scaled, raw = load(Diabetes(), (10,), seed=0), load(Diabetes(scale_target=False), (10,), seed=0)
    assert raw.note == ""
    assert raw.train.targets.min() >= 25
    assert scaled.train.targets.mean().abs() < 1e-5
    assert f"{raw.train.targets.std(correction=0):.4g} of its own units" in scaled.note
