"""What the verbs of `studio` share: the application that they join, options, and how a project's file is taken."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.failures import MISUSED, CommandError
from studio.cli.told import ToldGroup
from studio.text import paragraph, tr

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


class SplitName(StrEnum):
    """Which samples."""

    train = "train"
    validation = "validation"
    test = "test"


class Where(StrEnum):
    """What trains."""

    thread = "thread"
    process = "process"
    torchrun = "torchrun"


class Strategy(StrEnum):
    """What of the weights each of several processes keeps."""

    ddp = "ddp"
    fsdp = "fsdp"


Checkpoint = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Which weights of the run: best (those without it), last, or epoch-12 where that epoch was kept.",
        show_default=False,
    ),
]


def checkpoint_named(text: str | None) -> str | None:
    """What a person calls a checkpoint, None where they name none. Raises CommandError where none is called so."""
    from studio.training.runs.checkpoint_index import is_checkpoint_name

    if text is not None and not is_checkpoint_name(text):
        raise CommandError(
            tr("“{text}” is no checkpoint.", text=text),
            tr("Write best, last, or epoch-12 for the weights that were kept after epoch 12."),
            MISUSED,
        )
    return text


class Colours(StrEnum):
    """How the window looks."""

    light = "light"
    dark = "dark"


def load_project(file: Path, *, tell: bool = True, allow_code: bool = False) -> Project:
    """The project in a file, its data folder made absolute; what could not be read is told beside."""
    from studio.project.file import load, located

    project = load(file)
    if allow_code:
        from studio.project import consents

        consents.allow(project.graph)
    if tell:
        _tell_notices(project)
    return located(project, file)


def load_for_training(file: Path, *, allow_code: bool) -> Project:
    """The project in a file, if all of it can be trained as the file says. Raises ProjectError or CommandError."""
    project = load_project(file, tell=False, allow_code=allow_code)
    refuse_stand_ins(project)
    return project


def _tell_notices(project: Project) -> None:
    for notice in project.notices:
        print(paragraph(notice.message, notice.remedy), file=sys.stderr)


def refuse_stand_ins(project: Project) -> None:
    """Nothing is trained in another way than the file says. Raises CommandError for a setting that has a stand-in."""
    from studio.project.stand_ins import stand_in

    refused = stand_in(project)
    if refused is not None:
        raise CommandError(*refused)
    _tell_notices(project)


def print_json(value: Any) -> None:
    """Print a value for programs."""
    print(json.dumps(value, indent=2, ensure_ascii=False))
