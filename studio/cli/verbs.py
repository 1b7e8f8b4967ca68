"""The verbs of `studio` with their options, and which of them is meant."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from studio.cli.export_command import OPTIONS, ExportCommand
from studio.cli.failures import FAILED, INTERRUPTED, MISUSED, CommandError, sentences, status_of
from studio.cli.told import ToldCommand, ToldGroup
from studio.text import tr, written_out

if TYPE_CHECKING:
    from studio.project import Project

app = typer.Typer(
    cls=ToldGroup,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="“studio [FILE]” without a command opens the window.",
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="A project file (.nns).", show_default=False)]
AllowCode = Annotated[
    bool,
    typer.Option("--allow-code", help="Let the Python code of the file's custom layers run: only after reading it."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="In place of what the file says, such as training.optimizer.lr=0.01 or conv1.out_channels=16.",
    ),
]


class TableFormat(StrEnum):
    """How a table of results is written."""

    csv = "csv"
    markdown = "markdown"
    latex = "latex"


Table = Annotated[
    TableFormat | None,
    typer.Option("--table", help="Print the results with mean and deviation over seeds, as a table for documents."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


class Device(StrEnum):
    """Where to train."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"


class Where(StrEnum):
    """What trains."""

    thread = "thread"
    process = "process"
    torchrun = "torchrun"


class Checkpoint(StrEnum):
    """Which of the weights of a run."""

    best = "best"
    last = "last"


class Colours(StrEnum):
    """How the window looks."""

    light = "light"
    dark = "dark"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the verb named on the command line, or open the window; leaves by SystemExit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = app(_with_verb(given), prog_name="studio", standalone_mode=False)
    except KeyboardInterrupt:
        print(tr("Interrupted."), file=sys.stderr)
        status = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = FAILED
    except Exception as error:
        told = sentences(error)
        if not told:
            raise
        print(*told, sep="\n", file=sys.stderr)
        status = status_of(error)
    raise SystemExit(status or 0)


