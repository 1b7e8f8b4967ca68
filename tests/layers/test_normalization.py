"""Normalising layers follow their formulas, and take from the input what a person leaves out."""

from __future__ import annotations

import torch
from trials import built, measured


def test_layer_norm_works_on_the_last_axis_unless_told_otherwise() -> None:
    features = torch.rand(4, 6, 10)
    made = built("LayerNorm", (6, 10))(features)
    torch.testing.assert_close(made.mean(-1), torch.zeros(4, 6), rtol=0, atol=1e-5)
    assert measured("LayerNorm", (6, 10)).parameters == 2 * 10
    assert measured("LayerNorm", (3, 8, 8), normalized_shape=[3, 8, 8]).parameters == 2 * 3 * 8 * 8
    assert measured("LayerNorm", (6, 10), bias=False).parameters == 10


def test_rms_norm_divides_by_the_root_mean_square() -> None:
    features = torch.rand(4, 10)
    expected = features / features.pow(2).mean(-1, keepdim=True).sqrt()
    torch.testing.assert_close(built("RMSNorm", (10,))(features), expected)


def test_group_norm_normalises_each_group_of_channels() -> None:
    images = torch.rand(2, 6, 4, 4) * 3
    groups = built("GroupNorm", (6, 4, 4), num_groups=3)(images).reshape(2, 3, -1)
    torch.testing.assert_close(groups.mean(-1), torch.zeros(2, 3), rtol=0, atol=1e-5)
    torch.testing.assert_close(groups.var(-1, correction=0), torch.ones(2, 3), rtol=1e-3, atol=0)
    assert measured("GroupNorm", (6, 4, 4), num_groups=3).parameters == 12


def test_instance_norm_learns_nothing_unless_asked() -> None:
    assert measured("InstanceNorm2d", (6, 4, 4)).parameters == 0
    assert measured("InstanceNorm2d", (6, 4, 4), affine=True).parameters == 12


def test_local_response_norm_is_alexnets() -> None:
    images = torch.rand(1, 5, 2, 2)
    made = built("LocalResponseNorm", (5, 2, 2), size=3, alpha=0.3, beta=0.5, k=2.0)(images)
    sums = torch.stack([images[0, max(0, c - 1) : c + 2].pow(2).sum(0) for c in range(5)])
    torch.testing.assert_close(made[0], images[0] / (2.0 + 0.3 / 3 * sums).sqrt())
