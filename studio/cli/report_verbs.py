"""The verbs of `studio` that tell a run as a document and train it again, with their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.app import AllowCode, AsJson, app
from studio.cli.told import ToldCommand


@app.command(cls=ToldCommand)
def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.html|OUT.pdf", help="The document to write.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    allow_code: AllowCode = False,
) -> None:
    """Write a run as one document: network, data, settings, curves, results, environment, how to do it again.

    The page needs nothing else: no network, no script.
    """
    from studio.cli.reporting import write_report

    write_report(run, out, force=force, allow_code=allow_code)


@app.command(cls=ToldCommand)
def reproduce(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep the repetition as a run in this folder.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Train a run again as it was trained, and say whether its weights come out the same to the last bit.

    The run itself is not touched. The status is 0 when they are identical, and 1 when they are not.
    """
    from studio.cli.reproducing import reproduce_run

    raise typer.Exit(reproduce_run(run, out, as_json=as_json, allow_code=allow_code))
