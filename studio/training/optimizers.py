"""The optimizers: one declaration each, under PyTorch's names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from studio.layers import Declaration, by_kind
from studio.text import tr

if TYPE_CHECKING:
    import torch

Rate = Annotated[float, Field(gt=0.0)]
Decay = Annotated[float, Field(ge=0.0, le=10.0)]
Share = Annotated[float, Field(ge=0.0, lt=1.0)]
Betas = Annotated[tuple[Share, Share], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]
Tolerance = Annotated[float, Field(ge=0.0, le=1.0)]
LineSearch = Annotated[Literal["none", "strong_wolfe"], BeforeValidator(lambda v: "none" if v is None else v)]
Epsilon = Annotated[float, Field(gt=0.0, le=1.0)]

AGAINST_ZERO = "Added to the denominator against division by zero"
FORGETTING = "How slowly the running means of gradient and square forget"
APART_FROM_GRADIENT = "Apply the pull to the weights themselves, apart from the gradient"
THROUGH_GRADIENT = "Pull of the weights towards 0, through the gradient"


class Optimizer(Declaration):
    """An optimizer builds the `torch.optim` class of its own name from its parameters."""

    essential = ("lr",)

    usual_rates: ClassVar[tuple[float, float]]
    """From where to where its learning rate mostly lies."""

    searches: ClassVar[bool] = False
    """Whether it computes the loss of a batch several times to take one step."""

    lr: Rate = Field(0.001, title="Learning rate", description="How far each step goes")

    @property
    def reach(self) -> float:
        """How far a step of this learning rate goes once it is under way."""
        return self.lr

    @property
    def usual_rate(self) -> float:
        """The learning rate that it has where nobody sets one."""
        return float(type(self).model_fields["lr"].default)

    @property
    def decay(self) -> float:
        """The weight decay; 0 of an optimizer that has none."""
        return float(getattr(self, "weight_decay", 0.0))

    def build(self, parameters: Iterable[Any], **options: Any) -> torch.optim.Optimizer:
        """The optimizer over these parameters, or groups of them as torch has them.

        `options` such as `fused` belong to the machine, not the project.
        """
        import torch

        optimizer: torch.optim.Optimizer = getattr(torch.optim, self.kind)(parameters, **self.arguments(), **options)
        return optimizer

    def arguments(self) -> dict[str, Any]:
        """Its parameters as torch's class takes them."""
        return dict(self)


class SGD(Optimizer):
    """Steps against the gradient, with momentum on request. Plain and reliable; wants a well-chosen learning rate."""

    title = "Stochastic gradient descent"
    usual_rates = (0.001, 1.0)

    lr: Rate = Field(0.05, title="Learning rate", description="How far each step goes")
    momentum: Share = Field(0.0, description="Share of the last step that is kept, 0.9 is usual")
    dampening: float = Field(0.0, ge=0.0, le=1.0, description="Share of each gradient that momentum leaves out")
    weight_decay: Decay = Field(0.0, description="Pull of the weights towards 0")
    nesterov: bool = Field(False, description="Look ahead along the momentum (needs momentum, and no dampening)")

    @property
    def reach(self) -> float:
        """Momentum adds up the steps before (Polyak, 1964), of which dampening leaves out a share."""
        return self.lr * (1.0 - self.dampening) / (1.0 - self.momentum) if self.momentum else self.lr

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and self.momentum == 0.0:
            raise ValueError(tr("nesterov needs momentum: set momentum above 0, 0.9 is usual, or switch nesterov off."))
        if self.nesterov and self.dampening:
            raise ValueError(tr("nesterov goes without dampening: set dampening to 0, or switch nesterov off."))
        return self


class Adam(Optimizer):
    """Gives every weight a step size of its own from its gradients so far. Works well untuned."""

    title = "Adam"
    usual_rates = (0.0001, 0.01)

    betas: Betas = Field((0.9, 0.999), description=FORGETTING)
    eps: Epsilon = Field(1e-8, description=AGAINST_ZERO)
    weight_decay: Decay = Field(0.0, description=THROUGH_GRADIENT)
    amsgrad: bool = Field(False, description="Use the largest mean square so far")


class AdamW(Adam):
    """Adam with weight decay applied to the weights themselves: the usual choice when decay matters."""

    title = "AdamW"

    weight_decay: Decay = Field(0.01, description="Pull of the weights towards 0, apart from the gradient")


class NAdam(Optimizer):
    """Adam that looks ahead along its running mean, as Nesterov's momentum does."""

    title = "Adam with Nesterov momentum"
    usual_rates = (0.0001, 0.01)

    lr: Rate = Field(0.002, title="Learning rate", description="How far each step goes")
    betas: Betas = Field((0.9, 0.999), description=FORGETTING)
    eps: Epsilon = Field(1e-8, description=AGAINST_ZERO)
    weight_decay: Decay = Field(0.0, description="Pull of the weights towards 0")
    momentum_decay: Decay = Field(0.004, description="How fast the momentum grows to its full size")
    decoupled_weight_decay: bool = Field(False, description=APART_FROM_GRADIENT)


