"""The loop of a training script: the steps that a run takes, with all that its settings put beside them."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from typing import Any

import torch

from studio.training.averages import EMA, SWA
from studio.training.config import TrainingConfig
from studio.training.early_stopping import USUAL_MONITOR
from studio.training.schedules import ConstantLR

INDENT = "    "

TAKEN_IN = ("averaged.update_parameters(network)", "result = averaged.module")
"""Lines that take the weights of the moment into their average, which counts from then on."""


def preparing(training: TrainingConfig) -> Iterator[str]:
    """What is made before the first step: counts, the schedule, the average of the weights."""
    yield f"sizes = batches(len(train), {training.batch_size})"
    if training.epochs is None or training.accumulate > 1 or training.schedule.by_step:
        yield f"steps = {training.steps if training.epochs is None else f'{training.epochs} * len(sizes)'}"
    if changes_rate(training):
        yield f"rate = torch.optim.SGD([torch.zeros((), requires_grad=True)], lr={training.optimizer.lr!r})"
    if has_schedule(training):
        yield f"schedule = torch.optim.lr_scheduler.{training.schedule.kind}(rate{_options(training)})"
        yield "rate.step()"
    average = training.average_weights
    if isinstance(average, EMA):
        yield f"average = torch.optim.swa_utils.get_ema_multi_avg_fn({average.decay!r})"
        yield "averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=average, use_buffers=True)"
    elif isinstance(average, SWA):
        yield "average = torch.optim.swa_utils.get_swa_multi_avg_fn()"
        yield "averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=average)"
    yield "result = network"
    if training.early_stopping is not None:
        yield 'best, waited = float("inf"), 0'
    yield "step = 0"


def loop(training: TrainingConfig) -> list[str]:
    """The lines of the epochs, within the function that trains."""
    epochs = "-(-steps // len(sizes))" if training.epochs is None else str(training.epochs)
    inside = [*_epoch(training), *_end_of_epoch(training)]
    return [f"{INDENT}for epoch in range({epochs}):", *(f"{INDENT * 2}{line}" for line in inside)]


def has_schedule(training: TrainingConfig) -> bool:
    """Whether the rate follows more than the optimizer."""
    return not isinstance(training.schedule, ConstantLR) or training.schedule.factor < 1


def changes_rate(training: TrainingConfig) -> bool:
    """Whether the rate is set anew for each step."""
    return has_schedule(training) or training.warmup_steps > 0


def _options(training: TrainingConfig) -> str:
    """The arguments of torch's schedule besides the optimizer, those at their default left out."""
    declared = signature(getattr(torch.optim.lr_scheduler, training.schedule.kind)).parameters
    given = training.schedule.options(2)
    if training.schedule.spans_run:
        given["total_steps"] = None
    told = (
        f", {name}={'max(steps, 2)' if name == 'total_steps' and value is None else _text(value)}"
        for name, value in given.items()
        if name == "total_steps" or declared[name].default != value
    )
    return "".join(told)


def _text(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(list(value) if isinstance(value, tuple) else value)


def _epoch(training: TrainingConfig) -> Iterator[str]:
    yield "network.train()"
    yield f"order = np.random.default_rng(({training.seed}, epoch)).permutation(len(train))"
    if training.accumulate > 1:
        yield "gathered = weight = scale = 0"
    batches = "train[torch.from_numpy(order)].split(sizes)"
    counted = training.accumulate > 1
    yield f"for number, places in enumerate({batches}):" if counted else f"for places in {batches}:"
    if training.epochs is None:
        yield from (f"{INDENT}if step == steps:", f"{INDENT * 2}break")
    yield from (f"{INDENT}{line}" for line in _step(training))


def _step(training: TrainingConfig) -> Iterator[str]:
    yield f"torch.manual_seed(step_seed({training.seed}, step))"
    yield "loss = loss_of(network(samples[places]), classes[places])"
    if training.accumulate == 1:
        yield from ("loss.backward()", *_change(training), *_after_step(training))
        return
    yield "scale = scale or len(places)"
    yield "(loss * len(places) / scale).backward()"
    yield "gathered, weight = gathered + 1, weight + len(places)"
    yield f"if gathered == {training.accumulate} or number + 1 == len(sizes) or step + 1 == steps:"
    yield f"{INDENT}for each in network.parameters():"
    yield f"{INDENT * 2}each.grad.mul_(scale / weight)"
    yield from (f"{INDENT}{line}" for line in _change(training))
    yield f"{INDENT}gathered = weight = scale = 0"
    yield from _after_step(training)


def _change(training: TrainingConfig) -> Iterator[str]:
    """One change of the weights by the gradients that are there."""
    if training.clip_value is not None:
        yield f"torch.nn.utils.clip_grad_value_(network.parameters(), {training.clip_value!r})"
    if training.clip_norm is not None:
        yield f"torch.nn.utils.clip_grad_norm_(network.parameters(), {training.clip_norm!r})"
    if changes_rate(training):
        yield 'now = rate.param_groups[0]["lr"]'
        if training.warmup_steps:
            warmup = training.warmup_steps
            yield f"now = now * (step + 1) / {warmup} if step < {warmup} else now"
        yield from ("for group in optimizer.param_groups:", f'{INDENT}group["lr"] = now')
    yield "optimizer.step()"
    yield "optimizer.zero_grad()"
    if isinstance(training.average_weights, EMA):
        yield from TAKEN_IN


def _after_step(training: TrainingConfig) -> Iterator[str]:
    yield "step += 1"
    if training.schedule.by_step:
        yield from ("if step < max(steps, 2):", f"{INDENT}schedule.step()")


def _end_of_epoch(training: TrainingConfig) -> Iterator[str]:
    average = training.average_weights
    if isinstance(average, SWA):
        whole = " and step % len(sizes) == 0" if training.epochs is None else ""
        yield f"if epoch + 1 > {average.start}{whole}:"
        yield from (f"{INDENT}{line}" for line in TAKEN_IN)
    yield "reached = evaluate(result, samples[validation], classes[validation], loss_of)"
    yield 'print("epoch", epoch + 1, "loss", loss.item(), "validation loss and accuracy", *reached)'
    if has_schedule(training) and not training.schedule.by_step:
        yield f"schedule.step({'reached[0]' if training.schedule.watches_loss else ''})"
    early = training.early_stopping
    if early is None:
        return
    value = "reached[0]" if early.monitor == USUAL_MONITOR else "-reached[1]"
    yield f"if {value} < best - {early.min_delta!r}:"
    yield f"{INDENT}best, waited = {value}, 0"
    yield from ("else:", f"{INDENT}waited += 1")
    yield from (f"if waited == {early.patience}:", f"{INDENT}break")
