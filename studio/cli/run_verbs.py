"""Verbs of `studio` about runs that are there already."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.told import ToldCommand
from studio.cli.verbs import AllowCode, AsJson, File, Table, app, load_for_training


class Checkpoint(StrEnum):
    """Which weights of a run."""

    best = "best"
    last = "last"


@app.command("test", cls=ToldCommand)
def evaluate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, stopped or finished.")],
    checkpoint: Annotated[Checkpoint, typer.Option(help="Which of its weights.")] = Checkpoint.best,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Tell how good the weights of a run are on its test samples, and keep that with the run."""
    from studio.cli.training import test_run

    test_run(run, checkpoint.value, as_json=as_json, allow_code=allow_code)


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
        )
    )
