"""The verb of `studio` that asks a trained network about samples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.app import AllowCode, AsJson, Checkpoint, app, checkpoint_named
from studio.cli.told import ToldCommand


@app.command(cls=ToldCommand)
def predict(
    subject: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|RUN|MODEL.onnx",
            help="A run's folder, a project file (.nns) for its last run, or an exported ONNX file.",
            show_default=False,
        ),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT…",
            help="Pictures, recordings, tables (a sample each row), arrays (NPY), texts (.txt), or folders of them.",
            show_default=False,
        ),
    ] = None,
    checkpoint: Checkpoint = None,
    rows: Annotated[
        list[str] | None,
        typer.Option("--row", metavar="NAME=VALUE,…", help="A row, each column by its name, or as a JSON object."),
    ] = None,
    texts: Annotated[list[str] | None, typer.Option("--text", metavar="TEXT", help="A text, as it is typed.")] = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Ask a trained network about samples, prepared exactly as in its training.

    What cannot be read is told; the others are answered all the same, and the exit status is 1.
    """
    from studio.cli.predicting import predict_all

    which = checkpoint_named(checkpoint)
    raise typer.Exit(
        predict_all(subject, inputs or (), rows or (), texts or (), which, as_json=as_json, allow_code=allow_code)
    )
