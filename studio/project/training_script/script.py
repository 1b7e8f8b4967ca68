"""A training script for a project: what it reads and in which steps it trains, or why it could not be the same run."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any, NamedTuple

import numpy as np
import torch

from studio.compiler.formatting import statement
from studio.compiler.module import compile_graph
from studio.compiler.source import Companion, class_name
from studio.data.config import Arrays, Data, Digits, Divisible, Idx, TableFile, Undivided
from studio.data.preparation import Preparation
from studio.data.samples import Reading
from studio.data.sources import source_of
from studio.data.sources.idx_names import find_pairs
from studio.data.split import can_stratify, too_small
from studio.data.transforms.levels import levels
from studio.project.model import Project
from studio.project.training_script import functions
from studio.project.training_script.obstacles import UnrepeatableError, check_settings
from studio.project.training_script.stepping import loop, preparing
from studio.text import tr

CARRIED = (functions.divide, functions.begin, functions.step_seed, functions.batches, functions.evaluate)


class Source(NamedTuple):
    """How a script reads the splits that the data have: a function, and what each call of it takes."""

    function: Callable[..., tuple[torch.Tensor, torch.Tensor]]
    calls: Sequence[tuple[Any, ...]]


def with_training(project: Project, preparation: Preparation | None, beside: Companion) -> Companion:
    """What stands beside the network's class, with a training behind it. Raises UnrepeatableError or DataError."""
    preparation = check_settings(project, preparation)
    reading = source_of(project.data).read(project.data)
    source = _source(project.data, reading, preparation)
    _check_reading(source, reading)
    _check_weights(project)
    carried = [tuple(inspect.getsource(each).rstrip().split("\n")) for each in (source.function, *CARRIED)]
    main = tuple(_main(project, source, reading, prepares="prepare" in _defined(beside)))
    start = ('if __name__ == "__main__":', "    main()")
    names = (*beside.names, *(each.__name__ for each in (source.function, *CARRIED)), "main")
    return beside._replace(names=names, functions=(*beside.functions, *carried, main, start))


def _source(data: Data, reading: Reading, preparation: Preparation) -> Source:
    if isinstance(data, Digits):
        return Source(functions.read_digits, [()])
    if isinstance(data, Idx):
        pairs = find_pairs(data.path)
        return Source(functions.read_idx, [tuple(str(each.path) for each in pairs[split]) for split in reading.parts])
    if isinstance(data, Arrays) and data.targets_path:
        return Source(functions.read_arrays, [(data.path, data.targets_path)])
    if isinstance(data, TableFile) and not data.test_path and not data.validation_path and preparation.features:
        target = next((name for name, role in data.roles if role == "class"), "")
        return Source(functions.read_table, [(data.path, preparation.features, target, reading.classes)])
    raise UnrepeatableError(tr("A training script cannot read data of this kind yet."))


def _check_reading(source: Source, reading: Reading) -> None:
    """Raise UnrepeatableError where the script would read something else than the run does."""
    parts = list(reading.parts.values())
    try:
        found = [source.function(*call) for call in source.calls]
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        found = []
    same = len(found) == len(parts) and all(
        isinstance(part.inputs, np.ndarray)
        and torch.equal(levels(torch.tensor(part.inputs)), samples)
        and torch.equal(torch.as_tensor(part.targets), classes)
        for part, (samples, classes) in zip(parts, found, strict=True)
    )
    if not same or any(part.together is not None for part in parts):
        raise UnrepeatableError(tr("A training script would read these data otherwise than the run does."))


def _check_weights(project: Project) -> None:
    """Raise UnrepeatableError where the first weights would be others."""
    training = project.training
    wanted = compile_graph(project.graph, seed=training.seed, initialization=training.initial)
    found = compile_graph(project.graph, seed=training.seed + 1, initialization=training.initial)
    functions.begin(found, training.seed)
    others = found.state_dict()
    if not all(torch.equal(value, others[name]) for name, value in wanted.state_dict().items()):
        raise UnrepeatableError(tr("A training script would begin with other weights than the run does."))


def _main(project: Project, source: Source, reading: Reading, *, prepares: bool) -> list[str]:
    """The lines of the function that trains."""
    training, seed = project.training, project.training.seed
    calls = [f"{source.function.__name__}({', '.join(map(_text, call))})" for call in source.calls]
    optimizer, loss = training.optimizer, training.loss
    told = [*_read(calls, list(reading.parts)), *_divided(project, reading)]
    if prepares:
        told.append("samples = prepare(samples)")
    told += [
        f"network = {class_name(project.name)}()",
        f"begin(network, {seed})",
        f"loss_of = nn.{loss.kind}({_given(dict(loss), getattr(torch.nn, loss.kind))})",
        f"optimizer = torch.optim.{optimizer.kind}({_optimized(optimizer.arguments(), optimizer.kind)})",
        *preparing(training),
    ]
    lines = ["def main() -> None:", '    """Train the network, and tell after each epoch how good it is."""']
    for each in told:
        start, _, expression = each.partition(" = ")
        lines += statement(f"{start} = " if expression else "", expression or each, indent=4)
    return [*lines, *loop(training), *_ending()]


def _read(calls: Sequence[str], splits: Sequence[str]) -> list[str]:
    if len(calls) == 1:
        return [f"samples, classes = {calls[0]}", "train = torch.arange(len(classes))"]
    return [
        f"parts = [{', '.join(calls)}]",
        "samples, classes = (torch.cat(each) for each in zip(*parts, strict=True))",
        f"{', '.join(splits)} = torch.arange(len(classes)).split([len(part[1]) for part in parts])",
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
        if too_small(labels):
            raise UnrepeatableError(tr("Classes of a single sample cannot be divided by a training script."))
        stratified = can_stratify(labels, taken)
        lines += [
            f"stay, off = divide(classes[train], {taken}, {seed}, {stratified})",
            f"train, {split} = train[stay], train[off]",
        ]
        stay, _ = functions.divide(torch.from_numpy(labels), taken, seed, stratified)
        labels = labels[stay.numpy()]
    return lines


def _ending() -> list[str]:
    return [
        '    print("test loss and accuracy", *evaluate(result, samples[test], classes[test], loss_of))',
        '    torch.save(result.state_dict(), "weights.pt")',
    ]


def _optimized(arguments: dict[str, Any], kind: str) -> str:
    """The arguments of an optimizer, its rate always, and all weights in one kernel as the run has them."""
    declared = signature(getattr(torch.optim, kind)).parameters
    set_here = [f"{name}={_text(value)}" for name, value in arguments.items()
                if name == "lr" or declared[name].default != value]  # fmt: skip
    fused = ["fused=True"] if "fused" in declared else []
    return ", ".join(["network.parameters()", *set_here, *fused])


def _given(arguments: dict[str, Any], made: type) -> str:
    declared = signature(made).parameters
    return ", ".join(f"{name}={_text(value)}" for name, value in arguments.items() if declared[name].default != value)


def _defined(beside: Companion) -> set[str]:
    """The names of the functions that are there already."""
    return {each[0].removeprefix("def ").partition("(")[0] for each in beside.functions}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return f"[{', '.join(map(_text, value))}]"
    return repr(value)
