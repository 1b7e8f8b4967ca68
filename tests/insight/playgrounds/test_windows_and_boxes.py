"""im2col, boxes and gates, held against torch and against what is worked out by hand."""

from __future__ import annotations

from itertools import product

import pytest
import torch

from studio.insight.playgrounds.boxes import anchors, areas, intersection_over_union, suppress
from studio.insight.playgrounds.gates import BY_HAND, gate, xor
from studio.insight.playgrounds.unfolding import kernel_of, picture, unfolded


@pytest.mark.parametrize(
    ("channels", "side", "size", "stride", "padding"),
    list(product((1, 2), (3, 6), (1, 2, 3), (1, 3), (0, 2))),
)
def test_the_product_with_the_kernel_is_the_convolution(
    channels: int, side: int, size: int, stride: int, padding: int
) -> None:
    image, kernel = picture(channels, side), kernel_of(channels, size)
    found = unfolded(image, kernel, stride, padding)
    assert torch.equal(found.product, found.convolved)
    assert len(found.product) == found.out[0] * found.out[1] == ((side + 2 * padding - size) // stride + 1) ** 2
    # What is told of a column: these cells of the padded picture.
    assert torch.equal(found.padded.flatten()[found.cells], found.matrix)


def test_the_shape_of_the_notes() -> None:
    found = unfolded(torch.rand(3, 7, 7), torch.rand(3, 5, 5), 1, 0)
    assert found.matrix.T.shape == (9, 75)


def test_anchors_are_those_of_torchvision() -> None:
    # AnchorGenerator(sizes=((32,),), aspect_ratios=((0.5, 1.0, 2.0),)).cell_anchors[0]
    expected = torch.tensor([[-23.0, -11, 23, 11], [-16, -16, 16, 16], [-11, -23, 11, 23]])
    assert torch.equal(anchors([32], [0.5, 1.0, 2.0], (0.0, 0.0)), expected)
    two = anchors([32, 64], [1.0], (50.0, 40.0))
    assert torch.equal(two, torch.tensor([[34.0, 24, 66, 56], [18, 8, 82, 72]]))


def test_overlaps_by_hand() -> None:
    first = torch.tensor([[0.0, 0, 10, 10], [20, 20, 30, 30]])
    second = torch.tensor([[5.0, 5, 15, 15], [0, 0, 10, 10], [10, 0, 20, 10]])
    expected = torch.tensor([[25 / 175, 1, 0], [0, 0, 0]])
    torch.testing.assert_close(intersection_over_union(first, second), expected)
    assert areas(first).tolist() == [100, 100]


def test_of_boxes_that_lie_together_the_best_is_kept() -> None:
    boxes = torch.tensor([[0.0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10], [0, 0, 10, 12]])
    found = suppress(boxes, torch.tensor([0.8, 0.9, 0.3, 0.7]), 0.5)
    assert found.kept == (1, 2)
    assert found.by == (1, None, None, 1)


def test_suppression_takes_away_what_is_above_the_threshold_alone() -> None:
    boxes = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 5]])
    scores = torch.tensor([0.9, 0.8])
    assert suppress(boxes, scores, 0.5).kept == (0, 1)  # IoU is 0.5
    assert suppress(boxes, scores, 0.49).kept == (0,)


def test_an_overlap_of_just_the_threshold_is_not_above_it() -> None:
    boxes = torch.tensor([[1.0, 1, 2, 3], [0, 0, 2, 2]])
    assert suppress(boxes, torch.tensor([3.0, 2.0]), 0.2).kept == (0, 1)


def test_boxes_without_area_overlap_with_nothing() -> None:
    boxes = torch.tensor([[30.0, 75, 30, 75], [30, 75, 30, 75], [0, 0, 90, 90]])
    assert intersection_over_union(boxes, boxes).tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]
    assert suppress(boxes, torch.ones(3), 0.5).kept == (0, 1, 2)


def test_of_many_boxes_those_kept_are_as_plain_code_keeps_them() -> None:
    random = torch.Generator().manual_seed(3)
    corners = torch.rand(200, 2, generator=random) * 90
    boxes = torch.cat([corners, corners + 5 + torch.rand(200, 2, generator=random) * 40], dim=1)
    scores = torch.rand(200, generator=random)
    shares, left, kept = intersection_over_union(boxes, boxes), scores.argsort(descending=True), []
    while len(left):
        kept.append(int(left[0]))
        left = left[1:][shares[left[0], left[1:]] <= 0.4]
    assert suppress(boxes, scores, 0.4).kept == tuple(kept)


@pytest.mark.parametrize("name", BY_HAND)
def test_weights_of_the_notes_make_the_gate(name: str) -> None:
    assert gate(BY_HAND[name]).name == name
    assert gate((0.0, 0.0, -1.0)).name == ""


def test_xor_is_made_of_three() -> None:
    found = xor()
    assert (found.s1.answers, found.s2.answers, found.y.answers) == ((1, 1, 1, 0), (0, 1, 1, 1), (0, 1, 1, 0))
    assert found.y.name == "XOR"
