"""The verbs of `studio` that are about networks, with their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.allowing import load_plugins
from studio.cli.app import (
    AllowCode,
    AsJson,
    Checkpoint,
    Colours,
    File,
    app,
    checkpoint_named,
    load_project,
    print_json,
)
from studio.cli.export_command import OPTIONS, ExportCommand
from studio.cli.failures import FAILED, MISUSED, CommandError
from studio.cli.told import ToldCommand
from studio.text import tr, written_out


@app.callback(invoke_without_command=True)
def studio(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Speak a language, such as en or zh_CN; system takes that of the system. JSON stays English.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Draw a neural network, train it while watching, take it away as ONNX."""
    if version:
        from studio import __version__

        print(f"NN Studio {__version__}")
    elif context.invoked_subcommand is None:
        load_plugins()
        window()


@app.command(cls=ToldCommand, hidden=True)
def window(file: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Open the window, with a project if given."""
    if file is not None:
        load_project(file, tell=False)
    from studio.cli.system_libraries import check_display

    check_display()
    from studio.ui.app import run

    raise typer.Exit(run(file))


@app.command(cls=ToldCommand)
def demo(
    out: Annotated[Path, typer.Option(help="Folder for what it leaves.", file_okay=False)] = Path("demo"),
) -> None:
    """Do the whole main job: build, train, test, export.

    Leaves project.nns, model.onnx, report.json and window.png in the folder.
    """
    from studio.cli.demo import run_demo

    raise typer.Exit(run_demo(out))


@app.command(cls=ToldCommand)
def templates(as_json: AsJson = False) -> None:
    """List the ready-made networks."""
    from studio.project.templates import templates as all_templates

    found = all_templates()
    if as_json:
        print_json([{"name": each.name, "title": each.title, "teaches": each.teaches} for each in found])
    else:
        from studio.cli.console import show_templates

        show_templates(found)


@app.command(cls=ToldCommand)
def new(
    template: Annotated[str, typer.Argument(help="Name of a template; “studio templates” lists them.")],
    file: Annotated[Path, typer.Argument(help="The project file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Start a project from a template."""
    from studio.project.file import ProjectError, save
    from studio.project.templates import template as template_called

    project = template_called(template).load()
    if file.exists() and not force:
        raise ProjectError(
            tr("There is already a file “{file}”.", file=file),
            tr("Choose another name, or give --force to replace it."),
        )
    save(project, file)
    print(tr("{name} is in {file}.", name=project.name, file=file))


@app.command(cls=ToldCommand)
def summary(
    file: File,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the table as CSV, with the rows inside blocks.")] = False,
    allow_code: AllowCode = False,
) -> None:
    """Show shapes, costs and problems of a network.

    The status is 1 when the network cannot run, or cannot be trained as the file says.
    """
    project = load_project(file, tell=False, allow_code=allow_code)
    from studio import api

    document = api.Document(project, file)
    found = api.summarise(document)
    if as_json:
        print_json(found)
    elif as_csv:
        from studio.compiler.table import rows, separated

        print(separated(rows(document.analysis)), end="")
    else:
        from studio.cli.console import show_summary

        show_summary(found)
    raise typer.Exit(FAILED if any(each["severity"] == "error" for each in found["problems"]) else 0)


@app.command(cls=ToldCommand)
def explain(
    about: Annotated[
        str,
        typer.Argument(
            metavar="LAYER|FILE",
            help="A layer, loss, optimizer, schedule or metric, or a project file.",
            show_default=False,
        ),
    ],
    settings: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Its parameters.", show_default=False)
    ] = None,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", metavar="SIZES", help="Shape of a sample, such as 3,224,224; once for each input."),
    ] = None,
    node: Annotated[
        str | None, typer.Option(help="A node of the file; without one, how the file's network is trained.")
    ] = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Explain a layer with its formulas worked out, or what stands in a file.

    “studio explain Conv2d out_channels=6 --input 3,32,32”, “studio explain lenet.nns --node conv1”.
    """
    from studio.cli.explaining import explain as explained
    from studio.cli.explaining import is_file
    from studio.explanation.plain import text, values

    project = load_project(Path(about), tell=False, allow_code=allow_code) if is_file(about) else None
    page = explained(about, settings or (), inputs or (), node, project)
    print_json(values(page)) if as_json else print(written_out(text(page)), end="")


@app.command(cls=ExportCommand)
def export(
    context: typer.Context,
    file: File,
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    run: Annotated[
        Path | None, typer.Option(help="Folder of the run whose network, weights and preparation to take.")
    ] = None,
    checkpoint: Checkpoint = None,
    allow_code: AllowCode = False,
) -> None:
    """Write a network as ONNX, PyTorch source or a picture.

    Of a run everything is the run's own: its network, its classes, its preparation of samples.
    """
    from studio.api import Document
    from studio.cli.exporting import export as write

    document = Document(load_project(file, allow_code=allow_code), file)
    write(document, out, run, context.meta.get(OPTIONS, {}), checkpoint_named(checkpoint), allow_code=allow_code)


@app.command(cls=ToldCommand)
def screenshot(
    file: File,
    out: Annotated[Path, typer.Argument(metavar="OUT.png", help="The picture to write.")],
    theme: Annotated[Colours, typer.Option(help="How the window looks.")] = Colours.light,
    size: Annotated[str, typer.Option(metavar="WxH", help="Width and height of the window.")] = "1440x900",
    run: Annotated[Path | None, typer.Option(help="Folder of a run whose curves to show.")] = None,
    allow_code: AllowCode = False,
) -> None:
    """Draw the window with a project into a picture."""
    pixels = _size(size)
    if out.suffix.lower() != ".png":
        raise CommandError(tr("The picture “{name}” has no ending .png.", name=out.name), tr("Call it so."), MISUSED)
    project = load_project(file, allow_code=allow_code)
    from studio.cli.exporting import opened
    from studio.ui.screenshot import take, use_off_screen_without_display

    use_off_screen_without_display()
    take(project, out, mode=theme.value, size=pixels, run=opened(run))


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()) or not all(
        200 <= int(side) <= 10_000 for side in (width, height)
    ):
        raise CommandError(
            tr("“{text}” is no size.", text=text), tr("Write WxH, such as 1440x900, of 200 to 10000 pixels."), MISUSED
        )
    return int(width), int(height)
