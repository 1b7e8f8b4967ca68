"""The verb `import`: networks of other programs as projects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.app import AsJson, app, print_json
from studio.cli.console import note
from studio.cli.failures import MISUSED, CommandError
from studio.cli.told import ToldCommand
from studio.text import ntr, tr, written_out


@app.command("import", cls=ToldCommand)
def import_network(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The file to take in: .onnx.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.nns", help="The project file to write.", show_default=False)],
    shapes: Annotated[
        list[str] | None,
        typer.Option(
            "--shape",
            metavar="[INPUT=]SIZES",
            help="Shape of a sample where the file leaves it open, such as 3,224,224 or image=3,224,224.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a network of another program, with its weights.

    Equal layers become those of the catalogue. The weights lie in a run beside the project, which trainings
    begin with and exports take.
    """
    from studio.project.importing import import_file

    report = import_file(source, out, dict(map(_shape, shapes or ())), replacing=force)
    told = report.to_json()
    if as_json:
        print_json(told)
        return
    for each in report.imported.notes:
        note(each)
    count = len(report.project.graph)
    print(
        ntr(
            "{file}: {count} node with {parameters} parameters, made of {operations} operations of {source}.",
            "{file}: {count} nodes with {parameters} parameters, made of {operations} operations of {source}.",
            count,
            file=written_out(str(out)),
            parameters=f"{report.parameters:,}",
            operations=report.imported.operations,
            source=written_out(source.name),
        )
    )
    print(
        tr(
            "Compared with onnxruntime on chance numbers: the largest difference is {difference}.",
            difference=f"{report.imported.equality.largest_difference:.1e}",
        )
    )


def _shape(written: str) -> tuple[str, tuple[int, ...]]:
    """`3,224,224` for every input, or `image=3,224,224` for one."""
    name, _, sizes = written.rpartition("=")
    parts = [part.strip() for part in sizes.split(",")]
    if not all(part.isdecimal() and 0 < int(part) <= 1_000_000 for part in parts):
        raise CommandError(
            tr("“{text}” is no shape.", text=written), tr("Write the sizes of a sample, such as 3,224,224."), MISUSED
        )
    return name, tuple(map(int, parts))
