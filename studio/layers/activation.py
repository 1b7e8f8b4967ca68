"""Activation functions, applied to each number or, where they say so, along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, Layer, Shape
from studio.layers.types import Axis, Count, Real

if TYPE_CHECKING:
    from torch import nn

Slope = Annotated[float, Field(ge=0.0, le=10.0)]
Steepness = Annotated[float, Field(ge=1e-6, le=1000.0)]


SLOPES_PER_CHANNEL = Kind(
    "slopes-per-channel",
    "num_parameters is {num_parameters}, but the input {input} has {channels} channels.",
    "Set num_parameters to 1 or {channels}.",
)
NO_SLOPE_BETWEEN = Kind(
    "no-slope-between",
    "lower is {lower} and upper {upper}, so there is no factor between them for the input {input}.",
    "Make lower at most upper.",
)
NO_RANGE_BETWEEN = Kind(
    "no-range-between",
    "min_val is {min_val} and max_val {max_val}, which leaves no range for the input {input}.",
    "Make max_val larger than min_val.",
)
ODD_AXIS = Kind(
    "odd-axis",
    "GLU halves axis {dim} of the input {input}, which has an odd size there.",
    "Give the layer before it an even number of features, or choose another dim.",
)


class _Activation(NativeLayer):
    """A function of each number; the shape stays as it is."""

    family = "activation"
    settled = {"inplace": (False, True)}


@register
class ReLU(_Activation):
    """Lets positive numbers through and cuts negative ones to 0.

    The usual choice between layers: cheap, and its gradient does not fade. A unit whose input stays
    negative learns nothing any more; LeakyReLU avoids that.
    """

    title = "Rectified linear unit"
    aliases = ("activation", "rectifier", "ramp", "nonlinearity")


@register
class LeakyReLU(_Activation):
    """Like ReLU, but lets a small part of negative numbers through.

    No unit can die for good, as the gradient is never quite 0. Often used in detectors and in the
    discriminator of a GAN.
    """

    title = "Leaky rectified linear unit"
    aliases = ("activation", "leaky", "rectifier", "nonlinearity")
    essential = ("negative_slope",)

    negative_slope: Slope = Field(0.01, description="Factor for negative numbers")


@register
class Sigmoid(_Activation):
    """Squeezes every number into 0 … 1.

    It makes yes/no probabilities of scores. Stacked deep it makes gradients vanish, and BCEWithLogitsLoss
    applies its own: do not put a Sigmoid before that.
    """

    title = "Sigmoid"
    aliases = ("activation", "logistic", "squash", "nonlinearity")


@register
class Tanh(_Activation):
    """Squeezes every number into -1 … 1, centred on 0.

    The classic activation of LeNet and of recurrent layers. Large inputs saturate it and leave little
    gradient.
    """

    title = "Hyperbolic tangent"
    aliases = ("activation", "squash", "nonlinearity")


@register
class Softmax(_Activation):
    """Turns the numbers along an axis into probabilities that sum to 1.

    CrossEntropyLoss applies its own: do not put a Softmax before it.
    """

    title = "Softmax"
    aliases = ("activation", "probabilities", "classifier")

    dim: Axis = Field(1, description="Axis that sums to 1, counted with the batch as axis 0")


@register
class LogSoftmax(_Activation):
    """Turns the numbers along an axis into the logarithms of probabilities.

    It belongs before NLLLoss, and is more exact than the logarithm of a Softmax. CrossEntropyLoss applies
    its own: do not put a LogSoftmax before that.
    """

    title = "Logarithm of softmax"
    aliases = ("log_softmax", "log probabilities", "activation", "classifier")

    dim: Axis = Field(1, description="Axis whose probabilities sum to 1, counted with the batch as axis 0")


@register
class GELU(_Activation):
    """Weighs each number by the share of a normal distribution that lies below it.

    A smooth ReLU that lets a little of small negative numbers through; the activation of most
    Transformers (Hendrycks and Gimpel, 2016).
    """

    title = "Gaussian error linear unit"
    aliases = ("activation", "gaussian", "transformer", "BERT", "nonlinearity")

    approximate: Literal["none", "tanh"] = Field("none", description="Exact, or by a faster formula with tanh")


@register
class SiLU(_Activation):
    """Multiplies each number by its own sigmoid: x · σ(x).

    Smooth, with a small dip below 0; found better than ReLU in deep image networks such as EfficientNet,
    where it is called swish.
    """

    title = "Sigmoid linear unit (swish)"
    aliases = ("swish", "activation", "EfficientNet", "nonlinearity")


@register
class ELU(_Activation):
    """Like ReLU, but bends negative numbers smoothly towards -alpha.

    Its mean is closer to 0 than ReLU's, which speeds learning up, and no unit dies.
    """

    title = "Exponential linear unit"
    aliases = ("activation", "exponential", "nonlinearity")

    alpha: Slope = Field(1.0, description="Negative numbers approach minus this")


@register
class PReLU(_Activation):
    """A LeakyReLU that learns the factor for negative numbers.

    One factor for all channels, or one a channel; it helped the first networks past human accuracy on
    ImageNet (He et al., 2015).
    """

    title = "Parametric rectified linear unit"
    aliases = ("activation", "parametric", "learned slope", "leaky", "nonlinearity")
    others = ({"num_parameters": 12}, {"init": 0.1})

    num_parameters: Count = Field(1, description="Learned factors: 1, or as many as the input has channels")
    init: Annotated[float, Field(ge=-10.0, le=10.0)] = Field(0.25, description="The factors before training")

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Neither one factor nor one a channel."""
        channels = arriving[0].shape[0]
        if self.num_parameters in (1, channels):
            return None
        return SLOPES_PER_CHANNEL.finding(num_parameters=self.num_parameters, input=arriving[0], channels=channels)


