"""How a project is trained: loss, optimizer, batches, epochs, seed, device."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SerializeAsAny, model_validator

from studio.formatting.shortened import shortened
from studio.layers import Declaration
from studio.layers.fields import EmptyMark, SeveralMark
from studio.layers.initialization import Default
from studio.layers.initializer import Initializer
from studio.text import tr
from studio.training.averages import Average, NoAverage
from studio.training.early_stopping import USUAL_MONITOR, EarlyStopping
from studio.training.losses import CrossEntropyLoss, Loss
from studio.training.metrics import METRICS
from studio.training.optimizers import Adam, Optimizer
from studio.training.schedules import ConstantLR, Schedule

DeviceChoice = Literal["auto", "cpu", "cuda", "mps"]
Precision = Literal["float32", "tf32", "bfloat16", "float16"]
Limit = Annotated[float | None, Field(gt=0.0, le=1e9), EmptyMark(tr("none"))]
"""A largest value; None where there is none."""


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in METRICS:
            known = tr(", ").join(METRICS)
            raise ValueError(tr("there is no metric “{name}”; known are {known}.", name=shortened(name), known=known))
        if names.count(name) > 1:
            raise ValueError(tr("the metric “{name}” stands in the list more than once.", name=name))
    return names


MetricNames = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v),
    AfterValidator(_known),
    SeveralMark(tuple(METRICS)),
]
"""Names of metrics, each once."""


EarlyStoppingChoice = Annotated[
    EarlyStopping | None, BeforeValidator(lambda v: EarlyStopping.create(v) if isinstance(v, dict) else v)
]


class TrainingConfig(Declaration):
    """The training settings of a project."""

    name = "training"
    title = "Training"
    essential = ("loss", "optimizer", "batch_size", "epochs", "seed")

    loss: SerializeAsAny[Loss] = Field(CrossEntropyLoss(), description="What the training makes small")
    optimizer: SerializeAsAny[Optimizer] = Field(Adam(), description="How the weights are changed")
    schedule: SerializeAsAny[Schedule] = Field(ConstantLR(), description="How the learning rate changes over the run")
    warmup_steps: int = Field(
        0, ge=0, le=10**6, description="Steps at the start over which the learning rate grows evenly to its value"
    )
    clip_value: Limit = Field(None, description="Largest number in a gradient, up or down; larger ones are cut to it")
    clip_norm: Limit = Field(
        None, description="Largest norm of the gradient of all weights together; a longer one is shortened to it"
    )
    decay_biases_and_norms: bool = Field(
        True,
        title="Decay biases too",
        description="Whether weight decay pulls biases and norms to 0 too; it mostly does more for weights alone",
    )
    batch_size: int = Field(64, ge=1, le=65_536, description="Samples looked at for each step")
    accumulate: int = Field(
        1, ge=1, le=10_000,
        description="Batches whose gradients are summed for one change of the weights; normalization sees each alone",
    )  # fmt: skip
    epochs: int | None = Field(10, ge=1, le=100_000, description="Passes over the training data")
    steps: int | None = Field(
        None, ge=1, le=10**9, description="Batches to train on in all, in place of a number of epochs"
    )
    early_stopping: EarlyStoppingChoice = Field(None, description="What ends the training early, if anything")
    keep_every: Annotated[int | None, Field(ge=1, le=100_000), EmptyMark(tr("none"))] = Field(
        None,
        title="Keep every nth",
        description="Epochs after which the weights are kept each time, beside those of the best and the last",
    )
    metrics: MetricNames = Field(
        (), description="What the answers are told by beside the loss, the main one first; empty for the usual one"
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Start of all chance: weights, order, dropout, split")
    average_weights: SerializeAsAny[Average] = Field(
        NoAverage(), description="Which average of the weights counts in the end: it is validated, kept and exported"
    )
    device: DeviceChoice = Field("auto", description="Where to compute; auto takes the fastest there is")
    initialization: SerializeAsAny[Initializer] = Field(Default(), description="How the weights of all layers begin")
    bias_initialization: SerializeAsAny[Initializer] = Field(
        Default(), description="How the biases of all layers begin"
    )
    precision: Precision = Field(
        "float32",
        title="Number format",
        description="Number format to compute in: tf32 and bfloat16 are faster on recent GPUs, float16 on older ones",
    )
    deterministic: bool = Field(
        True, description="Same numbers each time on an NVIDIA card; off lets cuDNN try which algorithm is fastest"
    )
    compile: bool = Field(
        False, description="Have torch.compile make a program of the network first: takes a minute, worth it on a GPU"
    )
    cuda_graph: bool = Field(
        True,
        title="CUDA graph",
        description="On an NVIDIA card, record the network's work and replay it: small networks train far faster",
    )
    monitors: bool = Field(
        True,
        description="Look inside the network now and then: figures of each layer, and an alarm where one goes wrong",
    )
    auxiliary_weight: float = Field(
        0.3,
        ge=0.0,
        le=100.0,
        description="Of a network with several Outputs: how much the loss of each Output after the first counts",
    )

    @property
    def monitor(self) -> str:
        """The value that makes an epoch the best."""
        return USUAL_MONITOR if self.early_stopping is None else self.early_stopping.monitor

    @model_validator(mode="before")
    @classmethod
    def _steps_need_no_epochs(cls, given: Any) -> Any:
        """Steps alone are enough; epochs are at their default only where neither is given."""
        if isinstance(given, dict) and given.get("steps") is not None and "epochs" not in given:
            return {**given, "epochs": None}
        return given

    @model_validator(mode="after")
    def _length_is_given_once(self) -> Self:
        if self.epochs is not None and self.steps is not None:
            raise ValueError(tr("epochs and steps are both given: leave one of them out."))
        if self.epochs is None and self.steps is None:
            raise ValueError(tr("neither epochs nor steps are given: the training needs one of them."))
        return self

    def changed(self, **params: Any) -> Self:
        """The same settings with others; a length in epochs takes the place of one in steps, and the other way round.

        Raises ParameterError.
        """
        for name, other in (("epochs", "steps"), ("steps", "epochs")):
            if params.get(name) is not None:
                params.setdefault(other, None)
        return super().changed(**params)

    def params(self) -> dict[str, Any]:
        """As of every declaration; of epochs and steps only the one that is given."""
        values = super().params()
        return values if self.steps is None else {name: value for name, value in values.items() if name != "epochs"}

    def steps_in(self, batches: int) -> int:
        """Steps of the whole run, with so many batches in an epoch."""
        return self.steps if self.epochs is None else self.epochs * batches  # type: ignore[return-value]

    def epochs_in(self, batches: int) -> int:
        """Epochs of the whole run, with so many batches in each; the last may be an incomplete one."""
        return -(-self.steps_in(batches) // batches)

    @property
    def largest_rate(self) -> float:
        """The learning rate that schedule and warm-up start from or lead up to: the optimizer's, or the schedule's."""
        own: float = getattr(self.schedule, self.schedule.own_rate) if self.schedule.own_rate else self.optimizer.lr
        return own

    def with_largest_rate(self, rate: float) -> Self:
        """The same training with this learning rate. Raises ParameterError."""
        if self.schedule.own_rate:
            return self.changed(schedule=self.schedule.changed(**{self.schedule.own_rate: rate}))
        return self.changed(optimizer=self.optimizer.changed(lr=rate))

    @property
    def initial(self) -> tuple[tuple[str, Initializer], ...]:
        """How the parameters of the whole network begin, as `compile_graph` takes it."""
        return (("weight", self.initialization), ("bias", self.bias_initialization))
