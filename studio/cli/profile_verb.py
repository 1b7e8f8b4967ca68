"""The verb of `studio` that measures what each layer of a network takes."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.app import AllowCode, AsJson, Checkpoint, Device, app, print_json
from studio.cli.failures import FAILED
from studio.cli.told import ToldCommand
from studio.text import tr

if TYPE_CHECKING:
    from studio.insight.profiling.profile import LayerProfile, Profile
    from studio.project.budgets import Verdict


class NumberFormat(StrEnum):
    """Formats that networks compute in."""

    FLOAT32 = "float32"
    TF32 = "tf32"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"


@app.command(cls=ToldCommand)
def profile(
    place: Annotated[
        Path,
        typer.Argument(metavar="FILE|RUN", help="A project file (.nns), or the folder of a run.", show_default=False),
    ],
    batch: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="Samples in a batch; the project's without it.")
    ] = None,
    device: Annotated[Device | None, typer.Option(help="Where to measure; the project's without it.")] = None,
    precision: Annotated[
        NumberFormat | None, typer.Option(help="The number format to compute in; the project's without it.")
    ] = None,
    budgets: Annotated[
        list[str] | None,
        typer.Option("--budget", metavar="AMOUNT", help="What it may take: “5 ms” to use a batch, “8 GB” to train."),
    ] = None,
    checkpoint: Checkpoint = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Measure time and memory of each layer on a device, forward and back, beside what the device could do.

    Times are medians of up to 20 passes after a warm-up, with quartiles. What the device could do is measured too:
    its multiplications of large matrices, and its copies. The status is 1 where a budget is not kept; changes that
    would keep it are told, each measured or worked out for this network.
    """
    from studio.cli.subjects import subject_at
    from studio.project.budgets import Budget, judged
    from studio.project.profiling import profiled

    wanted = [Budget.read(each) for each in budgets or ()]
    subject = subject_at(place, checkpoint, allow_code=allow_code)
    if precision is not None:
        training = subject.project.training.changed(precision=precision.value)
        subject = replace(subject, project=replace(subject.project, training=training))
    found = profiled(subject, batch=batch, device=device.value if device else None)
    verdicts = [judged(subject, found, budget) for budget in wanted]
    if as_json:
        print_json({**found.to_json(), "budgets": [each.to_json() for each in verdicts]})
    else:
        _show(found, verdicts)
    raise typer.Exit(0 if all(each.meets for each in verdicts) else FAILED)


def _show(found: Profile, verdicts: list[Verdict]) -> None:
    from rich.text import Text

    from studio.cli.console import console, note, table
    from studio.formatting.numbers import storage
    from studio.project.budgets import milliseconds
    from studio.text import written_out

    screen = console()
    heads = (tr("forward"), tr("share"), tr("at best"), tr("backward"), tr("memory"), tr("limit"))
    rows = table(tr("node"), tr("layer"), *(f">{each}" for each in heads))
    whole = sum(each.forward.median for each in found.layers) or 1.0
    for each in found.layers:
        rows.add_row(
            Text(each.name, "bold"), written_out(each.layer), milliseconds(each.forward.median),
            f"{each.forward.median / whole:.0%}", milliseconds(each.least),
            "—" if each.backward is None else milliseconds(each.backward.median), storage(each.memory.peak),
            _bound(each, found),
        )  # fmt: skip
    screen.print(rows)
    screen.print(tr("A batch of {batch} on {device}: {forward} forward, {step} a step of training.",
                    batch=found.batch, device=found.device_name, forward=milliseconds(found.forward.median),
                    step="—" if found.step is None else milliseconds(found.step.median)))  # fmt: skip
    for verdict in verdicts:
        screen.print(tr("{budget} is kept.", budget=verdict.budget.written) if verdict.meets else
                     tr("{budget} is not kept.", budget=verdict.budget.written), verdict.told)  # fmt: skip
        for change in verdict.changes:
            mark = "✓" if change.meets else "–"
            screen.print(f"  {mark} {change.told} ({' '.join(change.settings)})")
    note(*found.notes)


def _bound(each: LayerProfile, found: Profile) -> str:
    return {"compute": tr("arithmetic"), "memory": tr("memory"), "nothing": ""}[each.bound(found.ceiling)]
