"""The verb `import`: networks of other programs as projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.app import AsJson, app, print_json
from studio.cli.console import note
from studio.cli.failures import FAILED, MISUSED, CommandError
from studio.cli.told import ToldCommand
from studio.layers import format_shape
from studio.text import ntr, tr, written_out

if TYPE_CHECKING:
    from studio.project.importing import ImportReport


Source = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE",
        help="What to take in: a network (.onnx, .py, torchvision:resnet18, timm:NAME), or weights "
        "(.safetensors, .pt) for one that is there.",
        show_default=False,
    ),
]
Out = Annotated[
    Path,
    typer.Argument(
        metavar="OUT.nns", help="The project file to write; for weights the one they belong to.", show_default=False
    ),
]
Shapes = Annotated[
    list[str] | None,
    typer.Option(
        "--shape",
        metavar="[INPUT=]SIZES",
        help="Shape of a sample where the file leaves it open, such as 3,224,224 or image=3,224,224.",
    ),
]
Named = Annotated[
    str | None, typer.Option("--class", help="The class or function of a Python file that makes the network.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--argument", metavar="NAME=VALUE", help="An argument of that class, such as num_classes=10."),
]
AllowCode = Annotated[bool, typer.Option("--allow-code", help="Let the Python file run: only after reading it.")]
Partial = Annotated[bool, typer.Option("--partial", help="Take the weights that fit, though others do not.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


@app.command("import", cls=ToldCommand)
def import_network(
    source: Source,
    out: Out,
    shapes: Shapes = None,
    named: Named = None,
    settings: Settings = None,
    allow_code: AllowCode = False,
    partial: Partial = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Take in a network of another program with its weights, or weights for a network that is there.

    Equal layers become those of the catalogue. The weights lie in a run beside the project, which trainings
    begin with and exports take.
    """
    from studio import api
    from studio.compiler.importing.suffixes import WEIGHTS
    from studio.project.import_asked import argument_of, shape_of

    if source.suffix.lower() in WEIGHTS:
        raise typer.Exit(_weights(source, out, partial=partial, as_json=as_json))
    sizes, arguments = _read(shape_of, shapes), _read(argument_of, settings)
    report = api.import_network(
        source, out, shapes=sizes, name=named, arguments=arguments, allow_code=allow_code, force=force
    )
    if as_json:
        print_json(report.to_json())
    else:
        _tell(report, source, out)


def _tell(report: ImportReport, source: Path, out: Path) -> None:
    """Say what became of the source, and how near the outputs of both are."""
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
    for block, uses in report.blocks.items():
        print(
            ntr("{count} block of {number} layers is what repeats: {name}.",
                "{count} blocks of {number} layers each are what repeats: {name}.",
                uses, number=len(block.graph) - len(block.inputs) - len(block.outputs), name=block.name)
        )  # fmt: skip
    print(
        tr(
            "Compared on chance numbers: the largest difference is {difference}.",
            difference=f"{report.imported.equality.largest_difference:.1e}",
        )
    )


def _weights(source: Path, path: Path, *, partial: bool, as_json: bool) -> int:
    """Match weights with a network and say how; the status is 1 where not all fit and nothing was written."""
    from studio import api

    report = api.import_weights(source, path, partial=partial)
    if as_json:
        print_json(report.to_json())
        return FAILED if report.run is None else 0
    found = report.matches
    for row in found.rows:
        other = tr("{name} has another shape, {shape}", name=row.source, shape=format_shape(row.given))
        words = {"matched": row.source, "missing": tr("– missing"), "mismatched": other}[row.status]
        print(written_out(f"{row.target} {format_shape(row.shape)}: {words}"))
    for name in found.surplus:
        print(written_out(tr("– surplus: {name}", name=name)))
    if report.run is None:
        raise CommandError(
            tr("Not all weights fit: {missing} missing, {other} of another shape, {surplus} surplus.",
               missing=len(found.of("missing")), other=len(found.of("mismatched")), surplus=len(found.surplus)),
            tr("Nothing was written. Give --partial to take those that fit."),
        )  # fmt: skip
    print(tr("{count} tensors are in “{run}”.", count=len(found.of("matched")), run=report.run))
    return 0


def _read(read: Callable[[str], tuple[str, Any]], written: Iterable[str] | None) -> dict[str, Any]:
    """What was given to an option, by name. Raises CommandError."""
    from studio.project.import_asked import AskedError

    try:
        return dict(map(read, written or ()))
    except AskedError as error:
        raise CommandError(error.message, error.remedy, MISUSED) from None
