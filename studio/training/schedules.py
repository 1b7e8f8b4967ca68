"""The schedules of the learning rate: one declaration each, under PyTorch's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator

from studio.layers import Declaration, by_kind
from studio.text import tr
from studio.training.optimizers import Rate

if TYPE_CHECKING:
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler

Epochs = Annotated[int, Field(ge=1, le=50_000)]
Factor = Annotated[float, Field(gt=0.0, le=1.0)]
Least = Annotated[float, Field(ge=0.0)]
_Milestones = Annotated[tuple[Epochs, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]


class Schedule(Declaration):
    """A schedule builds the `torch.optim.lr_scheduler` class of its own name from its parameters.

    It is stepped when an epoch is over, or after each step where `by_step`. `spans_run` says that it is as long as the
    run itself; `watches_loss` that its steps are given the loss. `own_rate` names the parameter that counts in place of
    the optimizer's learning rate, `lowest` that of the rate below which it does not go. `by_factor` says that it
    multiplies the rate again and again.
    """

    by_step: ClassVar[bool] = False
    spans_run: ClassVar[bool] = False
    watches_loss: ClassVar[bool] = False
    by_factor: ClassVar[bool] = False
    own_rate: ClassVar[str] = ""
    lowest: ClassVar[str] = ""

    @property
    def length(self) -> int:
        """Epochs until it has done what it is set to do; 0 where that is no matter of time."""
        return 0

    def build(self, optimizer: Optimizer, steps: int) -> LRScheduler:
        """The scheduler of this optimizer in a run of so many steps."""
        from torch.optim import lr_scheduler

        scheduler: LRScheduler = getattr(lr_scheduler, self.kind)(optimizer, **self.options(steps))
        return scheduler

    def options(self, steps: int) -> dict[str, Any]:
        """The arguments of torch's class besides the optimizer."""
        return dict(self)


class ConstantLR(Schedule):
    """Keeps the learning rate as it is; on request, only a share of it counts in the first epochs."""

    title = "Constant rate"

    factor: Factor = Field(1.0, description="Share of the learning rate in the first epochs")
    total_iters: Epochs = Field(5, title="Epochs of it", description="Epochs that have the share only")

    @property
    def length(self) -> int:
        """Without a share it has nothing to do."""
        return self.total_iters if self.factor < 1 else 0


class StepLR(Schedule):
    """Lowers the learning rate by a factor every so many epochs."""

    title = "Step decay"
    essential = ("step_size",)
    by_factor = True

    step_size: Epochs = Field(3, description="Epochs between two changes")
    gamma: Factor = Field(0.1, description="Factor of each change")

    @property
    def length(self) -> int:
        """The first change has to be followed by an epoch."""
        return self.step_size + 1


class MultiStepLR(Schedule):
    """Lowers the learning rate by a factor after chosen epochs."""

    title = "Chosen steps"
    essential = ("milestones",)
    by_factor = True

    milestones: _Milestones = Field((5, 8), description="Epochs after which it changes, in their order")
    gamma: Factor = Field(0.1, description="Factor of each change")

    @field_validator("milestones")
    @classmethod
    def _milestones_grow(cls, milestones: tuple[int, ...]) -> tuple[int, ...]:
        if not milestones or list(milestones) != sorted(set(milestones)):
            raise ValueError(tr("milestones have to be epochs in growing order, such as 5, 8."))
        return milestones

    @property
    def length(self) -> int:
        """The last change has to be followed by an epoch."""
        return self.milestones[-1] + 1


class ExponentialLR(Schedule):
    """Lowers the learning rate by the same factor after every epoch."""

    title = "Exponential"
    essential = ("gamma",)
    by_factor = True

    gamma: Factor = Field(0.9, description="Factor of each epoch")


class CosineAnnealingLR(Schedule):
    """Lowers the learning rate along half a cosine: slowly, then fast, then slowly. Beyond that it rises again."""

    title = "Cosine"
    essential = ("T_max",)
    lowest = "eta_min"

    T_max: Epochs = Field(10, title="Epochs down", description="Epochs until it is lowest")
    eta_min: Least = Field(0.0, title="Lowest rate", description="Learning rate at the end")

    @property
    def length(self) -> int:
        """Half a cosine."""
        return self.T_max


