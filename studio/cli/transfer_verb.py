"""The verb `transfer`: a head for other classes in place of the last, all before it frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.app import AllowCode, AsJson, File, app, print_json
from studio.cli.told import ToldCommand
from studio.text import tr


@app.command(cls=ToldCommand)
def transfer(
    file: File,
    classes: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="Outputs of the new head; without it, as the data ask for.")
    ] = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Give the network in the file a new last layer for the classes of its data, and freeze all before it.

    Trainings begin with the weights that the network was taken in with, and train the new layer alone.
    """
    from studio.cli.app import load_project
    from studio.project.file import load, save
    from studio.project.new_head import classes_of, with_new_head

    located = load_project(file, allow_code=allow_code)
    if classes is None:
        from studio.data.load import described

        classes = classes_of(described(located.data))
    found = with_new_head(load(file), classes)
    save(found.project, Path(file))
    if as_json:
        print_json(found.to_json())
        return
    print(found.words)
    print(tr("Written to {file}.", file=file))
