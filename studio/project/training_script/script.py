"""A training script for a project: what it reads and in which steps it trains, or why it could not be the same run."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Iterator, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import torch

from studio.compiler.formatting import statement
from studio.compiler.source import Companion, class_name
from studio.data.config import Divisible, Undivided
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.data.samples import SPLITS, Reading
from studio.data.sources import source_of
from studio.data.split import can_stratify, too_small
from studio.data.transforms.targets import instead
from studio.project.exporters.subject import Subject
from studio.project.model import Project
from studio.project.training_script import functions, settings
from studio.project.training_script.beginning import check_weights, filled, start_of
from studio.project.training_script.functions import divide
from studio.project.training_script.kept import Arrays, Kept, kept, kept_at
from studio.project.training_script.learning import learning, loss_arguments
from studio.project.training_script.obstacles import check_settings
from studio.project.training_script.reading import read_kept
from studio.project.training_script.sources import Call, Named, Source, source_for
from studio.project.training_script.stepping import loop, preparing
from studio.project.training_script.traits import Traits
from studio.training.device import MACS_PER_CORE

CARRIED = (
    functions.chance_of, functions.redraw, functions.begin, functions.step_seed, functions.batches,
    functions.evaluate,
)  # fmt: skip


class Script(NamedTuple):
    """What stands beside the network's class, and the samples that it finds in a file; {} where it reads them."""

    beside: Companion
    kept: Arrays


def with_training(subject: Subject, beside: Companion, path: Path) -> Script:
    """A training behind a network's class, in a file at `path`. Raises UnrepeatableError or DataError."""
    project, preparation = subject.project, check_settings(subject)
    reading = source_of(project.data).read(project.data)
    dataset = load(project.data, preparation.shape, project.training.seed)
    source = _divisible_source(project, reading, preparation)
    found = Kept({}, are_raw=True) if source else kept(project.data, reading, dataset, project.training.seed)
    traits = Traits.of(project, validates=bool(len(dataset.validation)))
    check_weights(subject, traits)
    start = start_of(subject)
    is_divided = source is not None and len(reading.parts) < len(SPLITS)
    made: list[Callable[..., Any]] = [source.function if source else read_kept, *([divide] if is_divided else [])]
    made += [*CARRIED, *_of_settings(traits)]
    if start is not None:
        made.append(settings.begin_from)
    carried = [tuple(inspect.getsource(each).rstrip().split("\n")) for each in made]
    prepares = "prepare" in {each[0].removeprefix("def ").partition("(")[0] for each in beside.functions}
    told = _read(source, list(reading.parts)) + _divided(project, reading) if source else _read(kept_at(path), SPLITS)
    told += ["samples = prepare(samples)"] if prepares and found.are_raw else []
    told += _made(subject, traits, preparation, start)
    main = tuple(_main(told, traits))
    run = ('if __name__ == "__main__":', "    main()")
    names = (*beside.names, *(each.__name__ for each in made), "main")
    return Script(beside._replace(names=names, functions=(*beside.functions, *carried, main, run)), found.arrays)


def _divisible_source(project: Project, reading: Reading, preparation: Preparation) -> Source | None:
    """What reads the data and what they are divided by as the run has it; None where a script has nothing that does."""
    if preparation.task != "classes" or instead(project.data) is not None:
        return None
    is_divided = len(reading.parts) < len(SPLITS)
    if is_divided and too_small(reading.train.groups):
        return None
    return source_for(project.data, reading, preparation)


def _of_settings(traits: Traits) -> Iterator[Callable[..., Any]]:
    """What single settings need beside."""
    if traits.leaves_out_biases:
        yield settings.decayed
    if traits.training.optimizer.searches:
        yield settings.search
    if traits.renews:
        yield settings.renew


def _main(told: Sequence[str], traits: Traits) -> list[str]:
    """The lines of the function that trains: these statements, then its loop."""
    lines = ["def main() -> None:", '    """Train the network, and tell after each epoch how good it is."""']
    for each in told:
        start, _, expression = each.partition(" = ")
        lines += statement(f"{start} = " if expression else "", expression or each, indent=4)
    return [*lines, *loop(traits)]


