"""Grad-CAM: which places of a picture the maps of a layer see that speak for an answer."""

from __future__ import annotations

from math import prod

from pydantic import Field
from torch import Tensor
from torch.nn.functional import interpolate

from studio.evaluation.explanations.errors import ExplanationError
from studio.evaluation.explanations.method import Method, as_tensor
from studio.evaluation.explanations.subject import Explained
from studio.text import tr

MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}
"""How maps are brought to the size of samples, by their number of axes."""


class GradCam(Method):
    """The maps of a layer, each weighed by the mean of the derivatives of the score by it, and only what speaks for it.

    Selvaraju et al. 2017, Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization.
    """

    name = "grad-cam"
    title = "Grad-CAM"
    signed = False
    essential = ("layer",)

    layer: str = Field("", description="Layer whose maps are looked at; empty for the last one that has any")

    def worked_out(self, subject: Explained, samples: Tensor, target: int) -> Tensor:
        """A map (N, 1, …) as large as the sample."""
        from captum.attr import LayerGradCam

        module = subject.module.get_submodule(self.layer_of(subject, samples[0]))
        found = LayerGradCam(subject.scores, module).attribute(
            samples.requires_grad_(), target=target, relu_attributions=True
        )
        sizes = samples.shape[2:]
        return interpolate(as_tensor(found), size=sizes, mode=MODES[len(sizes)], align_corners=False)

    def layer_of(self, subject: Explained, sample: Tensor) -> str:
        """The layer whose maps are looked at. Raises ExplanationError where there is none."""
        shapes = subject.layers(sample)
        usable = [name for name, shape in shapes.items() if len(shape) == sample.dim() > 1 and prod(shape[1:]) > 1]
        if not usable:
            raise ExplanationError(
                tr("No layer of this network has maps with places, which Grad-CAM looks at."),
                tr("Choose Integrated gradients or Occlusion."),
            )
        if self.layer and self.layer not in usable:
            raise ExplanationError(
                tr("“{layer}” has no maps with places.", layer=self.layer),
                tr("Choose a convolution, a pooling or what follows them, such as “{layer}”.", layer=usable[-1]),
            )
        return self.layer or usable[-1]
