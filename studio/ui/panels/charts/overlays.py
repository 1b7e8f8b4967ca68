"""The runs that are laid over each other, as they are drawn: with name and colours, and which of them are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from studio.training.runs.description import Description
from studio.training.runs.seeds import all_but_seed
from studio.ui import theme
from studio.ui.panels.charts.run_loader import RunLoader
from studio.ui.panels.charts.shown import ShownRun


def overlaid(chosen: Mapping[Path, int], known: Sequence[Description], loader: RunLoader) -> list[ShownRun]:
    """The chosen runs whose curves are read. `chosen` has the places of their colours; `known` is told of runs."""
    titles = {run.path: run.title for run in known}
    alike = {run.path: all_but_seed(run) for run in known if run.path in chosen}
    return [
        ShownRun(titles.get(path, path.name), curves, colors_at(place), alike.get(path, ""))
        for path, place in chosen.items()
        if (curves := loader.curves_of(path)) is not None
    ]


def likeness_of(path: Path | None, known: Sequence[Description]) -> str:
    """What the run in a folder has in common with those that differ by their seed; "" where it is not known."""
    return next((all_but_seed(run) for run in known if run.path == path), "")


def come_further(known: Sequence[Description], chosen: Mapping[Path, int], loader: RunLoader) -> list[Path]:
    """The chosen runs of which more is told than was read, as they are trained elsewhere."""
    steps = {run.path: run.steps for run in known}
    return [
        path
        for path in chosen
        if (curves := loader.curves_of(path)) is not None and steps.get(path, 0) > curves.last_step
    ]


def colors_at(place: int) -> tuple[str, str]:
    """The colours of this place on light and on dark."""
    return theme.LIGHT.runs[place], theme.DARK.runs[place]
