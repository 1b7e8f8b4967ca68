"""Explanations by derivatives of a score by the sample: saliency, SmoothGrad, integrated gradients."""

from __future__ import annotations

from pydantic import Field
from torch import Tensor

from studio.evaluation.explanations.method import Method, Seeded, as_tensor
from studio.evaluation.explanations.subject import Explained


class Saliency(Method):
    """How much the score changes with each number of the sample: the size of its derivative.

    Simonyan, Vedaldi and Zisserman 2014, Deep Inside Convolutional Networks.
    """

    name = "saliency"
    title = "Saliency"
    signed = False

    def worked_out(self, subject: Explained, samples: Tensor, target: int) -> Tensor:
        """The sizes of derivatives."""
        from captum.attr import Saliency as Captum

        return as_tensor(Captum(subject.scores).attribute(samples.requires_grad_(), target=target, abs=True))


class SmoothGrad(Seeded):
    """The mean of derivatives at many samples that differ from this one by noise, which is calmer than those of one.

    Smilkov et al. 2017, SmoothGrad: removing noise by adding noise.
    """

    name = "smoothgrad"
    title = "SmoothGrad"
    essential = ("draws", "noise")

    draws: int = Field(25, ge=1, le=1000, description="Samples with noise")
    noise: float = Field(
        0.15, ge=0.0, le=10.0, description="Deviation of the noise, as a share of the sample's span from low to high"
    )

    def worked_out(self, subject: Explained, samples: Tensor, target: int) -> Tensor:
        """Means of derivatives."""
        from captum.attr import NoiseTunnel
        from captum.attr import Saliency as Captum

        span = float(samples.max() - samples.min()) or 1.0
        tunnel = NoiseTunnel(Captum(subject.scores))
        found = tunnel.attribute(
            samples.requires_grad_(), nt_type="smoothgrad", nt_samples=self.draws, nt_samples_batch_size=16,
            stdevs=self.noise * span, target=target, abs=False,
        )  # fmt: skip
        return as_tensor(found)


class IntegratedGradients(Method):
    """What each number adds to the score on the straight way from a baseline to the sample.

    All shares together are the score of the sample less that of the baseline.
    Sundararajan, Taly and Yan 2017, Axiomatic Attribution for Deep Networks.
    """

    name = "integrated-gradients"
    title = "Integrated gradients"
    essential = ("steps",)

    steps: int = Field(64, ge=2, le=1000, description="Places on the way at which the derivative is taken")
    baseline: float = Field(
        0.0, ge=-1e6, le=1e6, description="The number that stands for nothing, as the network takes samples"
    )

    def worked_out(self, subject: Explained, samples: Tensor, target: int) -> Tensor:
        """Derivatives along the way, times the way."""
        from captum.attr import IntegratedGradients as Captum

        found = Captum(subject.scores).attribute(
            samples, baselines=self.baseline, target=target, n_steps=self.steps, internal_batch_size=32,
        )  # fmt: skip
        return as_tensor(found).to(samples.dtype)
