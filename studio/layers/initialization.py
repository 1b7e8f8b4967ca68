"""How weights begin: one declaration a scheme, under the names of `torch.nn.init`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from studio.formatting.shortened import shortened
from studio.layers.by_hand import ByHand
from studio.layers.declaration import by_kind
from studio.layers.errors import ParameterError
from studio.layers.initializer import Initializer
from studio.layers.types import Real
from studio.text import tr

if TYPE_CHECKING:
    from torch import Generator, Tensor

Spread = Annotated[float, Field(gt=0.0, le=1_000_000.0)]
Gain = Annotated[float, Field(gt=0.0, le=1_000.0)]
Fan = Literal["fan_in", "fan_out"]
Nonlinearity = Literal["linear", "relu", "leaky_relu", "tanh", "sigmoid", "selu"]


class Default(Initializer):
    """What PyTorch itself does when it makes the layer: for most, uniform within ±1/√d, where d is the number of
    inputs of each unit."""

    title = "PyTorch's own"

    def fill(self, parameter: Tensor, fan_in: int, generator: Generator | None = None) -> None:
        """Leave the parameter as the layer made it."""

    def source(self, parameter: str, fan_in: int) -> str:
        """Nothing has to be written."""
        return ""


class Zeros(Initializer):
    """All zeros. Right for biases; weights that are all equal get equal gradients and never learn to differ."""

    title = "Zeros"
    function = "zeros_"
    is_fixed = True


class Ones(Initializer):
    """All ones: the scale of a normalisation that changes nothing."""

    title = "Ones"
    function = "ones_"
    is_fixed = True


class Constant(Initializer):
    """All the same number, such as a small positive bias before a ReLU."""

    title = "Constant"
    function = "constant_"
    is_fixed = True
    essential = ("val",)

    val: Real = Field(0.1, description="The number that all of them get")


class Normal(Initializer):
    """Drawn from a normal distribution. With a small spread (0.01) the signal of a deep network dies out, with a
    large one it saturates: Xavier and Kaiming choose the spread by the layer's size."""

    title = "Normal"
    function = "normal_"
    essential = ("mean", "std")

    mean: Real = Field(0.0, description="Middle of the distribution")
    std: Spread = Field(0.01, description="Standard deviation σ")


class _Ordered(Initializer):
    """A scheme whose bound `a` lies below its bound `b`."""

    @model_validator(mode="after")
    def _in_order(self) -> _Ordered:
        low, high = getattr(self, "a"), getattr(self, "b")  # noqa: B009  declared by the subclasses
        if low >= high:
            raise ValueError(
                tr(
                    "the lower bound a ({low}) must be below the upper bound b ({high}).",
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )
        return self


class Uniform(_Ordered):
    """Drawn evenly from between two bounds."""

    title = "Uniform"
    function = "uniform_"
    essential = ("a", "b")

    a: Real = Field(-0.1, description="Lower bound", title="From")
    b: Real = Field(0.1, description="Upper bound", title="To")


class UniformFanIn(Initializer):
    """Drawn evenly from between −1/√d and 1/√d, where d is the number of inputs of each unit: the more there are to
    sum up, the smaller each weight."""

    title = "Uniform ±1/√d"
    function = "uniform_"

    def arguments(self, fan_in: int) -> dict[str, Any]:
        """The bounds that follow from the number of inputs."""
        bound = 1 / math.sqrt(max(fan_in, 1))
        return {"a": -bound, "b": bound}


class _Xavier(Initializer):
    """What both Xavier schemes are told."""

    least_rank = 2

    gain: Gain = Field(1.0, description="Factor for the activation that follows: 5/3 for tanh")


class XavierNormal(_Xavier):
    """Normal with σ = gain · √(2 / (inputs + outputs)), which keeps the size of signals and gradients through layers
    with sigmoid or tanh (Glorot and Bengio, 2010)."""

    title = "Xavier normal"
    function = "xavier_normal_"


class XavierUniform(_Xavier):
    """Uniform within ± gain · √(6 / (inputs + outputs)), which keeps the size of signals and gradients through layers
    with sigmoid or tanh (Glorot and Bengio, 2010)."""

    title = "Xavier uniform"
    function = "xavier_uniform_"


class _Kaiming(Initializer):
    """What both Kaiming schemes are told."""

    least_rank = 2

    a: float = Field(0.0, ge=0.0, le=100.0, description="Negative slope of the leaky ReLU that follows", title="Slope")
    mode: Fan = Field("fan_in", description="Keep the size of the signal (fan_in) or of the gradient (fan_out)")
    nonlinearity: Nonlinearity = Field("relu", description="The activation that follows")


class KaimingNormal(_Kaiming):
    """Normal with σ = gain / √inputs, where the gain makes up for what a ReLU cuts off: the choice for networks with
    ReLU (He et al., 2015)."""

    title = "Kaiming normal"
    function = "kaiming_normal_"


class KaimingUniform(_Kaiming):
    """Uniform within ± gain · √(3 / inputs), where the gain makes up for what a ReLU cuts off: for networks with ReLU
    (He et al., 2015)."""

    title = "Kaiming uniform"
    function = "kaiming_uniform_"


class Orthogonal(Initializer):
    """A random rotation: rows (or columns, if they are fewer) are at right angles and of length `gain`, so that no
    signal is blown up or lost; a good choice for recurrent layers (Saxe et al., 2013)."""

    title = "Orthogonal"
    function = "orthogonal_"
    least_rank = 2

    gain: Gain = Field(1.0, description="Length of each row")


class TruncatedNormal(_Ordered):
    """Normal, but what falls outside the bounds is drawn again: no weight begins far out."""

    title = "Truncated normal"
    function = "trunc_normal_"
    essential = ("std",)

    mean: Real = Field(0.0, description="Middle of the distribution before it is cut")
    std: Spread = Field(0.02, description="Standard deviation σ before it is cut")
    a: Real = Field(-0.04, description="Lower bound", title="From")
    b: Real = Field(0.04, description="Upper bound", title="To")


@dataclass(frozen=True)
class UnknownInitializer:
    """A scheme that this version cannot read: `written` is its parameters as JSON text, kept for the file."""

    kind: str
    written: str
    message: str

    def params(self) -> dict[str, Any]:
        """The parameters exactly as the file had them."""
        params: dict[str, Any] = json.loads(self.written)
        return params


initializers: Mapping[str, type[Initializer]] = by_kind(  # type: ignore[assignment]
    Default, Zeros, Ones, Constant, Normal, Uniform, UniformFanIn, XavierNormal, XavierUniform, KaimingNormal,
    KaimingUniform, Orthogonal, TruncatedNormal, ByHand,
)  # fmt: skip
"""The schemes by name."""

network_initializers = {kind: each for kind, each in initializers.items() if each is not ByHand}
"""The schemes for the weights of a whole network."""

bias_initializers = {kind: each for kind, each in network_initializers.items() if each.least_rank < 2}
"""The schemes for the biases of a whole network."""


def read_initializer(kind: str, params: Mapping[str, Any]) -> Initializer | UnknownInitializer:
    """The scheme as a file has it; one that cannot be read is kept as it is."""
    if kind not in initializers:
        return UnknownInitializer(
            kind, json.dumps(params), tr("There is no initialisation “{kind}” here.", kind=shortened(kind))
        )
    try:
        return initializers[kind].create(params)
    except ParameterError as error:
        return UnknownInitializer(kind, json.dumps(params), str(error))
