"""What the command line shows: tables, the progress of a training, and failures as one sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from studio.formatting.numbers import storage
from studio.text import paragraph, tr, written_out

if TYPE_CHECKING:
    from studio.project.templates import Template
    from studio.training.events import EpochDone, Event

WIDTH = 110
"""Characters in a line where nobody looks at a terminal."""

MOST_METRICS = 2
"""Beside a progress bar there is no room for more."""

PARTS = ("weights", "gradients", "optimizer_state", "saved_activations", "working_activations")
"""What training memory is made of, as the figures of a footprint have it."""

_SEVERITY = {"error": "bold red", "warning": "yellow", "info": "blue"}


def console() -> Console:
    """The console of standard output as it is now."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, emoji=False, markup=False)


def note(*lines: str) -> None:
    """Say something beside the output that is asked for."""
    print(*lines, sep="\n", file=sys.stderr)


def show_templates(templates: Iterable[Template]) -> None:
    """The ready-made networks as a table."""
    found = table(tr("template"), tr("network"), tr("teaches"))
    for each in templates:
        found.add_row(Text(each.name, "bold"), each.title, each.teaches)
    console().print(found)


def show_summary(summary: dict[str, Any]) -> None:
    """A network's read-outs as a table, its totals, and its problems."""
    counts = (tr("parameters"), tr("connections"), tr("MACs"), tr("memory"), tr("saved"))
    rows = table(tr("node"), tr("layer"), tr("output"), *(f">{heading}" for heading in counts))
    for node in summary["nodes"]:
        shapes = node["output_shapes"]
        known = "—" if shapes is None else " ".join(f"({', '.join(map(str, shape))})" for shape in shapes)
        rows.add_row(Text(node["name"], "bold"), written_out(node["layer"]), known, *_costs(node))
    rows.add_section()
    rows.add_row(Text(tr("total"), "bold"), "", "", *_costs(summary["total"]))
    screen = console()
    screen.print(written_out(summary["name"]), style="bold")
    screen.print(rows)
    if summary["training_memory"] is not None:
        for sentence in _memory_sentences(summary["training_memory"], summary["inference_memory"]):
            screen.print(sentence, style="dim")
    for problem in summary["problems"]:
        line = Text.assemble(
            (_severity(problem["severity"]), _SEVERITY[problem["severity"]]), f"  {problem['message']} "
        )
        screen.print(line.append(problem["remedy"], "dim"))


def follow(events: Iterable[Event]) -> Iterator[Event]:
    """Hand the events of a training on while a progress bar shows them."""
    from studio.training.events import Alarm, BatchesDone, EpochDone, Remark, RunFinished, RunStarted

    with _progress() as progress:
        task = progress.add_task(tr("Preparing"), total=None, result="")
        for event in events:
            if isinstance(event, RunStarted):
                progress.update(task, total=event.length, completed=event.step)
                progress.update(task, description=tr("Training on {device}", device=event.device))
                if event.note:
                    progress.console.print(event.note)
            elif isinstance(event, BatchesDone):
                progress.update(task, completed=event.steps[-1])
            elif isinstance(event, EpochDone):
                progress.update(task, completed=event.step, result=_result(event))
            elif isinstance(event, Remark):
                progress.console.print(event.text)
            elif isinstance(event, Alarm):
                heading = (tr("Alarm"), _SEVERITY["warning"])
                progress.console.print(Text.assemble(heading, f"  {written_out(event.words)}"))
            elif isinstance(event, RunFinished):
                progress.update(task, description=tr("Trained") if event.reason == "finished" else tr("Stopped"))
            yield event


def _severity(name: str) -> str:
    words = {"error": tr("error"), "warning": tr("warning"), "info": tr("info")}
    return words[name]


def _costs(values: dict[str, Any]) -> tuple[str, ...]:
    counts = (f"{values[cost]:,}" for cost in ("parameters", "connections", "macs"))
    return *counts, storage(values["activation_bytes"]), storage(values["saved_bytes"])


def _memory_sentences(training: dict[str, Any], inference: int) -> tuple[str, str]:
    """What training takes and why, and what use takes."""
    parts = (storage(training[part]) for part in PARTS)
    spelled = " + ".join(
        (
            tr("{size} weights", size=next(parts)),
            tr("{size} gradients", size=next(parts)),
            tr("{size} optimizer", size=next(parts)),
            tr("{size} activations kept", size=next(parts)),
            tr("{size} activations at work", size=next(parts)),
        )
    )
    needed = tr(
        "Training with batches of {batch} takes {size}: {parts}.",
        batch=training["batch_size"], size=storage(training["bytes"]), parts=spelled,
    )  # fmt: skip
    return paragraph(needed, *_fitting(training)), tr("Using it on one sample takes {size}.", size=storage(inference))


def _fitting(training: dict[str, Any]) -> Iterator[str]:
    """The largest batch that fits the device, where that is known."""
    largest, device = training["largest_batch"], training["device"]
    if largest == 0:
        yield tr("Not even a batch of one sample fits {device}.", device=device)
    elif largest is not None:
        yield tr("The largest batch that fits {device} is {largest}.", device=device, largest=f"{largest:,}")


def _result(event: EpochDone) -> str:
    """Epoch, training loss and, where there are validation samples, what was reached on them."""
    from studio.training.metrics import LOSS

    parts: list[str] = [tr("epoch {epoch}", epoch=event.epoch)]
    if LOSS.name in event.training:
        parts.append(values({LOSS.name: event.training[LOSS.name]}))
    reached = {name: value for name, value in event.validation.items() if name != LOSS.name}
    first = dict(islice(reached.items(), MOST_METRICS))
    if first:
        parts.append(tr("validation {values}", values=values(first)))
    return " · ".join(parts)


def values(metrics: Mapping[str, float]) -> str:
    """Values by name as people read them, the loss last: `accuracy 97.1 %, loss 0.0924`."""
    from studio.training.metrics import LOSS, figure

    names = sorted(metrics, key=lambda name: name == LOSS.name)
    return tr(", ").join(figure(name).told(metrics[name], inline=True) for name in names)


def table(*headings: str) -> Table:
    """An empty table; `>` before a heading puts its column to the right."""
    found = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        right = heading.startswith(">")
        found.add_column(heading.removeprefix(">"), justify="right" if right else "left", overflow="fold")
    return found


@contextmanager
def _progress() -> Iterator[Progress]:
    columns: tuple[ProgressColumn, ...] = (
        TextColumn("{task.description}"), BarColumn(), _Remaining(), TextColumn("{task.fields[result]}"),
    )  # fmt: skip
    with Progress(*columns, console=console()) as progress:
        yield progress


class _Remaining(TimeRemainingColumn):
    """The time left, without a sign while it is not known."""

    def render(self, task: Task) -> Text:
        return Text("") if task.finished or task.total is None else super().render(task)