class RAdam(Optimizer):
    """Adam that takes plain steps until its mean square can be trusted, which does instead of a warm-up."""

    title = "Rectified Adam"
    usual_rates = (0.0001, 0.01)

    betas: Betas = Field((0.9, 0.999), description=FORGETTING)
    eps: Epsilon = Field(1e-8, description=AGAINST_ZERO)
    weight_decay: Decay = Field(0.0, description="Pull of the weights towards 0")
    decoupled_weight_decay: bool = Field(False, description=APART_FROM_GRADIENT)


class Adamax(Optimizer):
    """Adam that divides by the largest gradient of late, not by the root of the mean square."""

    title = "Adam with the largest gradient"
    usual_rates = (0.0001, 0.01)

    lr: Rate = Field(0.002, title="Learning rate", description="How far each step goes")
    betas: Betas = Field((0.9, 0.999), description="How slowly the running mean and the largest gradient forget")
    eps: Epsilon = Field(1e-8, description="Added to the size of each gradient against division by zero")
    weight_decay: Decay = Field(0.0, description=THROUGH_GRADIENT)


class Adagrad(Optimizer):
    """Divides by the root of all squared gradients so far: steps shrink, and rare features keep large ones."""

    title = "Adagrad"
    usual_rates = (0.001, 0.1)

    lr: Rate = Field(0.01, title="Learning rate", description="How far each step goes")
    lr_decay: Decay = Field(0.0, title="Decay of the learning rate", description="How fast the learning rate falls")
    weight_decay: Decay = Field(0.0, description=THROUGH_GRADIENT)
    initial_accumulator_value: float = Field(0.0, ge=0.0, le=1e6, description="Where the sum of squares begins")
    eps: Epsilon = Field(1e-10, description=AGAINST_ZERO)


class Adadelta(Optimizer):
    """Takes the length of a step from the steps before, so that no learning rate has to be found."""

    title = "Adadelta"
    usual_rates = (0.1, 1.0)

    lr: Rate = Field(1.0, title="Learning rate", description="Share of its own step that is taken")
    rho: Share = Field(0.9, description="How slowly the running means of squared gradients and steps forget")
    eps: Epsilon = Field(1e-6, description="Added below both roots: the first steps are made of it")
    weight_decay: Decay = Field(0.0, description=THROUGH_GRADIENT)


class RMSprop(Optimizer):
    """Divides each gradient by the root of its running mean square. An old choice for recurrent networks."""

    title = "RMSprop"
    usual_rates = (0.0001, 0.01)

    lr: Rate = Field(0.01, title="Learning rate", description="How far each step goes")
    alpha: Share = Field(0.99, description="How slowly the running mean square forgets")
    eps: Epsilon = Field(1e-8, description=AGAINST_ZERO)
    weight_decay: Decay = Field(0.0, description=THROUGH_GRADIENT)
    momentum: Share = Field(0.0, description="Share of the last step that is kept")
    centered: bool = Field(False, description="Divide by the spread of the gradient: its mean is subtracted")

    @property
    def reach(self) -> float:
        """Momentum adds up the steps before."""
        return self.lr / (1.0 - self.momentum)


class LBFGS(Optimizer):
    """Learns from the last gradients how the loss curves, and steps accordingly. For small networks and large batches.

    Every step computes the loss of its batch several times, up to max_iter and somewhat more.
    """

    title = "Limited-memory BFGS"
    usual_rates = (0.1, 1.0)
    searches = True

    lr: Rate = Field(1.0, title="Learning rate", description="Share of its own step that is taken, or first tried")
    max_iter: int = Field(20, ge=1, le=1_000, description="Iterations in each step")
    history_size: int = Field(10, ge=1, le=1_000, description="Pairs of steps and changes of the gradient kept")
    line_search_fn: LineSearch = Field(
        "strong_wolfe", title="Line search", description="How the length of each iteration is found; none: always lr"
    )
    tolerance_grad: Tolerance = Field(1e-7, description="Largest number in a gradient at which a step ends")
    tolerance_change: Tolerance = Field(1e-9, description="Change of loss and weights below which a step ends")

    def arguments(self) -> dict[str, Any]:
        """torch's word for no search is None."""
        return dict(self) | {"line_search_fn": None if self.line_search_fn == "none" else self.line_search_fn}


optimizers = by_kind(SGD, Adam, AdamW, NAdam, RAdam, Adamax, Adagrad, Adadelta, RMSprop, LBFGS)
"""Optimizer declarations by name."""
