"""Numbers end where they should when axes are divided, reordered, padded and cut."""

from __future__ import annotations

import torch
from trials import built, measured


def test_reshape_keeps_the_batch_and_the_order_of_numbers() -> None:
    samples = torch.arange(24.0).reshape(2, 12)
    assert torch.equal(built("Reshape", (12,), shape=[3, -1])(samples), samples.reshape(2, 3, 4))
    assert measured("Reshape", (3, 4), shape=[-1]).outputs[0].shape == (12,)


def test_unflatten_undoes_flatten() -> None:
    images = torch.rand(2, 3, 4, 5)
    flat = built("Flatten", (3, 4, 5))(images)
    assert torch.equal(built("Unflatten", (60,), unflattened_size=[3, 4, 5])(flat), images)


def test_permute_brings_channels_last() -> None:
    images = torch.rand(2, 3, 4, 5)
    assert torch.equal(built("Permute", (3, 4, 5), dims=[0, 2, 3, 1])(images), images.movedim(1, -1))


def test_unsqueeze_and_squeeze_undo_each_other() -> None:
    signals = torch.rand(2, 7)
    channelled = built("Unsqueeze", (7,), dim=1)(signals)
    assert channelled.shape == (2, 1, 7)
    assert torch.equal(built("Squeeze", (1, 7), dim=1)(channelled), signals)


def test_space_to_depth_loses_nothing() -> None:
    images = torch.rand(2, 3, 4, 6)
    deep = built("PixelUnshuffle", (3, 4, 6), downscale_factor=2)(images)
    assert deep.shape == (2, 12, 2, 3)
    assert torch.equal(built("PixelShuffle", (12, 2, 3), upscale_factor=2)(deep), images)


def test_channels_are_shuffled_like_cards() -> None:
    channels = torch.arange(6.0).reshape(1, 6, 1, 1)
    assert built("ChannelShuffle", (6, 1, 1), groups=2)(channels).flatten().tolist() == [0, 3, 1, 4, 2, 5]


def test_upsample_doubles_by_default_and_takes_a_size_or_factors() -> None:
    assert measured("Upsample", (3, 5, 7)).outputs[0].shape == (3, 10, 14)
    assert measured("Upsample", (3, 5, 7), scale_factor=[2.0, 3.0]).outputs[0].shape == (3, 10, 21)
    assert measured("Upsample", (3, 5, 7), size=[8, 9], mode="bilinear").outputs[0].shape == (3, 8, 9)
    assert measured("Upsample", (3, 5), size=8, mode="linear").outputs[0].shape == (3, 8)
    repeated = built("Upsample", (1, 2))(torch.tensor([[[1.0, 2.0]]]))
    assert repeated.flatten().tolist() == [1.0, 1.0, 2.0, 2.0]


def test_edges_are_zero_mirrored_or_repeated() -> None:
    signal = torch.tensor([[[1.0, 2.0, 3.0]]])
    assert built("ZeroPad1d", (1, 3), padding=[2, 0])(signal).flatten().tolist() == [0, 0, 1, 2, 3]
    assert built("ReflectionPad1d", (1, 3), padding=1)(signal).flatten().tolist() == [2, 1, 2, 3, 2]
    assert built("ReplicationPad1d", (1, 3), padding=1)(signal).flatten().tolist() == [1, 1, 2, 3, 3]


def test_crop_undoes_padding_side_by_side() -> None:
    images = torch.rand(2, 3, 4, 5)
    sides = [1, 2, 0, 3]
    padded = built("ZeroPad2d", (3, 4, 5), padding=sides)(images)
    assert padded.shape == (2, 3, 7, 8)
    assert torch.equal(built("Crop", (3, 7, 8), cropping=sides)(padded), images)


def test_zero_channels_stand_before_and_behind_those_of_the_image() -> None:
    images = torch.rand(2, 3, 4, 5)
    padded = built("ZeroPadChannels", (3, 4, 5), padding=[1, 2])(images)
    assert padded.shape == (2, 6, 4, 5)
    assert torch.equal(padded[:, 1:4], images)
    assert padded[:, 0].abs().sum() == padded[:, 4:].abs().sum() == 0
