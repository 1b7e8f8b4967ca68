"""The verb of `studio` that tells what a run has learnt: figures of the answers of its weights to a split."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.app import AllowCode, AsJson, Checkpoint, SplitName, app, checkpoint_named, print_json
from studio.cli.told import ToldCommand


@app.command(cls=ToldCommand)
def evaluate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, stopped or finished.")],
    split: Annotated[
        SplitName, typer.Option(help="Whose samples: those kept for the end, or others.")
    ] = SplitName.test,
    checkpoint: Checkpoint = None,
    worst: Annotated[int, typer.Option(min=0, help="So many samples with the highest losses are listed.")] = 10,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Tell what a run has learnt: loss, metrics, confusion, each class or number, and the worst samples.

    Rows of the confusion are the truth, columns the answers. Its predictions are kept with the run, and then shown also
    without its data.
    """
    from studio.cli.evaluating import evaluated, show

    found = evaluated(run, split.value, checkpoint_named(checkpoint) or "best", worst, allow_code=allow_code)
    print_json(found) if as_json else show(found)
