"""Networks as files of other programs, in every format that an exporter declares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.console import note
from studio.cli.failures import CommandError
from studio.text import tr, written_out

if TYPE_CHECKING:
    from studio.api import Document
    from studio.project.exporters import Exporter
    from studio.training.runs import Run
    from studio.training.runs.checkpoint_index import Which


def export(
    document: Document,
    out: Path,
    run: Path | None,
    options: Mapping[str, object],
    checkpoint: Which | None = None,
    *,
    allow_code: bool = False,
) -> None:
    """Write the network as what the ending of `out` says, with the weights of a checkpoint of the run.

    `checkpoint` is that of the best epoch by default; `allow_code` lets the code of the run's network run too.

    Raises an error with a remedy.
    """
    from studio import api
    from studio.project.exporters import exporter_for

    if checkpoint is not None and run is None:
        raise CommandError(tr("Weights of a checkpoint are those of a run."), tr("Give --run too."))
    exporter = exporter_for(out)
    _check_options(exporter, out, options)
    exported = api.export(
        document, out, run=run, checkpoint=checkpoint or "best", allow_code=allow_code, **options
    )  # fmt: skip
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
    known = {spec.name for spec in exporter.options()}
    foreign = [name for name in options if name not in known]
    if foreign:
        raise CommandError(
            tr("“{name}” has no use for the option “{option}”.", name=out.name, option=foreign[0].replace("_", "-")),
            tr("Leave it out."),
        )
