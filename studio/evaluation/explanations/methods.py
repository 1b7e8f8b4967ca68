"""All ways of explaining an answer, in the order in which they are offered."""

from __future__ import annotations

from studio.evaluation.explanations.grad_cam import GradCam
from studio.evaluation.explanations.gradients import IntegratedGradients, Saliency, SmoothGrad
from studio.evaluation.explanations.method import Method
from studio.evaluation.explanations.occlusion import Occlusion

METHODS: dict[str, type[Method]] = {
    method.name: method for method in (IntegratedGradients, GradCam, Saliency, SmoothGrad, Occlusion)
}
"""By their names."""
