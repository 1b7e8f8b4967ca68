"""What the export dialog finds out before it exports: the network as trained and as it is now, and how they differ."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from studio.formatting.moments import ago
from studio.project import Project
from studio.project.exporters import Exported, Exporter, Prepared, Subject
from studio.text import Text, paragraph, tr
from studio.training.runs import values
from studio.ui.widgets.message import Severity

if TYPE_CHECKING:
    from studio.training.runs.checkpoint_index import Which
    from studio.training.runs.description import Description


@dataclass(frozen=True)
class Offer:
    """A run whose weights can be taken, in words."""

    path: Path
    words: str


@dataclass(frozen=True)
class Choice:
    """The networks there are to export: `trained` is that of the run, None where there is no run to take it from.

    `difference` says what is another in it than `now`; `refusal` why the run cannot be taken. `epochs` are those after
    which its checkpoints were saved, `title` is what it is called, `offers` are the runs that could be taken.
    """

    now: Subject
    trained: Subject | None = None
    difference: str = ""
    refusal: str = ""
    epochs: Mapping[Which, int] = field(default_factory=dict)
    title: str = ""
    offers: tuple[Offer, ...] = ()


def look(project: Project, run: Path | None, file: Path | None = None, *, insisted: bool = False) -> Choice:
    """Both networks, without reading data, and the runs of the project in a file.

    A run of another network is left out of account, unless a person has `insisted` on it.
    """
    from studio.project.errors import ProjectError
    from studio.project.export import difference, is_another, outlined
    from studio.training.errors import TrainingError
    from studio.training.runs import Run
    from studio.training.runs.notes import title_of

    now, known = analysed(outlined(project)), _offers(project, file, run)
    if run is None:
        return Choice(now, offers=known)
    try:
        found = Run.open(run)
        entries = found.checkpoints.entries()
        if not insisted and (not entries or is_another(project, found)):
            return Choice(now, offers=known)
        if not entries:
            raise TrainingError(tr("The run “{run}” has no weights yet.", run=title_of(run)), tr("Choose another run."))
        epochs = {which: entry.epoch for which, entry in entries.items()}
        trained, differs = analysed(outlined(project, found)), difference(project, found)
        return Choice(now, trained, differs, epochs=epochs, title=title_of(run), offers=known)
    except (TrainingError, ProjectError) as error:
        refusal = paragraph(error.message, error.remedy)
        return Choice(now, refusal=refusal, offers=known)


def _offers(project: Project, file: Path | None, run: Path | None) -> tuple[Offer, ...]:
    """The runs of the project that have weights, newest first, and the one that is taken whosever it is."""
    from studio.project.runs_of import runs_of
    from studio.training.runs.description import Description
    from studio.training.runs.layout import CHECKPOINTS

    found = [each for each in runs_of(project, file) if (each.path / CHECKPOINTS).is_dir()]
    if run is not None and all(each.path != run for each in found):
        found.insert(0, Description.of(run))
    return tuple(Offer(each.path, _words(each)) for each in found)


def _words(run: Description) -> str:
    """A run with its first result, and when it was begun."""
    from studio.training.runs.overview import metric_names

    results = [tr("{name} {value}", name=values.label(name), value=values.words(name, run.metrics[name]))
               for name in metric_names([run])[:1]]  # fmt: skip
    return " · ".join((run.title, *results, ago(run.began, time.time())))


def about_weights(choice: Choice, *, trained: bool, which: Which = "best") -> tuple[Severity, Text, Text]:
    """What is said about the weights: severity, message, remedy."""
    if choice.refusal:
        refused = tr("This run cannot be used. {reason}", reason=choice.refusal)
        return "warning", tr("Untrained weights"), refused
    if choice.trained is None:
        guess = tr("They are those that a training begins with: the file will guess.")
        told = guess if choice.offers else tr("This network has not been trained yet: the file will guess.")
        return "warning", tr("Untrained weights"), told
    if not choice.difference:
        return "success", tr("Trained weights"), _whose(choice, which)
    if trained:
        told = tr(
            "{weights} The network was changed after its training: {difference}. The file holds it as it was trained.",
            weights=_whose(choice, which),
            difference=choice.difference,
        )
        return "warning", tr("Trained weights"), told
    return "warning", tr("Untrained weights"), tr("The network was changed after its training: better train again.")


def _whose(choice: Choice, which: Which) -> Text:
    epoch = choice.epochs.get(which, choice.epochs.get("last", 0))
    if which == "best":
        return tr("Those of “{run}” after epoch {epoch}, its best.", run=choice.title, epoch=epoch)
    if which != "last":
        return tr("Those of “{run}” after epoch {epoch}.", run=choice.title, epoch=epoch)
    return tr("Those of “{run}” after epoch {epoch}, its last.", run=choice.title, epoch=epoch)


def obstacle(exporter: Exporter, subject: Subject) -> str:
    """What in the network the format cannot hold; the read-outs have been worked out when the dialog looked."""
    return type(exporter).obstacle(subject)


def facts(exporter: Exporter, subject: Subject) -> tuple[str, str]:
    """What the file expects and what it gives; nothing of pictures."""
    if not isinstance(exporter, Prepared):
        return "", ""
    from studio.project.interface import expects, gives

    return expects(subject, prepared=exporter.preparation), gives(subject, prepared=exporter.preparation)


def write(project: Project, path: Path, run: Path | None, options: dict[str, object], which: Which) -> Exported:
    """Write the file."""
    from studio.project.export import export
    from studio.training.runs import Run

    return export(project, path, None if run is None else Run.open(run), options, which=which)


def analysed(subject: Subject) -> Subject:
    """The subject, with its read-outs worked out and kept by it."""
    assert subject.analysis
    return subject
