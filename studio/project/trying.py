"""What is needed to try a run's network out by hand: the network, how its samples look, what its columns held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from studio.data.config import LogicGates
from studio.data.errors import DataError
from studio.data.pictures.decode import decode
from studio.data.preparation import modules
from studio.data.regular_files import UnreadableError
from studio.data.sources.logic_gates import ROWS
from studio.evaluation.asking import Asked, Entry
from studio.evaluation.drawing import Look, Stroke, drawn, is_inverted
from studio.evaluation.inputs.raw_inputs import Given, given, given_row, given_text
from studio.evaluation.inputs.rows import columns_of
from studio.project.asked import asked_run
from studio.project.errors import ProjectError
from studio.project.own_samples import OwnSamples
from studio.project.reading import loads
from studio.project.run_samples import counts_of
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs import Run

if TYPE_CHECKING:
    from studio.training.runs.checkpoint_index import Which

Pixels = npt.NDArray[np.float32]

LOOKED_AT = 512
"""Samples that are looked at to find out what they look like."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A run's network that can be tried. `ways` says how: `draw`, `file`, `row`, `text`, `table`, `samples`.

    `examples` has for each column of rows a value to begin with, and `ranges` what was seen in it, in words.
    `checkpoints` are those of the run with the epochs that were over. `table` has the rows of a truth table. `own`
    are the samples of the run.
    """

    asked: Asked
    folder: Path
    which: Which
    checkpoints: Mapping[Which, int]
    ways: tuple[str, ...]
    look: Look = field(default_factory=Look)
    examples: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    table: tuple[tuple[float, ...], ...] = ()
    own: OwnSamples = field(default_factory=OwnSamples)


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network says to a sample. `seen` is the picture (C, H, W) as it is prepared, before it is scaled;
    `original` the one that it was made of. `raw` (*source) is the sample as it was given, None where there is no
    answer. Of a sample of the run, `truth` says what is true of it, and `told` what it is, where it is no picture.
    `remark` is what makes an answer doubtful.
    """

    entry: Entry
    seen: Pixels | None = None
    original: Pixels | None = None
    raw: torch.Tensor | None = None
    truth: str = ""
    remark: str = ""
    told: str = ""


def open_trial(folder: Path, which: Which) -> Trial:
    """A run's network, ready to be asked. Its data are looked at where they are at hand. Raises as `asked_run`."""
    run = Run.open(folder)
    asked = asked_run(run, which)
    table = tuple(tuple(map(float, row)) for row in ROWS) if isinstance(loads(run.document()).data, LogicGates) else ()
    ways = _ways(asked, has_table=bool(table))
    own = OwnSamples(run, counts_of(run))
    samples = _looked_at(own) if {"draw", "row"} & set(ways) else ()
    checkpoints = {name: entry.epoch for name, entry in run.checkpoints.entries().items()}
    ways = (*ways, "samples") if own.counts else ways
    return Trial(asked, folder, which, checkpoints, ways, _look(samples, asked), *_columns(samples, asked), table, own)


def _looked_at(own: OwnSamples) -> tuple[torch.Tensor, ...]:
    """Some of the samples trained on; none where they are gone, or others by now."""
    try:
        return own.spread(LOOKED_AT)
    except (DataError, TrainingError, ProjectError, OSError, RuntimeError, ValueError):
        return ()


def _ways(asked: Asked, *, has_table: bool) -> tuple[str, ...]:
    preparation = asked.preparation
    if has_table:
        return "table", "row"
    if preparation.tokenizer is not None:
        return "text", "file"
    if preparation.sample == "picture":
        return ("draw", "file") if preparation.source[0] == 1 else ("file",)
    if len(preparation.source) == 1 and preparation.sample != "sequence":
        return "row", "file"
    return ("file",)


def _look(samples: tuple[torch.Tensor, ...], asked: Asked) -> Look:
    shapes = Counter(tuple(each.shape) for each in samples)
    same = [each for each in samples if tuple(each.shape) == shapes.most_common(1)[0][0]]
    is_grey = asked.preparation.sample == "picture" and asked.preparation.source[0] == 1
    return Look.of(torch.stack(same)) if same and is_grey else Look()


