"""Verbs of `studio` about runs that are there already."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.told import ToldCommand
from studio.cli.verbs import AllowCode, AsJson, app


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