def _made(subject: Subject, traits: Traits, preparation: Preparation, start: Path | None) -> Iterator[str]:
    """The network with its first weights, the loss and the optimizer."""
    training = subject.project.training
    optimizer, loss = training.optimizer, training.loss
    yield f"torch.set_num_threads({_threads(subject)})"
    yield f"network = {class_name(subject.project.name)}()"
    yield f"begin(network, {training.seed})"
    yield from filled(subject)
    if start is not None:
        yield f"begin_from(network, {_text(str(start))})"
    if len(preparation.shape) == 3 and not optimizer.searches:
        yield "samples = samples.contiguous(memory_format=torch.channels_last)"
        yield "network.to(memory_format=torch.channels_last)"
    yield from learning(subject, preparation)
    yield f"loss_of = nn.{loss.kind}({_given(loss_arguments(loss, preparation), getattr(torch.nn, loss.kind))})"
    trained = "network.parameters()"
    if traits.leaves_out_biases:
        trained = "decayed(network)"
    elif traits.is_frozen:
        trained = "[each for each in network.parameters() if each.requires_grad]"
    yield f"optimizer = torch.optim.{optimizer.kind}({trained}{_optimized(optimizer.arguments(), optimizer.kind)})"
    yield from preparing(traits)


def _threads(subject: Subject) -> str:
    """As many as the run has: sums in other pieces are rounded otherwise."""
    macs = subject.analysis.total.macs * subject.project.training.batch_size
    worth = max(1, math.ceil(macs / MACS_PER_CORE))
    return "1" if worth == 1 else f"min(torch.get_num_threads(), {worth})"


def _read(source: Source, splits: Sequence[str]) -> list[str]:
    calls = [f"{source.function.__name__}({_arguments(call)})" for call in source.calls]
    if len(calls) == 1:
        return [f"samples, targets = {calls[0]}", "train = torch.arange(len(targets))"]
    return [
        f"parts = [{', '.join(calls)}]",
        "samples, targets = (torch.cat(each) for each in zip(*parts, strict=True))",
        f"{', '.join(splits)} = torch.arange(len(targets)).split([len(part[1]) for part in parts])",
    ]


def _divided(project: Project, reading: Reading) -> list[str]:
    """What is split off for the test, then for validation."""
    data, seed, lines = project.data, project.training.seed, []
    labels = reading.train.groups
    for split, there in (("test", reading.test), ("validation", reading.validation)):
        if there is not None:
            continue
        assert isinstance(data, Undivided if split == "test" else Divisible)
        share = getattr(data, split)
        if share == 0.0:
            lines.append(f"{split} = train[:0]")
            continue
        taken = max(1, round(share * len(labels)))
        stratified = can_stratify(labels, taken)
        lines += [
            f"stay, off = divide(targets[train], {taken}, {seed}, {stratified})",
            f"train, {split} = train[stay], train[off]",
        ]
        stay, _ = divide(torch.from_numpy(labels), taken, seed, stratified)
        labels = labels[stay.numpy()]
    return lines


def _optimized(arguments: dict[str, Any], kind: str) -> str:
    """The arguments of an optimizer, its rate always, and all weights in one kernel as the run has them."""
    declared = signature(getattr(torch.optim, kind)).parameters
    set_here = [f"{name}={_text(value)}" for name, value in arguments.items()
                if name == "lr" or declared[name].default != value]  # fmt: skip
    fused = ["fused=True"] if "fused" in declared else []
    return "".join(f", {each}" for each in (*set_here, *fused))


def _given(arguments: dict[str, Any], made: type) -> str:
    declared = signature(made).parameters
    return ", ".join(f"{name}={_text(value)}" for name, value in arguments.items() if declared[name].default != value)


def _arguments(call: Call) -> str:
    return ", ".join([*map(_text, call.given), *(f"{name}={_text(value)}" for name, value in call.named.items())])


def _text(value: Any) -> str:
    if isinstance(value, Named):
        return value.name
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple | list) and all(isinstance(each, str) for each in value):
        return f"[{', '.join(map(_text, value))}]"
    return repr(value)