@register
class ReLU6(_Activation):
    """A ReLU that also cuts numbers above 6 to 6.

    The bounded range survives low-precision arithmetic on phones; MobileNet uses it.
    """

    title = "Rectified linear unit up to 6"
    aliases = ("activation", "clipped", "MobileNet", "quantized", "nonlinearity")


@register
class RReLU(_Activation):
    """A LeakyReLU whose factor is drawn at random in training.

    The noise acts against learning by heart; in use the factor is the mean of the bounds.
    """

    title = "Randomised rectified linear unit"
    aliases = ("activation", "random", "randomized", "leaky", "nonlinearity")
    no_onnx = "PyTorch cannot write it; a LeakyReLU with the mean of its bounds computes the same in use."

    lower: Slope = Field(1 / 8, description="Smallest factor for negative numbers")
    upper: Slope = Field(1 / 3, description="Largest factor for negative numbers")

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Bounds the wrong way round."""
        if self.lower <= self.upper:
            return None
        return NO_SLOPE_BETWEEN.finding(lower=f"{self.lower:g}", upper=f"{self.upper:g}", input=arriving[0])


@register
class SELU(_Activation):
    """A scaled ELU that keeps mean and variance of what passes through it.

    Deep stacks of Linear layers stay normalised by themselves with LeCun's initialisation and AlphaDropout
    (Klambauer et al., 2017).
    """

    title = "Scaled exponential linear unit"
    aliases = ("activation", "self-normalizing", "exponential", "nonlinearity")


@register
class CELU(_Activation):
    """An ELU whose slope is continuous whatever alpha is.

    Negative numbers bend smoothly towards -alpha.
    """

    title = "Continuously differentiable exponential linear unit"
    aliases = ("activation", "exponential", "nonlinearity")

    alpha: Annotated[float, Field(ge=1e-6, le=10.0)] = Field(1.0, description="Negative numbers approach minus this")


@register
class Mish(_Activation):
    """Multiplies each number by tanh(softplus(x)).

    Smooth like SiLU, with a small dip below 0; YOLOv4 made it known.
    """

    title = "Mish"
    aliases = ("activation", "smooth", "YOLO", "nonlinearity")


@register
class Softplus(_Activation):
    """A smooth ReLU: log(1 + exp(x)).

    What comes out is always positive, as a variance or a rate has to be.
    """

    title = "Softplus"
    aliases = ("activation", "smooth relu", "positive", "nonlinearity")

    beta: Steepness = Field(1.0, description="How sharply it bends; large values come near ReLU")
    threshold: Steepness = Field(20.0, description="Above this it counts as straight, which is more exact")


@register
class Softsign(_Activation):
    """Squeezes every number into -1 … 1 by x / (1 + |x|).

    Like Tanh, but it nears its limits more slowly.
    """

    title = "Softsign"
    aliases = ("activation", "squash", "nonlinearity")


@register
class Hardswish(_Activation):
    """SiLU made of straight pieces and a parabola.

    Nearly as good and cheaper to compute; MobileNetV3 uses it.
    """

    title = "Hard swish"
    aliases = ("hard_swish", "hard silu", "activation", "MobileNet", "nonlinearity")


@register
class Hardsigmoid(_Activation):
    """Sigmoid made of three straight pieces.

    0 below -3, 1 above 3, and a line between: cheap on small devices.
    """

    title = "Hard sigmoid"
    aliases = ("hard_sigmoid", "activation", "MobileNet", "gate", "nonlinearity")


@register
class Hardtanh(_Activation):
    """Cuts numbers off below and above a range.

    With -1 and 1 it is Tanh made of straight pieces; with other bounds it keeps any result within limits.
    """

    title = "Hard tanh"
    aliases = ("clip", "clamp", "hard_tanh", "activation", "limit", "nonlinearity")

    min_val: Real = Field(-1.0, description="Smallest number that comes out")
    max_val: Real = Field(1.0, description="Largest number that comes out")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Bounds the wrong way round."""
        return NO_RANGE_BETWEEN.finding(
            min_val=format_value(self.min_val), max_val=format_value(self.max_val), input=arriving[0]
        )


