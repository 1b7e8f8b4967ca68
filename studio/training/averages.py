"""Averages of the weights over a training: one declaration each. What is averaged is what counts in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from studio.layers import Declaration, by_kind

if TYPE_CHECKING:
    from torch import nn
    from torch.optim.swa_utils import AveragedModel

Share = Annotated[float, Field(gt=0.0, lt=1.0)]


class Average(Declaration):
    """An average builds torch's `AveragedModel` of a network, and says when the weights of the moment come into it."""

    by_step: ClassVar[bool] = False
    """Whether every change of the weights comes into it; else the end of each epoch."""
    renews_statistics: ClassVar[bool] = False
    """Whether running statistics are taken anew for the averaged weights, from the training samples."""

    def wanted(self, epochs: int) -> int | None:
        """How many weights it has to be made of after so many whole epochs; None of one that counts by steps."""
        return None

    def options(self) -> dict[str, Any] | None:
        """The arguments of torch's class besides the model; None where nothing is averaged."""
        raise NotImplementedError

    def build(self, model: nn.Module) -> AveragedModel | None:
        """The average of a model of which nothing has been taken in yet; None where nothing is averaged."""
        from torch.optim.swa_utils import AveragedModel

        options = self.options()
        if options is None:
            return None
        average = AveragedModel(model, **options)
        for hook in model._forward_pre_hooks.values():  # which copies of a traced network do without
            average.module.register_forward_pre_hook(hook)
        return average


class NoAverage(Average):
    """Keeps the weights as the last step leaves them."""

    title = "None"

    def options(self) -> None:
        """There is nothing to average."""
        return


class EMA(Average):
    """Keeps a moving average of the weights, in which earlier ones fade with every step. Calms the last steps' noise.

    Running statistics are averaged like the weights.
    """

    title = "Moving average (EMA)"
    by_step = True
    essential = ("decay",)

    decay: Share = Field(0.999, description="Share of the average that each step keeps: 0.999 looks back 1,000 steps")

    def options(self) -> dict[str, Any]:
        """torch's own function, for the buffers too."""
        from torch.optim.swa_utils import get_ema_multi_avg_fn

        return {"multi_avg_fn": get_ema_multi_avg_fn(self.decay), "use_buffers": True}


class SWA(Average):
    """Averages the weights at the ends of the last epochs, all alike: stochastic weight averaging.

    Goes with a learning rate that stays high, as it moves around a minimum that the average lies in the middle of.
    Running statistics are taken anew from the training samples before each validation.
    """

    title = "Last epochs (SWA)"
    renews_statistics = True
    essential = ("start",)

    start: int = Field(7, ge=0, le=50_000, title="Begins after", description="Whole epochs before the average begins")

    def wanted(self, epochs: int) -> int:
        """One for each epoch after those before it begins."""
        return max(0, epochs - self.start)

    def options(self) -> dict[str, Any]:
        """torch's own equal average, of parameters alone."""
        from torch.optim.swa_utils import get_swa_multi_avg_fn

        return {"multi_avg_fn": get_swa_multi_avg_fn(), "use_buffers": False}


averages = by_kind(NoAverage, EMA, SWA)
"""Declarations of averages by name."""
