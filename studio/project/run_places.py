"""Where the runs of projects lie: beside a saved file in `NAME.runs`, else in the user's own folder of runs.

Folders beside files are remembered, so that runs are found by the id of their project when its file has moved.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from studio import paths
from studio.files import replace_file
from studio.project.preferences import place_of_runs

ENDING = ".runs"

MOST_PLACES = 500

_log = logging.getLogger(__name__)


def beside(path: Path) -> Path:
    """The folder for the runs of the project in this file: `net.runs` beside `net.nns`."""
    return path.absolute().with_name(f"{path.stem}{ENDING}")


def place_for(path: Path | None) -> Path:
    """Where a new run of the project in this file goes, if it can be written there."""
    chosen = place_of_runs()
    if chosen is not None:
        return chosen
    return paths.runs() if path is None else beside(path)


def places() -> list[Path]:
    """All folders known to have taken runs of this user, those that are there."""
    chosen = place_of_runs()
    known = (paths.runs(), *([chosen] if chosen else []), *_remembered())
    return [each for each in dict.fromkeys(known) if each.is_dir()]


def places_of(path: Path | None) -> list[Path]:
    """The folders in which runs of the project in this file may lie, its own first.

    Those beside other files of its folder are among them: a file may have been renamed, or saved under another name.
    """
    if path is None:
        return places()
    return list(dict.fromkeys([*_siblings(path), *places()]))


def remember(place: Path) -> None:
    """Keep that runs were put into this folder. Where that fails they are listed with their project only."""
    place = Path(os.path.realpath(place))
    known = _remembered()
    if place in known or place == Path(os.path.realpath(paths.runs())):
        return
    try:
        paths.run_places().parent.mkdir(parents=True, exist_ok=True)
        listed = [str(each) for each in (place, *known)][:MOST_PLACES]
        replace_file(paths.run_places(), (json.dumps(listed, indent=1, ensure_ascii=False) + "\n").encode())
    except (OSError, ValueError) as error:
        _log.warning("The list of folders of runs could not be written: %s", error)


def _siblings(path: Path) -> Iterator[Path]:
    own = beside(path)
    if own.is_dir():
        yield own
    with suppress(OSError), os.scandir(own.parent) as entries:
        yield from sorted(Path(each.path) for each in entries if each.name.endswith(ENDING) and each.is_dir())


def _remembered() -> list[Path]:
    try:
        listed = json.loads(paths.run_places().read_text(encoding="utf-8"))
        return [Path(each) for each in listed if isinstance(each, str)]
    except (OSError, ValueError, TypeError, RecursionError):
        return []