class CosineAnnealingWarmRestarts(Schedule):
    """Lowers the learning rate along half a cosine, then begins again from the top, each time for longer."""

    title = "Cosine with restarts"
    essential = ("T_0",)
    lowest = "eta_min"

    T_0: Epochs = Field(10, title="Epochs to the first restart", description="Epochs until it begins again")
    T_mult: int = Field(1, ge=1, le=100, title="Growth", description="How many times as long each next course is")
    eta_min: Least = Field(0.0, title="Lowest rate", description="Learning rate at the end of each course")

    @property
    def length(self) -> int:
        """The first course."""
        return self.T_0


class LinearLR(Schedule):
    """Changes the learning rate in a straight line from one share of it to another."""

    title = "Linear"
    essential = ("total_iters",)

    start_factor: Factor = Field(1.0, description="Share of the learning rate at the start")
    end_factor: float = Field(0.1, ge=0.0, le=1.0, description="Share of the learning rate at the end")
    total_iters: Epochs = Field(10, title="Epochs of it", description="Epochs until the end is reached")

    @property
    def length(self) -> int:
        """The whole line."""
        return self.total_iters


class PolynomialLR(Schedule):
    """Lowers the learning rate to 0 along a power of the epochs that are left."""

    title = "Polynomial"
    essential = ("total_iters",)

    total_iters: Epochs = Field(10, title="Epochs of it", description="Epochs until it is 0")
    power: float = Field(1.0, gt=0.0, le=10.0, description="1 is a straight line, 2 a parabola")

    @property
    def length(self) -> int:
        """The whole curve."""
        return self.total_iters


class OneCycleLR(Schedule):
    """Raises the learning rate to a peak and lowers it far below its start, once over all steps of the run.

    It changes after every step, and begins at the peak over a divisor: the optimizer's own learning rate does not
    count. Momentum stays as it is.
    """

    title = "One cycle"
    essential = ("max_lr",)
    own_rate = "max_lr"
    by_step = True
    spans_run = True

    max_lr: Rate = Field(0.01, title="Peak", description="Largest learning rate")
    pct_start: float = Field(
        0.3, ge=0.0, le=1.0, title="Share of the rise", description="Share of the run that it rises"
    )
    anneal_strategy: Literal["cos", "linear"] = Field("cos", description="Along a cosine or a straight line")
    div_factor: float = Field(25.0, ge=1.0, le=1e6, title="Divisor at the start", description="Peak over start")
    final_div_factor: float = Field(1e4, ge=1.0, le=1e9, title="Divisor at the end", description="Start over end")

    def options(self, steps: int) -> dict[str, Any]:
        """Its peak, and as long as the run."""
        return {**dict(self), "total_steps": max(steps, 2), "cycle_momentum": False}


class ReduceLROnPlateau(Schedule):
    """Lowers the learning rate where the loss has not fallen for some epochs.

    The loss is that of the validation samples, or of the training where there are none.
    """

    title = "When the loss stays"
    essential = ("patience",)
    by_factor = True
    lowest = "min_lr"
    watches_loss = True

    factor: float = Field(0.1, gt=0.0, lt=1.0, description="Factor of each change")
    patience: int = Field(10, ge=0, le=50_000, description="Epochs without a better loss that are waited for")
    threshold: Least = Field(1e-4, description="Share of the loss by which it has to fall to count as better")
    cooldown: int = Field(0, ge=0, le=100_000, description="Epochs after a change before waiting begins again")
    min_lr: Least = Field(0.0, title="Lowest rate", description="Below this it does not fall")

    @property
    def length(self) -> int:
        """The first epoch sets the loss to beat, and a change has to be followed by an epoch."""
        return self.patience + 3


schedules = by_kind(
    ConstantLR, StepLR, MultiStepLR, ExponentialLR, CosineAnnealingLR, CosineAnnealingWarmRestarts, LinearLR,
    PolynomialLR, OneCycleLR, ReduceLROnPlateau,
)  # fmt: skip
"""Schedule declarations by name."""
