"""What a person is told when parameters and input do not go together."""

from __future__ import annotations

from typing import Any

import pytest
from trials import refused

from studio.layers import Shape


@pytest.mark.parametrize(
    ("kind", "shapes", "params", "said"),
    [
        ("Conv2d", [(6, 8, 8)], {"groups": 4}, "groups is 4, which does not divide both the 6 channels"),
        ("Conv3d", [(6, 8, 8, 8)], {"padding": "same", "stride": 2}, "padding “same” is possible with stride 1 only"),
        ("Conv1d", [(6, 4)], {"kernel_size": 5}, "The window of 5 steps is larger than the input (6, 4)"),
        ("Conv1d", [(6, 4)], {"padding": 4, "padding_mode": "reflect"}, "padding 4 is too much"),
        ("DepthwiseConv2d", [(6, 2, 8)], {}, "The window of 3×3 pixels is larger than the input (6, 2, 8)"),
        ("ConvTranspose2d", [(6, 4, 4)], {"stride": 2, "output_padding": 2}, "output_padding is 2×2"),
        ("ConvTranspose2d", [(6, 1, 1)], {"padding": 3}, "leaves nothing of the input (6, 1, 1)"),
        ("ConvTranspose1d", [(6, 4)], {"groups": 5}, "groups is 5"),
        ("MaxPool3d", [(6, 4, 4, 1)], {}, "The window of 2×2×2 voxels is larger than the input (6, 4, 4, 1)"),
        ("AvgPool1d", [(6, 9)], {"padding": 2}, "padding 2 is more than half of kernel_size 2"),
        ("FractionalMaxPool2d", [(6, 8, 8)], {"output_size": 4, "output_ratio": 0.5}, "both say what size"),
        ("FractionalMaxPool2d", [(6, 8, 8)], {"output_size": 8}, "too small for windows of 2×2"),
        ("MaxUnpool2d", [(6, 4, 4), (6, 4, 4)], {}, "the indices that a max pooling found them at"),
        ("GroupNorm", [(6, 8, 8)], {}, "num_groups is 4, which does not divide the 6 channels"),
        ("LayerNorm", [(6, 8)], {"normalized_shape": [6]}, "normalized_shape (6) is not how the sizes of the input"),
        ("InstanceNorm2d", [(6, 1, 1)], {}, "more than one number in each channel"),
        ("PReLU", [(6, 8, 8)], {"num_parameters": 8}, "num_parameters is 8, but the input (6, 8, 8) has 6 channels"),
        ("GLU", [(7,)], {}, "has an odd size there"),
        ("Hardtanh", [(7,)], {"min_val": 2.0}, "which leaves no range"),
        ("RReLU", [(7,)], {"lower": 0.5, "upper": 0.25}, "lower is 0.5 and upper 0.25"),
        ("Unflatten", [(10,)], {"unflattened_size": [3, 4]}, "hold 12 numbers, but axis 1 of the input (10) has 10"),
        ("Unflatten", [(10,)], {"unflattened_size": [4, -1]}, "hold a multiple of 4 numbers"),
        ("Reshape", [(3, 4)], {"shape": [5, -1]}, "hold a multiple of 5 numbers, but the input (3, 4) has 12"),
        ("Reshape", [(3, 4)], {"shape": [-1, -1]}, "of which one may be -1"),
        ("Permute", [(3, 4, 5)], {}, "has to name the 4 axes of the input (3, 4, 5)"),
        ("Permute", [(3, 4)], {"dims": [1, 0, 2]}, "the batch, axis 0, first"),
        ("Unsqueeze", [(3,)], {"dim": 5}, "dim is 5, but there is no such place"),
        ("PixelShuffle", [(6, 4, 4)], {}, "needs a multiple of 4 channels, but the input (6, 4, 4) has 6"),
        ("PixelUnshuffle", [(6, 5, 4)], {}, "does not divide height and width of the input (6, 5, 4)"),
        ("ChannelShuffle", [(5, 4, 4)], {}, "groups is 2, which does not divide the 5 channels"),
        ("Upsample", [(3, 4, 4)], {"mode": "linear"}, "mode “linear” is not for the input (3, 4, 4)"),
        ("Upsample", [(3, 4, 4)], {"align_corners": True}, "align_corners has no meaning"),
        ("Upsample", [(3, 4, 4)], {"size": 8, "scale_factor": 2.0}, "both say what size"),
        ("Upsample", [(3, 4, 4)], {"size": [8, 8, 8]}, "which has 2 axes behind its channels"),
        ("ReflectionPad2d", [(3, 4, 4)], {"padding": 4}, "takes more than there is of the input (3, 4, 4)"),
        ("Crop", [(3, 4, 4)], {"cropping": 2}, "leaves nothing of the input (3, 4, 4)"),
        ("MatMul", [(3, 4), (3, 4)], {}, "as many columns in the first input as the second has rows"),
        ("Split", [(10,)], {}, "add up to 12, but axis 1 of the input (10) has 10"),
        ("Mean", [(10, 4)], {"dim": [1, 1]}, "names an axis twice"),
        ("Bilinear", [(3, 4), (5, 4)], {}, "alike in all but their last axis, but gets (3, 4) and (5, 4)"),
        ("Embedding", [(3,)], {"num_embeddings": 5, "padding_idx": 5}, "no number of the 5"),
    ],
)
def test_the_sentence_names_what_met(kind: str, shapes: list[Shape], params: dict[str, Any], said: str) -> None:
    refusal = refused(kind, *shapes, **params)
    assert said in refusal.message
    assert refusal.message.endswith(".")
    assert refusal.remedy.endswith(".")
