"""Occlusion: what the score loses where a part of the sample is covered."""

from __future__ import annotations

from pydantic import Field
from torch import Tensor

from studio.evaluation.explanations.method import Method, as_tensor
from studio.evaluation.explanations.subject import Explained

AT_ONCE = 16
"""Covered samples that the network is asked about together."""


class Occlusion(Method):
    """What the score loses where a window of the sample is covered, as a mean over all windows that cover a place.

    Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks.
    """

    name = "occlusion"
    title = "Occlusion"
    takes_tokens = True
    essential = ("window", "stride")

    window: int = Field(3, ge=1, le=512, description="Length of each side of the window; no more than that of a sample")
    stride: int = Field(1, ge=1, le=512, description="Numbers from one window to the next")
    cover: float = Field(0.0, ge=-1e6, le=1e6, description="What covers, as the network takes samples")

    def worked_out(self, subject: Explained, samples: Tensor, target: int) -> Tensor:
        """What is lost at each place; in rows each number is a place of its own."""
        from captum.attr import Occlusion as Captum

        shape = samples.shape[1:]
        if len(shape) == 1 and samples.is_floating_point():
            window: tuple[int, ...] = (1,)
            strides: tuple[int, ...] = (1,)
        else:
            channels, sides = shape[: len(shape) > 1], shape[len(shape) > 1 :]
            window = (*channels, *(min(self.window, side) for side in sides))
            strides = (*channels, *(min(self.stride, length) for length in window[len(channels) :]))
        cover = self.cover if samples.is_floating_point() else int(self.cover)
        found = Captum(subject.scores).attribute(
            samples, sliding_window_shapes=window, strides=strides, baselines=cover, target=target,
            perturbations_per_eval=AT_ONCE,
        )  # fmt: skip
        return as_tensor(found)
