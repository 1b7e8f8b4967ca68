"""What the export dialog finds out before it exports: the network as trained and as it is now, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.project import Project
from studio.project.exporters import Exported, Exporter, Prepared, Subject
from studio.text import Text, tr
from studio.ui.widgets.message import Severity


@dataclass(frozen=True)
class Choice:
    """The networks there are to export: `trained` is that of the run, None where there is no run to take it from.

    `difference` says what is another in it than `now`; `refusal` why the run cannot be taken.
    """

    now: Subject
    trained: Subject | None = None
    difference: str = ""
    refusal: str = ""


def look(project: Project, run: Path | None) -> Choice:
    """Both networks, without reading data; a run of another network is left out of account."""
    from studio.project.errors import ProjectError
    from studio.project.export import difference, is_another, outlined
    from studio.training.errors import TrainingError
    from studio.training.runs import Run

    now = outlined(project)
    if run is None:
        return Choice(now)
    try:
        found = Run.open(run)
        if not found.checkpoints.entries() or is_another(project, found):
            return Choice(now)
        return Choice(now, outlined(project, found), difference(project, found))
    except (TrainingError, ProjectError) as error:
        return Choice(now, refusal=tr("{message} {remedy}", message=error.message, remedy=error.remedy))


def about_weights(choice: Choice, *, trained: bool) -> tuple[Severity, Text, Text]:
    """What is said about the weights: severity, message, remedy."""
    if choice.refusal:
        refused = tr("The last training cannot be used. {reason}", reason=choice.refusal)
        return "warning", tr("Untrained weights"), refused
    if choice.trained is None:
        return (
            "warning",
            tr("Untrained weights"),
            tr("This network has not been trained yet: the file will guess."),
        )
    if not choice.difference:
        return "success", tr("Trained weights"), tr("Those of the best epoch of the last training.")
    if trained:
        told = tr(
            "The network was changed after its training: {difference}. The file holds it as it was trained.",
            difference=choice.difference,
        )
        return "warning", tr("Trained weights"), told
    return "warning", tr("Untrained weights"), tr("The network was changed after its training: better train again.")


def facts(exporter: Exporter, subject: Subject) -> tuple[str, str]:
    """What the file expects and what it gives; nothing of pictures."""
    if not isinstance(exporter, Prepared):
        return "", ""
    from studio.project.interface import expects, gives

    return expects(subject, prepared=exporter.preparation), gives(subject, prepared=exporter.preparation)


def write(project: Project, path: Path, run: Path | None, options: dict[str, object]) -> Exported:
    """Write the file."""
    from studio.project.export import export
    from studio.training.runs import Run

    return export(project, path, None if run is None else Run.open(run), options)


def analysed(subject: Subject) -> Subject:
    """The subject, with its read-outs worked out and kept by it."""
    assert subject.analysis
    return subject
