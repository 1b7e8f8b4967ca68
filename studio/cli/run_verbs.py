"""The verbs of `studio` that train, and those about runs, with their options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.app import (
    AllowCode,
    AsJson,
    Checkpoint,
    Device,
    File,
    Settings,
    Strategy,
    Table,
    Where,
    app,
    checkpoint_named,
    load_for_training,
    print_json,
)
from studio.cli.told import ToldCommand

if TYPE_CHECKING:
    from studio.project import Project

Origin = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="RUN[:last]",
        help="Begin with the weights of another run, its best, last or “RUN:epoch-N”, where nodes are the same.",
    ),
]
Launch = Annotated[
    Where | None, typer.Option(help="Train in this process (thread), one of its own, or several under torchrun.")
]
Together = Annotated[
    Strategy | None,
    typer.Option(help="Whether each process keeps all of the weights (ddp, the default) or a part of them (fsdp)."),
]


@app.command(cls=ToldCommand)
def train(
    file: File,
    out: Annotated[Path, typer.Option(metavar="RUN", help="Folder of the run.", show_default=False)],
    epochs: Annotated[int | None, typer.Option(help="Passes over the data, in place of the project's length.")] = None,
    steps: Annotated[int | None, typer.Option(help="Batches in all, in place of the project's length.")] = None,
    device: Annotated[Device | None, typer.Option(help="In place of the project's.")] = None,
    seed: Annotated[int | None, typer.Option(help="In place of the project's.")] = None,
    settings: Settings = None,
    origin: Origin = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in that folder.")] = False,
    launch: Launch = None,
    nproc: Annotated[int | None, typer.Option(help="How many processes torchrun begins; 2 without it.")] = None,
    strategy: Together = None,
    launched: Annotated[bool, typer.Option("--launched", hidden=True)] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each event as a line of JSON.")] = False,
    allow_code: AllowCode = False,
) -> None:
    """Train a network, with its run kept in a folder.

    Ctrl+C stops the training so that --resume can go on with it.
    """
    given = {"epochs": epochs, "steps": steps, "device": device and device.value, "seed": seed}
    project = _wanted(load_for_training(file, allow_code=allow_code), given, settings)
    from studio.cli.training import check_apart, launching, train_in, train_launched

    if launched:
        raise typer.Exit(train_launched(out, project, strategy.value if strategy else "ddp"))
    check_apart(file, out)
    if origin is None and not resume:
        from studio.project.new_run import usual_start

        start = usual_start(project, file)
        origin = None if start is None else str(start.run)
    where = launching(launch.value if launch else None, nproc, strategy.value if strategy else None)
    raise typer.Exit(train_in(out, project, resume=resume, as_json=as_json, where=where, origin=origin))


@app.command(cls=ToldCommand)
def rate(
    file: File,
    lowest: Annotated[float | None, typer.Option("--from", help="Rate to begin with.")] = None,
    highest: Annotated[float | None, typer.Option("--to", help="Rate to end with.")] = None,
    steps: Annotated[int | None, typer.Option(help="How many rates to try; 100 without it.")] = None,
    device: Annotated[Device | None, typer.Option(help="In place of the project's.")] = None,
    settings: Settings = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Find a learning rate: watch the loss of a copy of the network while the rate grows.

    The file stays as it is. Without --from and --to, rates lie around those that the optimizer is mostly used with.
    """
    project = _wanted(load_for_training(file, allow_code=allow_code), {"device": device and device.value}, settings)
    from studio.cli.rate_finding import find_rate

    raise typer.Exit(find_rate(project, lowest=lowest, highest=highest, steps=steps, as_json=as_json))


@app.command(cls=ToldCommand)
def runs(
    place: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER|FILE", help="Where to look, or a project file for its runs; without it, among all of yours."
        ),
    ] = None,
    table: Table = None,
    as_json: AsJson = False,
) -> None:
    """List the runs in a folder and in what lies in it, or those of a project, newest first."""
    from studio.cli.runs import entry, runs_in, show_runs

    found = runs_in(place)
    if table is not None:
        from studio.cli.sweeping import results

        print(results(found, place).as_text(table.value), end="")
        return
    print_json([entry(run) for run in found]) if as_json else show_runs(found, place)


@app.command(cls=ToldCommand)
def compare(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN RUN…", help="Folders of runs.", show_default=False)],
    table: Table = None,
    as_json: AsJson = False,
) -> None:
    """Show what differs between runs, and which is best by each metric."""
    from studio.cli.comparing import comparison, show_comparison
    from studio.project.run_macs import macs_of
    from studio.training.runs.comparison import Comparison

    compared = Comparison.of(runs)
    if table is not None:
        from studio.training.runs.results_table import ResultsTable

        print(ResultsTable.of(compared.runs).as_text(table.value), end="")
        return
    macs = [macs_of(run.path) for run in compared.runs]
    print_json(comparison(compared, macs)) if as_json else show_comparison(compared, macs)


@app.command(cls=ToldCommand)
def curves(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="Folders of runs.", show_default=False)],
    table: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write all values as a table.", show_default=False)
    ] = None,
    tensorboard: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write event files for TensorBoard.", show_default=False)
    ] = None,
) -> None:
    """Write the curves of runs: every value of every step and epoch."""
    from studio.cli.curves import take_away

    take_away(runs, table, tensorboard)


@app.command("test", cls=ToldCommand)
def run_test(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, stopped or finished.")],
    checkpoint: Checkpoint = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Tell how good the weights of a run are on its test samples, and keep that with the run."""
    from studio.cli.training import test_run

    test_run(run, checkpoint_named(checkpoint) or "best", as_json=as_json, allow_code=allow_code)


@app.command(cls=ToldCommand)
def sweep(
    file: File,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of the set of runs.", show_default=False)],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE,VALUE",
            help="What to vary, such as training.optimizer.lr=0.01,0.1 or, for draws, 0.001..0.1.",
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="Runs of each choice, with seeds of their own.")] = 1,
    random: Annotated[int | None, typer.Option(min=1, help="So many choices drawn at random.")] = None,
    optuna: Annotated[int | None, typer.Option(min=1, help="So many choices made by Optuna, which learns.")] = None,
    jobs: Annotated[int | None, typer.Option(help="Runs at once; without it, one for each GPU.")] = None,
    table: Table = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Train a network with several values of its settings, and with several seeds.

    Given again, it goes on with what is missing. Ctrl+C stops all runs so that they can go on.
    """
    from studio.cli.sweeping import run_sweep

    project = load_for_training(file, allow_code=allow_code)
    asked = {"random": random, "optuna": optuna}
    raise typer.Exit(
        run_sweep(
            project,
            out,
            settings or (),
            seeds,
            asked,
            jobs,
            form=table.value if table else None,
            as_json=as_json,
            allow_code=allow_code,
            file=file,
        )
    )


def _wanted(project: Project, given: Mapping[str, object], settings: Sequence[str] | None) -> Project:
    """A project with those of the options that were given, and with `settings` as they are written."""
    changes = {name: value for name, value in given.items() if value is not None}
    changed = replace(project, training=project.training.changed(**changes))
    if not settings:
        return changed
    from studio.project.overrides import overridden

    return overridden(changed, settings)
