"""Networks as files of other programs: ONNX, PyTorch source, pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.console import note
from studio.cli.failures import CommandError
from studio.project import Project

if TYPE_CHECKING:
    from studio.training.runs import Run

CODE = (".onnx", ".py")
PICTURES = (".svg", ".png")


def export(project: Project, out: Path, run: Path | None) -> None:
    """Write the network as what the ending of `out` says. Raises an error with a remedy."""
    ending = out.suffix.lower()
    if ending in PICTURES:
        _picture(project, out)
    elif ending in CODE:
        _code(project, out, opened(run))
    else:
        raise CommandError(
            f"“{out.name}” does not say what to write.", f"End the name in {', '.join((*CODE, *PICTURES))}."
        )


def opened(folder: Path | None) -> Run | None:
    """The run in a folder, if one is given. Raises TrainingError when it holds none."""
    if folder is None:
        return None
    from studio.training.runs import Run

    return Run.open(folder)


def _code(project: Project, out: Path, run: Run | None) -> None:
    from studio.project.export import export as write

    exported = write(project, out, run)
    report = exported.report
    if report is None:
        print(f"{out}: PyTorch source; its class loads the weights of every run of this network.")
        return
    if not exported.trained:
        note("The weights are untrained: give --run to take those of a run.")
    if exported.on_noise:
        note("The data are not at hand: the comparison was made on chance numbers.")
    batches = ", ".join(map(str, report.batches))
    print(f"{out}: agrees with PyTorch within {report.max_abs_diff:.1e} at batches of {batches}.")


def _picture(project: Project, out: Path) -> None:
    from studio.compiler.analysis import analyse
    from studio.ui.screenshot import use_off_screen_without_display

    use_off_screen_without_display()
    from studio.ui.app import application
    from studio.ui.picture import save_picture

    application()
    save_picture(project.graph, analyse(project.graph), out)
    print(f"{out}: the network as the canvas shows it.")