@app.callback(invoke_without_command=True)
def studio(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Draw a neural network, train it while watching, take it away as ONNX."""
    if version:
        from studio import __version__

        print(f"NN Studio {__version__}")
    elif context.invoked_subcommand is None:
        window()


@app.command(cls=ToldCommand, hidden=True)
def window(file: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Open the window, with a project if given."""
    if file is not None:
        _load(file, tell=False)
    _check_display()
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
        _print_json([{"name": each.name, "title": each.title, "teaches": each.teaches} for each in found])
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
    project = _load(file, tell=False, allow_code=allow_code)
    from studio.compiler.analysis import analyse
    from studio.compiler.summary import summary as summarized
    from studio.project.diagnostics import advise
    from studio.training.footprint import figures

    analysis = analyse(project.graph)
    found = summarized(project.name, analysis, (*project.notices, *advise(project, analysis)))
    found |= figures(analysis, project.training)
    if as_json:
        _print_json(found)
    elif as_csv:
        from studio.compiler.table import rows, separated

        print(separated(rows(analysis)), end="")
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

    project = _load(Path(about), tell=False, allow_code=allow_code) if is_file(about) else None
    page = explained(about, settings or (), inputs or (), node, project)
    _print_json(values(page)) if as_json else print(written_out(text(page)), end="")


@app.command(cls=ToldCommand)
def train(
    file: File,
    out: Annotated[Path, typer.Option(metavar="RUN", help="Folder of the run.", show_default=False)],
    epochs: Annotated[int | None, typer.Option(help="Passes over the data, in place of the project's length.")] = None,
    steps: Annotated[int | None, typer.Option(help="Batches in all, in place of the project's length.")] = None,
    device: Annotated[Device | None, typer.Option(help="In place of the project's.")] = None,
    seed: Annotated[int | None, typer.Option(help="In place of the project's.")] = None,
    settings: Settings = None,
    origin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="RUN[:last]",
            help="Begin with the weights of another run, its best or its last, where nodes are the same.",
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in that folder.")] = False,
    launch: Annotated[
        Where | None, typer.Option(help="Train in this process (thread), one of its own, or several under torchrun.")
    ] = None,
    nproc: Annotated[int | None, typer.Option(help="How many processes torchrun begins; 2 without it.")] = None,
    launched: Annotated[bool, typer.Option("--launched", hidden=True)] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each event as a line of JSON.")] = False,
    allow_code: AllowCode = False,
) -> None:
    """Train a network, with its run kept in a folder.

    Ctrl+C stops the training so that --resume can go on with it.
    """
    project = load_for_training(file, allow_code=allow_code)
    given = {"epochs": epochs, "steps": steps, "device": device and device.value, "seed": seed}
    changes = {name: value for name, value in given.items() if value is not None}
    from studio.cli.training import check_apart, launching, train_in, train_launched

    project = replace(project, training=project.training.changed(**changes))
    if settings:
        from studio.project.overrides import overridden

        project = overridden(project, settings)
    if launched:
        raise typer.Exit(train_launched(out, project))
    check_apart(file, out)
    where = launching(launch.value if launch else None, nproc)
    raise typer.Exit(train_in(out, project, resume=resume, as_json=as_json, where=where, origin=origin))


@app.command(cls=ToldCommand)
def rate(
    file: File,
    lowest: Annotated[float | None, typer.Option("--from", help="Rate to begin with.")] = None,
    highest: Annotated[float | None, typer.Option("--to", help="Rate to end with.")] = None,
    steps: Annotated[int | None, typer.Option(help="How many rates to try; 100 without it.")] = None,
    device: Annotated[Device | None, typer.Option(help="In place of the project's.")] = None,
    settings: Settings = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Find a learning rate: watch the loss of a copy of the network while the rate grows.

    The file stays as it is. Without --from and --to, rates lie around those that the optimizer is mostly used with.
    """
    project = _load(file, tell=False, allow_code=allow_code)
    _refuse_stand_ins(project)
    if device is not None:
        project = replace(project, training=project.training.changed(device=device.value))
    if settings:
        from studio.project.overrides import overridden

        project = overridden(project, settings)
    from studio.cli.rate_finding import find_rate

    raise typer.Exit(find_rate(project, lowest=lowest, highest=highest, steps=steps, as_json=as_json))


@app.command(cls=ToldCommand)
def runs(
    place: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER|FILE", help="Where to look, or a project file for its runs; without it, among all of yours."
        ),
    ] = None,
    table: Table = None,
    as_json: AsJson = False,
) -> None:
    """List the runs in a folder and in what lies in it, or those of a project, newest first."""
    from studio.cli.runs import entry, runs_in, show_runs

    found = runs_in(place)
    if table is not None:
        from studio.cli.sweeping import results

        print(results(found, place).as_text(table.value), end="")
        return
    _print_json([entry(run) for run in found]) if as_json else show_runs(found, place)


@app.command(cls=ToldCommand)
def compare(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN RUN…", help="Folders of runs.", show_default=False)],
    table: Table = None,
    as_json: AsJson = False,
) -> None:
    """Show what differs between runs, and which is best by each metric."""
    from studio.cli.comparing import comparison, show_comparison
    from studio.project.run_macs import macs_of
    from studio.training.runs.comparison import Comparison

    compared = Comparison.of(runs)
    if table is not None:
        from studio.training.runs.results_table import ResultsTable

        print(ResultsTable.of(compared.runs).as_text(table.value), end="")
        return
    macs = [macs_of(run.path) for run in compared.runs]
    _print_json(comparison(compared, macs)) if as_json else show_comparison(compared, macs)


@app.command(cls=ToldCommand)
def curves(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="Folders of runs.", show_default=False)],
    table: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write all values as a table.", show_default=False)
    ] = None,
    tensorboard: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write event files for TensorBoard.", show_default=False)
    ] = None,
) -> None:
    """Write the curves of runs: every value of every step and epoch."""
    from studio.cli.curves import take_away

    take_away(runs, table, tensorboard)


@app.command(cls=ExportCommand)
def export(
    context: typer.Context,
    file: File,
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    run: Annotated[
        Path | None, typer.Option(help="Folder of the run whose network, weights and preparation to take.")
    ] = None,
    checkpoint: Annotated[
        Checkpoint | None,
        typer.Option(help="Which weights of the run to take; those of its best epoch by default."),
    ] = None,
    allow_code: AllowCode = False,
) -> None:
    """Write a network as ONNX, PyTorch source or a picture.

    Of a run everything is the run's own: its network, its classes, its preparation of samples.
    """
    from studio.cli.exporting import export as write

    project, options = _load(file, allow_code=allow_code), context.meta.get(OPTIONS, {})
    which: Literal["best", "last"] | None = None if checkpoint is None else checkpoint.value
    write(project, out, run, options, which, allow_code=allow_code)


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
    project = _load(file, allow_code=allow_code)
    from studio.cli.exporting import opened
    from studio.ui.screenshot import take, use_off_screen_without_display

    use_off_screen_without_display()
    take(project, out, mode=theme.value, size=pixels, run=opened(run))


def _with_verb(given: list[str]) -> list[str]:
    """A first word that is no verb is a file to open in the window. Raises CommandError for what is neither."""
    verbs = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    if not given or given[0].startswith("-") or given[0] in verbs:
        return given
    path = Path(given[0])
    if path.suffix or path.exists() or len(path.parts) > 1:
        return ["window", *given]
    close = get_close_matches(given[0], verbs, 1)
    remedy = tr("Did you mean “{name}”?", name=close[0]) if close else tr("“studio --help” lists the commands.")
    raise CommandError(tr("“{word}” is neither a command nor a file.", word=given[0]), remedy, MISUSED)


def _load(file: Path, *, tell: bool = True, allow_code: bool = False) -> Project:
    """The project in a file, its data folder made absolute; what could not be read is told beside."""
    from studio.project.file import load, located

    project = load(file)
    if allow_code:
        from studio.layers import consent
        from studio.layers.custom import codes

        consent.allow(codes(project.graph))
    if tell:
        _tell_notices(project)
    return located(project, file)


def load_for_training(file: Path, *, allow_code: bool) -> Project:
    """The project in a file, if all of it can be trained as the file says. Raises ProjectError or CommandError."""
    project = _load(file, tell=False, allow_code=allow_code)
    _refuse_stand_ins(project)
    return project


def _tell_notices(project: Project) -> None:
    for notice in project.notices:
        print(f"{notice.message} {notice.remedy}", file=sys.stderr)


def _refuse_stand_ins(project: Project) -> None:
    """Nothing is trained in another way than the file says. Raises CommandError for a setting that has a stand-in."""
    for notice in project.notices:
        if notice.severity == "error":
            raise CommandError(notice.message, tr("Correct it in the file, or choose another in the window."))
    _tell_notices(project)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()) or not all(
        200 <= int(side) <= 10_000 for side in (width, height)
    ):
        raise CommandError(
            tr("“{text}” is no size.", text=text), tr("Write WxH, such as 1440x900, of 200 to 10000 pixels."), MISUSED
        )
    return int(width), int(height)


def _check_display() -> None:
    """A window needs a display; Qt would abort without a word of ours."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise CommandError(tr("There is no display for a window."), tr("“studio --help” lists what works without one."))


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