def _columns(
    samples: tuple[torch.Tensor, ...], asked: Asked
) -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, ...]]]:
    """For each column a value to begin with, what was seen in it, and its categories."""
    preparation = asked.preparation
    if "row" not in _ways(asked, has_table=False):
        return {}, {}, {}
    names = columns_of(preparation)
    kinds = preparation.categories or ((),) * len(names)
    examples, ranges = dict.fromkeys(names, "0"), dict.fromkeys(names, "")
    choices = {name: each for name, each in zip(names, kinds, strict=True) if each}
    examples |= {name: each[0] for name, each in choices.items()}
    seen = torch.stack(samples).double() if samples else torch.empty(0, len(names))
    for at, name in enumerate(names):
        values = seen[:, at][seen[:, at].isfinite()]
        if name in choices or not len(values):
            continue
        examples[name] = f"{float(values.median()):.4g}"
        ranges[name] = tr("{low} to {high}", low=f"{float(values.min()):.4g}", high=f"{float(values.max()):.4g}")
    return examples, ranges, choices


def of_strokes(trial: Trial, strokes: tuple[Stroke, ...]) -> Answer:
    """What it says to a drawing."""
    height, width = trial.asked.preparation.source[1:]
    if height is None or width is None:
        height, width = trial.look.size or trial.asked.preparation.fitted[-2:]
    return _answer(trial, Given("", drawn(strokes, height, width, trial.look)))


def of_file(trial: Trial, path: Path) -> Answer:
    """What it says to the first sample in a file."""
    asked = trial.asked
    found = next(iter(given(str(path), asked.preparation, asked.habits)))
    original = None
    if found.sample is not None and asked.preparation.sample == "picture":
        try:
            original = decode(path, 3).pixels
        except UnreadableError:
            original = None
    return replace(_answer(trial, found, original), remark=_remark(trial, found.sample))


def _remark(trial: Trial, sample: torch.Tensor | None) -> str:
    is_grey = sample is not None and trial.asked.preparation.sample == "picture" and len(sample) == 1
    if sample is None or not is_grey or not is_inverted(sample, trial.look):
        return ""
    if trial.look.light_ground:
        return tr("This picture is light on dark, but those of the training are dark on light. Invert it.")
    return tr("This picture is dark on light, but those of the training are light on dark. Invert it.")


def of_row(trial: Trial, values: Mapping[str, str]) -> Answer:
    """What it says to a typed row."""
    return _answer(trial, given_row("", values, trial.asked.preparation, trial.asked.habits))


def of_text(trial: Trial, text: str) -> Answer:
    """What it says to a typed text."""
    return _answer(trial, given_text(text, trial.asked.preparation))


def of_sample(trial: Trial, split: str, place: int) -> Answer:
    """What it says to a sample of the run, by its place in its split. Raises DataError where it cannot be read."""
    sample, truth, told = trial.own.sample(split, place)
    return replace(_answer(trial, Given("", sample)), truth=truth, told=told)


def of_table(trial: Trial) -> tuple[Entry, ...]:
    """What it says to each row of the truth table."""
    return tuple(trial.asked.about(Given("", torch.tensor(row)) for row in trial.table))


@torch.no_grad()
def prepared(trial: Trial, raw: torch.Tensor) -> torch.Tensor:
    """A raw sample (*source) as the network takes it (*shape)."""
    found: torch.Tensor = trial.asked.preparation.prepare()(raw[None])[0]
    return found


@torch.no_grad()
def _answer(trial: Trial, sample: Given, original: Pixels | None = None) -> Answer:
    (entry,) = trial.asked.about([sample])
    seen: Any = None
    preparation = trial.asked.preparation
    if sample.sample is not None and preparation.sample == "picture":
        seen = modules(preparation.fitting)(sample.sample[None])[0].numpy()
    return Answer(entry, seen, original, None if "error" in entry else sample.sample)
