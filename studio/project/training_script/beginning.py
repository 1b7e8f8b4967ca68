"""How the weights of a training script begin, and whether these are the run's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from studio.compiler.expansion import module_path
from studio.compiler.initialize import fillings, initialize
from studio.compiler.module import compile_graph, steps
from studio.project.exporters.subject import Subject
from studio.project.training_script import functions, settings
from studio.project.training_script.obstacles import UnrepeatableError
from studio.project.training_script.traits import Traits
from studio.text import tr
from studio.training.branching import taken
from studio.training.parameter_groups import groups
from studio.training.runs.layout import CHECKPOINTS, START


def start_of(subject: Subject) -> Path | None:
    """The file of weights that the training begins with; None where it draws them."""
    if subject.run is not None:
        path = subject.run.path / START
        return path if path.is_file() else None
    entry = None if subject.start is None else subject.start.checkpoints.entry("best")
    if entry is None or subject.start is None:
        return None
    return (subject.start.path / CHECKPOINTS / entry.weights).absolute()


def _begun(subject: Subject) -> nn.Module:
    """The network as the run has it before its first step."""
    training, graph = subject.project.training, subject.project.graph
    module = compile_graph(graph, seed=training.seed, initialization=training.initial, analysis=subject.analysis)
    if subject.run is not None:
        subject.run.load_start(module)
    elif subject.start is not None:
        _, weights = taken(subject.start, "best", graph, module)
        module.load_state_dict({**module.state_dict(), **weights})
    return module


def check_weights(subject: Subject, traits: Traits) -> None:
    """Raise UnrepeatableError where the first weights, or those that decay, would be others."""
    project, training = subject.project, subject.project.training
    wanted = _begun(subject)
    found = compile_graph(project.graph, seed=training.seed + 1, analysis=subject.analysis)
    functions.begin(found, training.seed)
    flat = subject.analysis.expansion.network
    for name in steps(flat):
        if module_path(name) == name:
            seed = functions.chance_of(training.seed, name)
            initialize(found.get_submodule(name), flat[name], training.initial, seed)
    start = start_of(subject)
    if start is not None:
        settings.begin_from(found, str(start))
    others = found.state_dict()
    if not all(torch.equal(value, others[name]) for name, value in wanted.state_dict().items()):
        raise UnrepeatableError(tr("A training script would begin with other weights than the run does."))
    if traits.leaves_out_biases:
        wanted_groups, found_groups = groups(wanted, decay_biases_and_norms=False), settings.decayed(wanted)
        if list(map(_members, wanted_groups)) != list(map(_members, found_groups)):
            raise UnrepeatableError(tr("A training script would let other weights decay than the run does."))


def _members(group: Mapping[str, Any]) -> list[int]:
    """Which parameters a group has."""
    return [id(parameter) for parameter in group["params"]]


def filled(subject: Subject) -> Iterator[str]:
    """Weights that begin otherwise than PyTorch has them, each parameter from a chance of its own."""
    training, analysis = subject.project.training, subject.analysis
    flat, module = analysis.expansion.network, compile_graph(subject.project.graph, seed=0, analysis=analysis)
    for name in steps(flat):
        if module_path(name) != name:
            continue
        for parameter, scheme, fan_in in fillings(module.get_submodule(name), flat[name].init, training.initial):
            call = scheme.source(f'network.get_parameter("{name}.{parameter}")', fan_in)
            start = functions.chance_of(functions.chance_of(training.seed, name), parameter)
            draws = bool(scheme.function) and not scheme.is_fixed
            yield f"{call[:-1]}, generator=torch.Generator().manual_seed({start}))" if draws else call
