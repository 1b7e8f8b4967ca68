"""The loop of a training script: the steps that a run takes, with all that its settings put beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import signature
from typing import Any

import torch

from studio.project.training_script.traits import Traits
from studio.training.averages import EMA, SWA
from studio.training.config import TrainingConfig
from studio.training.losses import Loss

INDENT = "    "

TAKEN_IN = ("averaged.update_parameters(network)", "result = averaged.module")
"""Lines that take the weights of the moment into their average, which counts from then on."""

VALUES = {
    "loss": "told", "validation_loss": "reached[0]", "validation_accuracy": "-reached[1]",
}  # fmt: skip
"""What a script can watch, as an expression that is less where it is better."""


def watched(loss: Loss) -> Iterable[str]:
    """Those that are told of a training with this loss."""
    return VALUES if loss.targets == "indices" else [name for name in VALUES if not name.endswith("accuracy")]


def preparing(traits: Traits) -> Iterator[str]:
    """What is made before the first step: counts, the schedule, the average of the weights."""
    training = traits.training
    yield f"sizes = batches(len(train), {training.batch_size})"
    if training.epochs is None or training.accumulate > 1 or training.schedule.by_step:
        yield f"steps = {training.steps if training.epochs is None else f'{training.epochs} * len(sizes)'}"
    if traits.half is not None:
        yield f'computing = torch.autocast("cpu", dtype={traits.half})'
    if traits.is_scaled:
        yield 'scaler = torch.amp.GradScaler("cpu")'
    if traits.changes_rate:
        yield f"rate = torch.optim.SGD([torch.zeros((), requires_grad=True)], lr={training.optimizer.lr!r})"
    if traits.has_schedule:
        yield f"schedule = torch.optim.lr_scheduler.{training.schedule.kind}(rate{_options(training)})"
        yield "rate.step()"
    yield from _averaging(training)
    yield "result = network"
    if training.early_stopping is not None:
        yield 'lowest, waited = float("inf"), 0'
    if traits.has_best:
        yield 'best, kept = float("inf"), {}'
    yield "step = 0"


def _averaging(training: TrainingConfig) -> Iterator[str]:
    average = training.average_weights
    if isinstance(average, EMA):
        yield f"average = torch.optim.swa_utils.get_ema_multi_avg_fn({average.decay!r})"
        yield "averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=average, use_buffers=True)"
    elif isinstance(average, SWA):
        yield "average = torch.optim.swa_utils.get_swa_multi_avg_fn()"
        yield "averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=average)"


def loop(traits: Traits) -> list[str]:
    """The lines of the epochs and of what follows them, within the function that trains."""
    training = traits.training
    epochs = "-(-steps // len(sizes))" if training.epochs is None else str(training.epochs)
    return _indented(
        [f"for epoch in range({epochs}):", *_indented([*_epoch(traits), *_end_of_epoch(traits)]), *_ending(traits)]
    )


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"{INDENT}{line}" for line in lines]


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


def _epoch(traits: Traits) -> Iterator[str]:
    training = traits.training
    yield "network.train()"
    yield f"order = np.random.default_rng(({training.seed}, epoch)).permutation(len(train))"
    yield "total = count = 0"
    counted = training.accumulate > 1
    if counted:
        yield "gathered = weight = scale = 0"
    batches = "train[torch.from_numpy(order)].split(sizes)"
    yield f"for number, places in enumerate({batches}):" if counted else f"for places in {batches}:"
    if training.epochs is None:
        yield from _indented(["if step == steps:", f"{INDENT}break"])
    yield from _indented(_step(traits))
    yield "told = total / count"


def _step(traits: Traits) -> Iterator[str]:
    training = traits.training
    if training.loss.has_denominator:
        yield "counts = loss_of.weight[targets[places]].sum().item()"
    if training.optimizer.searches:
        yield from _rate(traits)
        yield f"seed = step_seed({training.seed}, step)"
        yield "loss = search(optimizer, network, loss_of, samples[places], targets[places], seed)"
    else:
        yield f"torch.manual_seed(step_seed({training.seed}, step))"
        yield from _loss(traits)
        yield from _backward(traits)
    value = "loss" if training.optimizer.searches else "loss.item()"
    counts = _counts(traits)
    yield f"total, count = total + {value} * {counts}, count + {counts}"
    yield "step += 1"
    if training.schedule.by_step:
        yield from ("if step < max(steps, 2):", f"{INDENT}schedule.step()")


def _counts(traits: Traits) -> str:
    """What a batch counts in means over several: its samples, or the factors of their classes."""
    return "counts" if traits.training.loss.has_denominator else "len(places)"


def _loss(traits: Traits) -> Iterator[str]:
    if traits.half is None:
        yield "loss = loss_of(network(samples[places]), targets[places])"
        return
    yield from ("with computing:", f"{INDENT}outputs = network(samples[places])")
    yield "loss = loss_of(outputs.float(), targets[places])"


def _backward(traits: Traits) -> Iterator[str]:
    """From a loss to gradients, and to a change of the weights where enough batches are gathered."""
    accumulate = traits.training.accumulate
    counts = _counts(traits)
    gradient = "loss" if accumulate == 1 else f"(loss * {counts} / scale)"
    if traits.is_scaled:
        gradient = f"scaler.scale({'loss' if accumulate == 1 else f'loss * {counts} / scale'})"
    if accumulate == 1:
        yield from (f"{gradient}.backward()", *_change(traits))
        return
    yield "scale = scale or len(places)"
    yield f"{gradient}.backward()"
    yield f"gathered, weight = gathered + 1, weight + {counts}"
    yield f"if gathered == {accumulate} or number + 1 == len(sizes) or step + 1 == steps:"
    yield from _indented(
        [
            "for each in network.parameters():",
            f"{INDENT}if each.grad is not None:",
            f"{INDENT * 2}each.grad.mul_(scale / weight)",
            *_change(traits),
            "gathered = weight = scale = 0",
        ]
    )


def _change(traits: Traits) -> Iterator[str]:
    """One change of the weights by the gradients that are there."""
    training = traits.training
    if traits.is_scaled and (training.clip_value is not None or training.clip_norm is not None):
        yield "scaler.unscale_(optimizer)"
    if training.clip_value is not None:
        yield f"torch.nn.utils.clip_grad_value_(network.parameters(), {training.clip_value!r})"
    if training.clip_norm is not None:
        yield f"torch.nn.utils.clip_grad_norm_(network.parameters(), {training.clip_norm!r})"
    yield from _rate(traits)
    yield from ("scaler.step(optimizer)", "scaler.update()") if traits.is_scaled else ("optimizer.step()",)
    yield "optimizer.zero_grad()"
    if isinstance(training.average_weights, EMA):
        yield from TAKEN_IN


def _rate(traits: Traits) -> Iterator[str]:
    """The rate of a step, where it is set anew for each."""
    if not traits.changes_rate:
        return
    yield 'now = rate.param_groups[0]["lr"]'
    warmup = traits.training.warmup_steps
    if warmup:
        yield f"now = now * (step + 1) / {warmup} if step < {warmup} else now"
    yield from ("for group in optimizer.param_groups:", f'{INDENT}group["lr"] = now')


def _end_of_epoch(traits: Traits) -> Iterator[str]:
    training = traits.training
    average = training.average_weights
    if isinstance(average, SWA):
        whole = " and step % len(sizes) == 0" if training.epochs is None else ""
        yield f"if epoch + 1 > {average.start}{whole}:"
        yield from _indented(TAKEN_IN)
    if traits.renews:
        yield "if result is not network:"
        yield from _indented(_computed(traits, "renew(result, samples[train], sizes, step)"))
    yield from _computed(traits, "reached = evaluate(result, samples[validation], targets[validation], loss_of)")
    yield f'print("epoch", epoch + 1, "loss", told, "validation {_told(traits)}", *reached)'
    if traits.has_schedule and not training.schedule.by_step:
        watched = "reached[0]" if traits.validates else "told"
        yield f"schedule.step({watched if training.schedule.watches_loss else ''})"
    if traits.has_best:
        yield f"if {VALUES[training.monitor]} < best:"
        yield f"{INDENT}best = {VALUES[training.monitor]}"
        yield f"{INDENT}kept = {{name: value.clone() for name, value in result.state_dict().items()}}"
    yield from _early_end(training)


def _told(traits: Traits) -> str:
    return "loss and accuracy" if traits.tells_accuracy else "loss"


def _early_end(training: TrainingConfig) -> Iterator[str]:
    early = training.early_stopping
    if early is None:
        return
    value = VALUES[early.monitor]
    yield f"if {value} < lowest - {early.min_delta!r}:" if early.min_delta else f"if {value} < lowest:"
    yield f"{INDENT}lowest, waited = {value}, 0"
    yield from ("else:", f"{INDENT}waited += 1")
    yield from (f"if waited == {early.patience}:", f"{INDENT}break")


def _computed(traits: Traits, line: str) -> list[str]:
    """A line that runs the network, in its number format."""
    return [line] if traits.half is None else ["with computing:", f"{INDENT}{line}"]


def _ending(traits: Traits) -> Iterator[str]:
    """The result on the test samples, and the weights in a file: those of the best epoch."""
    if traits.has_best:
        yield "result.load_state_dict(kept)"
    yield from _computed(traits, "tested = evaluate(result, samples[test], targets[test], loss_of)")
    yield f'print("test {_told(traits)}", *tested)'
    yield 'torch.save(result.state_dict(), "weights.pt")'