@register
class GLU(_Activation):
    """Halves an axis: one half of the numbers, gated by the sigmoid of the other.

    The network learns what to let through. The layer before it gives twice the features (Dauphin et al.,
    2017).
    """

    title = "Gated linear unit"
    aliases = ("gate", "gating", "activation", "nonlinearity")

    dim: Axis = Field(-1, description="Axis to halve, counted with the batch as axis 0; 1: the channels")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """An axis that cannot be halved."""
        return ODD_AXIS.finding(dim=self.dim, input=arriving[0])


@register
class Threshold(_Activation):
    """Lets numbers above a threshold through and replaces the others by a fixed value.

    With 0 and 0 it is ReLU.
    """

    title = "Threshold"
    aliases = ("activation", "cut", "binarize", "nonlinearity")

    threshold: Real = Field(0.0, description="Numbers above it pass")
    value: Real = Field(0.0, description="What takes the place of the others")


@register
class Step(Layer):
    """Gives 1 for positive numbers and 0 for all others.

    The activation of the original perceptron. Its slope is 0 everywhere, so nothing before it learns by
    gradients: set such weights by hand, or train with a Sigmoid.
    """

    family = "activation"
    title = "Step function"
    aliases = ("heaviside", "unit step", "perceptron", "binary", "activation", "threshold")

    def build(self, *shapes: Shape) -> nn.Module:
        """The step as a module; the shape stays as it is."""
        from studio.layers.modules import Step as StepModule

        return StepModule()

    def expression(self, *arguments: str) -> str:
        """`torch.relu(x).sign()`."""
        return f"torch.relu({arguments[0]}).sign()"


@register
class Identity(_Activation):
    """Hands on what it gets, unchanged.

    It stands for a linear activation, holds a place, or names a point in the network.
    """

    title = "Identity"
    aliases = ("linear activation", "pass through", "no operation", "nothing")
    dtypes = None
