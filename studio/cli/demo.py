"""The main job from start to end: a template, trained, tested, exported, checked and pictured."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from studio.cli.console import console, follow, note
from studio.cli.failures import FAILED, INTERRUPTED, CommandError, sentences
from studio.cli.training import interrupts_stop, snapshot
from studio.files import cause
from studio.project import Project
from studio.project.file import save, write_text
from studio.project.templates import template
from studio.text import paragraph, tr
from studio.training.control import Control
from studio.training.events import Evaluated, Event, RunFailed, RunStarted

if TYPE_CHECKING:
    from studio.training.runs import Run

TEMPLATE, PROJECT = "lenet5", "project.nns"


def run_demo(out: Path) -> int:
    """Leave project.nns, model.onnx, report.json and window.png in a folder; gives the exit status."""
    began = perf_counter()
    screen = console()
    project = template(TEMPLATE).load()
    _make(out)
    save(project, out / PROJECT)
    screen.print(tr("{name} from the template “{template}”.", name=project.name, template=TEMPLATE))
    run, events = _trained(project)
    started, tested = events.get(RunStarted), events.get(Evaluated)
    if not isinstance(started, RunStarted) or not isinstance(tested, Evaluated):
        return _unfinished(events)
    accuracy = tested.metrics["accuracy"]
    screen.print(
        tr(
            "Test accuracy {accuracy} on {samples} samples it has never seen.",
            accuracy=f"{accuracy:.2%}",
            samples=tested.samples,
        )
    )
    from studio.project.export import export

    report = export(project, out / "model.onnx", run).report
    assert report is not None
    screen.print(tr("ONNX agrees with PyTorch within {difference}.", difference=f"{report.max_abs_diff:.1e}"))
    status = _picture(project, out / "window.png", run)
    results = {
        "test_accuracy": accuracy,
        "parameters": started.parameters,
        "onnx_max_abs_diff": report.max_abs_diff,
        "seconds": round(perf_counter() - began, 2),
    }
    write_text(out / "report.json", json.dumps(results, indent=2) + "\n")
    done = tr("Done in {seconds} s. “studio {file}” opens the network.", seconds=results["seconds"], file=out / PROJECT)
    screen.print(done)
    return status


def _trained(project: Project) -> tuple[Run, dict[type[Event], Event]]:
    """Train the project; its run, and the last event of each kind."""
    control = Control()
    with interrupts_stop(control):
        from studio.training.loop import train
        from studio.training.runs import Run, new_folder

        run = Run.create(new_folder(project.name), snapshot(project))
        return run, {type(event): event for event in follow(train(snapshot(project), control, run))}


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            tr("The folder “{folder}” cannot be used: {reason}.", folder=folder, reason=cause(error)),
            tr("Choose another one."),
        ) from None


def _unfinished(events: dict[type[Event], Event]) -> int:
    failed = events.get(RunFailed)
    if isinstance(failed, RunFailed):
        note(paragraph(failed.message, failed.remedy))
        return FAILED
    note(tr("Stopped before the training was over."))
    return INTERRUPTED


def _picture(project: Project, out: Path, run: Run) -> int:
    """Draw the window; where Qt cannot be loaded say so, for everything else is there."""
    try:
        from studio.ui.screenshot import take, use_off_screen_without_display

        use_off_screen_without_display()
        take(project, out, run=run)
    except ImportError as error:
        note(*sentences(error))
        return FAILED
    return 0
