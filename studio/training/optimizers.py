"""The optimizers: one declaration each, under PyTorch's names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from studio.layers import Declaration, by_kind
from studio.text import tr

if TYPE_CHECKING:
    import torch

Rate = Annotated[float, Field(gt=0.0)]
Decay = Annotated[float, Field(ge=0.0, le=10.0)]
_Beta = Annotated[float, Field(ge=0.0, lt=1.0)]
Betas = Annotated[tuple[_Beta, _Beta], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]


class Optimizer(Declaration):
    """An optimizer builds the `torch.optim` class of its own name from its parameters."""

    essential = ("lr",)

    usual_rates: ClassVar[tuple[float, float]]
    """From where to where its learning rate mostly lies."""

    lr: Rate = Field(0.001, title="Learning rate", description="How far each step goes")

    @property
    def reach(self) -> float:
        """How far a step of this learning rate goes once it is under way."""
        return self.lr

    @property
    def usual_rate(self) -> float:
        """The learning rate that it has where nobody sets one."""
        return float(type(self).model_fields["lr"].default)

    def build(self, parameters: Iterable[torch.nn.Parameter], **options: Any) -> torch.optim.Optimizer:
        """The optimizer over these parameters; `options` such as `fused` belong to the machine, not the project."""
        import torch

        optimizer: torch.optim.Optimizer = getattr(torch.optim, self.kind)(parameters, **dict(self), **options)
        return optimizer


class SGD(Optimizer):
    """Steps against the gradient, with momentum on request. Plain and reliable; wants a well-chosen learning rate."""

    title = "Stochastic gradient descent"
    usual_rates = (0.001, 1.0)

    lr: Rate = Field(0.05, title="Learning rate", description="How far each step goes")
    momentum: float = Field(0.0, ge=0.0, lt=1.0, description="Share of the last step that is kept, 0.9 is usual")
    weight_decay: Decay = Field(0.0, description="Pull of the weights towards 0")
    nesterov: bool = Field(False, description="Look ahead along the momentum (needs momentum)")

    @property
    def reach(self) -> float:
        """Momentum adds up the steps before (Polyak, 1964)."""
        return self.lr / (1.0 - self.momentum)

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and self.momentum == 0.0:
            raise ValueError(tr("nesterov needs momentum: set momentum above 0, 0.9 is usual, or switch nesterov off."))
        return self


class Adam(Optimizer):
    """Gives every weight a step size of its own from its gradients so far. Works well untuned."""

    title = "Adam"
    usual_rates = (0.0001, 0.01)

    betas: Betas = Field((0.9, 0.999), description="How slowly the running means of gradient and square forget")
    eps: float = Field(1e-8, gt=0.0, le=1.0, description="Added to the denominator against division by zero")
    weight_decay: Decay = Field(0.0, description="Pull of the weights towards 0, through the gradient")
    amsgrad: bool = Field(False, description="Use the largest mean square so far")


class AdamW(Adam):
    """Adam with weight decay applied to the weights themselves: the usual choice when decay matters."""

    title = "AdamW"

    weight_decay: Decay = Field(0.01, description="Pull of the weights towards 0, apart from the gradient")


optimizers = by_kind(SGD, Adam, AdamW)
"""Optimizer declarations by name."""
