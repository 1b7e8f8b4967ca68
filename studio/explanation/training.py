"""How a training goes: what the loss computes, what a step does, how many there are, and what guessing reaches."""

from __future__ import annotations

from collections.abc import Iterator

from studio.data.config.transforms import Transform
from studio.explanation.average_formulas import average_rules
from studio.explanation.content import Item, Paragraph, Section
from studio.explanation.formula import Formula, Rule
from studio.explanation.legend import AVERAGING, LEARNING, LOSING, SCHEDULING, TRANSFORMING, legend_of_rules
from studio.explanation.loss_formulas import loss_rules, lowest_loss, starting_loss
from studio.explanation.metric_formulas import measured_by, measuring
from studio.explanation.optimizer_formulas import clipping_rules, optimizer_rules
from studio.explanation.plan import Plan
from studio.explanation.schedule_formulas import schedule_rules
from studio.explanation.transform_formulas import transform_rules
from studio.layers import Declaration
from studio.text import ntr, tr
from studio.training.averages import Average, NoAverage
from studio.training.config import TrainingConfig
from studio.training.early_stopping import EarlyStopping, monitor_words
from studio.training.losses import Loss
from studio.training.metrics import USUAL, VALIDATION, Metric, chosen, figure
from studio.training.optimizers import Optimizer
from studio.training.schedules import ConstantLR, Schedule

BY_CHANCE = tr(
    "It happens to training samples alone. What is drawn follows from the seed of the training, the epoch, the sample "
    "and the place in the list, so that a training that goes on later draws the same."
)
SPARED = tr("Biases, norms and other parameters without rows and columns are not pulled towards 0: λ is 0 for them.")


def learning(value: Declaration, plan: Plan | None) -> Iterator[Item]:
    """The formulas of a loss, an optimizer, a schedule, an average or a metric, and when a training ends early."""
    if isinstance(value, Loss):
        yield from _losing(value, plan)
    elif isinstance(value, Optimizer):
        yield from _stepping(optimizer_rules(value))
    elif isinstance(value, Schedule):
        yield from _scheduling(value)
    elif isinstance(value, Average):
        yield from _averaging(value)
    elif isinstance(value, EarlyStopping):
        yield from _ending(value)
    elif isinstance(value, Metric):
        yield from measuring(type(value))
    elif isinstance(value, Transform):
        yield from _transforming(value)


def chapters(training: TrainingConfig, plan: Plan | None) -> Iterator[Section]:
    """How a training goes: its steps, what it makes small, what a step does, and how good the answers are."""
    yield Section(tr("Its steps"), tuple(_amount(training, plan)))
    yield Section(tr("What it makes small: {loss}", loss=training.loss.title), tuple(_losing(training.loss, plan)))
    rules = (*clipping_rules(training), *optimizer_rules(training.optimizer))
    spared = (Paragraph(SPARED),) if training.optimizer.decay and not training.decay_biases_and_norms else ()
    title = tr("What a step does: {optimizer}", optimizer=training.optimizer.title)
    yield Section(title, (*_stepping(rules), *spared))
    if training.schedule != ConstantLR():
        title = tr("How the learning rate changes: {schedule}", schedule=training.schedule.title)
        yield Section(title, tuple(_scheduling(training.schedule)))
    if training.average_weights != NoAverage():
        title = tr("Which weights count: {average}", average=training.average_weights.title)
        yield Section(title, tuple(_averaging(training.average_weights)))
    if training.early_stopping is not None:
        yield Section(tr("When it ends early"), tuple(_ending(training.early_stopping)))
    yield Section(tr("How good it is"), (*_measuring(training, plan), *_guessing(plan)))


def _losing(loss: Loss, plan: Plan | None) -> Iterator[Item]:
    rules = loss_rules(loss)
    yield from rules
    start = starting_loss(loss, plan) if plan is not None else None
    lowest = lowest_loss(loss, plan) if plan is not None else None
    yield from (found for found in (start, lowest) if found is not None)
    yield from legend_of_rules(rules, LOSING)


def _stepping(rules: tuple[Rule, ...]) -> Iterator[Item]:
    yield from rules
    yield from legend_of_rules(rules, LEARNING)


def _scheduling(schedule: Schedule) -> Iterator[Item]:
    rules = schedule_rules(schedule)
    yield from rules
    yield from legend_of_rules(rules, SCHEDULING)


def _averaging(average: Average) -> Iterator[Item]:
    rules = average_rules(average)
    yield from rules
    yield from legend_of_rules(rules, AVERAGING)


def _ending(settings: EarlyStopping) -> Iterator[Item]:
    """What is compared after each epoch, and what follows from it."""
    monitor = settings.monitor
    told = {"value": monitor_words(monitor), "least": f"{settings.min_delta:g}"}
    better = tr("After each epoch the {value} is compared with the best so far: lower by more than {least} is better.",
                **told)  # fmt: skip
    if figure(monitor.removeprefix(VALIDATION)).better == "higher":
        better = tr(
            "After each epoch the {value} is compared with the best so far: higher by more than {least} is better.",
            **told,
        )
    yield Paragraph(better)
    yield Paragraph(
        ntr(
            "The training ends once {count} epoch has been no better; one whose value is not known does not count.",
            "The training ends once {count} epochs have been no better; one whose value is not known does not count.",
            settings.patience,
        )
    )
    yield Paragraph(tr("The best epoch is the one of the best value; its weights are tested and exported."))
    yield Paragraph("Prechelt: Early Stopping — But When? (1998)", muted=True)


def _transforming(transform: Transform) -> Iterator[Item]:
    rules = transform_rules(transform)
    yield from rules
    yield from legend_of_rules(rules, TRANSFORMING)
    if transform.random:
        yield Paragraph(BY_CHANCE, muted=True)


def _amount(training: TrainingConfig, plan: Plan | None) -> Iterator[Item]:
    """Batches and steps."""
    batch = training.batch_size
    effective = tr("samples whose gradients make one change of the weights (effective batch)")
    if training.accumulate > 1:
        numbers = {"batch_size": batch, "accumulate": training.accumulate}
        yield Formula(effective, "E", "batch_size*accumulate", numbers)
    else:
        yield Formula(effective, "B", "batch_size", {"batch_size": batch})
    if plan is None or plan.samples is None:
        return
    every = Formula(tr("steps in an epoch"), "n", "ceil(N / B)", {"N": plan.samples, "B": batch})
    yield every
    if training.epochs is not None:
        yield Formula(tr("steps in all"), "T", "epochs*n", {"epochs": training.epochs, "n": every.value})
    elif training.steps is not None:
        yield Formula(tr("passes over the data"), "e", "steps / n", {"steps": training.steps, "n": every.value})


def _measuring(training: TrainingConfig, plan: Plan | None) -> Iterator[Item]:
    """What is told of the answers beside the loss."""
    if plan is not None:
        told = chosen(plan.task, plan.choices or 0, training.metrics)
        yield from measured_by(tuple(metric.name for metric in told))


def _guessing(plan: Plan | None) -> Iterator[Item]:
    """What is reached without learning anything."""
    if plan is None or plan.choices is None:
        return
    metric = figure(USUAL[plan.task]).inline
    if plan.task in ("classes", "pixels", "positions"):
        yield Formula(
            tr("{metric} of guessing, with classes of equal size", metric=metric), "a_0", "1 / C", {"C": plan.choices}
        )
    elif plan.task == "labels":
        yield Formula(tr("{metric} of tossing a coin", metric=metric), "a_0", "1 / 2")
