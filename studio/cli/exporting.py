"""Networks as files of other programs, in every format that an exporter declares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.console import note
from studio.cli.failures import CommandError
from studio.project import Project
from studio.text import tr, written_out

if TYPE_CHECKING:
    from studio.project.exporters import Draw, Exporter
    from studio.training.runs import Run
    from studio.training.runs.checkpoint_index import Which


def export(
    project: Project,
    out: Path,
    run: Path | None,
    options: Mapping[str, object],
    checkpoint: Which | None = None,
    *,
    imported: Path | None = None,
    allow_code: bool = False,
) -> None:
    """Write the network as what the ending of `out` says, with the weights of a checkpoint of the run.

    Without a run they are those of the folder `imported`, that the project was taken in with.

    `checkpoint` is that of the best epoch by default; `allow_code` lets the code of the run's network run too.

    Raises an error with a remedy.
    """
    from studio.project.exporters import exporter_for

    if checkpoint is not None and run is None:
        raise CommandError(tr("Weights of a checkpoint are those of a run."), tr("Give --run too."))
    exporter = exporter_for(out)
    _check_options(exporter, out, options)
    draw = drawing() if "drawing" in exporter.needs else None
    from studio.project.export import export as write

    trained = opened(run)
    if trained is not None:
        if allow_code:
            allow_code_of(trained)
        _tell_difference(project, trained)
    start = None if trained is not None else opened(imported)
    exported = write(project, out, trained, options, draw, checkpoint or "best", start)
    if "weights" in exporter.needs and not exported.trained:
        note(tr("The weights are untrained: give --run to take those of a run."))
    for each in exported.notes:
        note(each)
    print(f"{written_out(str(out))}: {exported.told}")


def opened(folder: Path | None) -> Run | None:
    """The run in a folder, if one is given. Raises TrainingError when it holds none."""
    if folder is None:
        return None
    from studio.training.runs import Run

    return Run.open(folder)


def allow_code_of(run: Run) -> None:
    """Let the code of the run's network run."""
    from studio.project import consents
    from studio.project.reading import loads

    consents.allow(loads(run.document()).graph)


def _check_options(exporter: type[Exporter], out: Path, options: Mapping[str, object]) -> None:
    foreign = [name for name in options if name not in exporter.model_fields]
    if foreign:
        raise CommandError(
            tr("“{name}” has no use for the option “{option}”.", name=out.name, option=foreign[0].replace("_", "-")),
            tr("Leave it out."),
        )


def _tell_difference(project: Project, run: Run) -> None:
    """Say that the file is no longer the network that was trained: what is written is that of the run.

    Raises CommandError where the two have so little in common that the run cannot be meant.
    """
    from studio.project.export import difference as difference_to
    from studio.project.export import is_another

    difference = difference_to(project, run)
    if is_another(project, run):
        raise CommandError(
            tr(
                "The weights of the run “{run}” do not fit “{project}”: it is another network.",
                run=run.name,
                project=project.name,
            ),
            tr("Give the project file that stands in the run's folder, or another run."),
        )
    if difference:
        note(
            tr(
                "“{project}” is not as it was when the run “{run}” began: {difference}. What is written is the network "
                "of the run.",
                project=project.name,
                run=run.name,
                difference=difference,
            )
        )


def drawing() -> Draw:
    """Who draws networks, also where there is no display."""
    from studio.ui.screenshot import use_off_screen_without_display

    use_off_screen_without_display()
    from studio.ui.picture import draw

    return draw
