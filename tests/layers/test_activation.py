"""Activations that have parameters or corners of their own."""

from __future__ import annotations

import torch
from trials import built, measured

NUMBERS = torch.tensor([[-2.0, -0.5, 0.0, 0.5, 2.0]])


def test_the_step_is_one_above_zero_only_and_has_no_slope() -> None:
    numbers = NUMBERS.clone().requires_grad_()
    made = built("Step", (5,))(numbers)
    assert made.tolist() == [[0.0, 0.0, 0.0, 1.0, 1.0]]
    made.sum().backward()
    assert numbers.grad is not None
    assert not numbers.grad.any()


def test_maxout_keeps_the_largest_of_its_pieces() -> None:
    module = built("Maxout", (4,), out_features=3, num_pieces=2)
    features = torch.rand(5, 4)
    pieces = module.pieces(features).reshape(5, 3, 2)
    torch.testing.assert_close(module(features), torch.maximum(pieces[..., 0], pieces[..., 1]))
    assert measured("Maxout", (4,), out_features=3, num_pieces=2).parameters == 2 * 3 * (4 + 1)


def test_prelu_learns_one_factor_or_one_a_channel() -> None:
    assert measured("PReLU", (6, 4, 4)).parameters == 1
    assert measured("PReLU", (6, 4, 4), num_parameters=6).parameters == 6
    assert built("PReLU", (5,), init=0.5)(NUMBERS).tolist() == [[-1.0, -0.25, 0.0, 0.5, 2.0]]


def test_glu_gates_one_half_by_the_other() -> None:
    (output,) = measured("GLU", (8, 5, 5), dim=1).outputs
    assert output.shape == (4, 5, 5)
    halves = torch.rand(2, 8)
    torch.testing.assert_close(built("GLU", (8,))(halves), halves[:, :4] * halves[:, 4:].sigmoid())


def test_hardtanh_and_threshold_cut_off() -> None:
    assert built("Hardtanh", (5,), min_val=0.0, max_val=1.0)(NUMBERS).tolist() == [[0.0, 0.0, 0.0, 0.5, 1.0]]
    assert built("Threshold", (5,), threshold=0.1, value=-1.0)(NUMBERS).tolist() == [[-1.0, -1.0, -1.0, 0.5, 2.0]]


def test_softmax_and_its_logarithm_agree() -> None:
    probabilities = built("Softmax", (5,))(NUMBERS)
    torch.testing.assert_close(probabilities.sum(), torch.tensor(1.0))
    torch.testing.assert_close(built("LogSoftmax", (5,))(NUMBERS).exp(), probabilities)
