"""The verb of `studio` that tells what a project's data are."""

from __future__ import annotations

from studio.cli.app import AsJson, File, app, load_for_training, print_json
from studio.cli.told import ToldCommand


@app.command(cls=ToldCommand)
def data(file: File, as_json: AsJson = False) -> None:
    """Show what a training would see of a project's data: splits, classes, columns, what is left out.

    Nothing is changed, and no picture is decoded for it.
    """
    project = load_for_training(file, allow_code=False)
    from studio.data.overview import overview

    found = overview(project.data, project.training.seed)
    if as_json:
        print_json(found.to_json())
    else:
        from studio.cli.data_tables import show_overview

        show_overview(project.data, found)
