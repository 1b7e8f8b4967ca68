"""What a person has chosen for the window, kept from one start to the next in a file of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from studio import paths
from studio.project.shares import STATISTICS
from studio.ui import theme
from studio.ui.actions import ActionSet, shortcuts
from studio.ui.canvas.scene import Scene
from studio.ui.panels.runs.table import RunsTable
from studio.ui.window.layout import Layout

ON_LINKS = ("view.link_shapes", "view.link_sizes")
"""The actions that say what is seen of links, which are on or off."""

REDUCED = "view.reduce_motion"


def restore(network: Scene, runs: RunsTable, action: ActionSet) -> None:
    """Begin with the choices of the last time."""
    shortcuts().take(shortcuts_chosen())
    chosen = share_of()
    network.figures.show_share_of(chosen)
    runs.choose_columns(columns_of_runs())
    action[f"view.share.{chosen or 'nothing'}"].setChecked(True)
    action[f"view.theme.{theme.choice()}"].setChecked(True)
    for name in (*ON_LINKS, REDUCED):
        action[name].setChecked(is_on(name))


def is_on(name: str) -> bool:
    """Whether an action that is on or off was on."""
    return str(_settings().value(f"on/{name}", "false")) == "true"


def keep_on(name: str, on: bool) -> None:
    """Remember whether an action is on or off."""
    _settings().setValue(f"on/{name}", "true" if on else "false")


def share_of() -> str:
    """The read-out of which each card shows its node's share; empty for none."""
    chosen = str(_settings().value("share_of", ""))
    return chosen if chosen in STATISTICS else ""


def keep_share_of(statistic: str) -> None:
    """Remember the read-out of which shares are shown."""
    _settings().setValue("share_of", statistic)


def shown_theme() -> theme.Choice:
    """The theme that was chosen; that of the system where none was."""
    kept = _settings().value("theme", "system")
    return next((name for name in theme.CHOICES if name == kept), "system")


def choose_theme(name: theme.Choice) -> None:
    """Show a theme, now and the next time."""
    theme.set_mode(name)
    _settings().setValue("theme", name)


def columns_of_runs() -> dict[str, bool]:
    """Which columns of the list of runs were shown or hidden; none where that was damaged."""
    try:
        found = json.loads(str(_settings().value("runs_columns", "")))
    except ValueError:
        return {}
    return {name: shown is True for name, shown in found.items()} if isinstance(found, dict) else {}


def keep_columns_of_runs(choices: Mapping[str, bool]) -> None:
    """Remember which columns are shown or hidden."""
    _settings().setValue("runs_columns", json.dumps(dict(choices)))


def shortcuts_chosen() -> dict[str, list[str]]:
    """The keys that were chosen for actions, by their ids; none where that was damaged."""
    try:
        found = json.loads(str(_settings().value("shortcuts", "")))
    except ValueError:
        return {}
    kept = found.items() if isinstance(found, dict) else ()
    return {name: list(map(str, keys)) for name, keys in kept if isinstance(keys, list)}


def keep_shortcuts() -> None:
    """Remember which keys were chosen for actions."""
    _settings().setValue("shortcuts", json.dumps(dict(shortcuts().chosen)))


def is_next_step_shown() -> bool:
    """Whether it is said below the canvas what to do next; a newcomer is told."""
    return str(_settings().value("next_step", "true")) != "false"


def keep_next_step_shown(shown: bool) -> None:
    """Remember whether it is said what to do next."""
    _settings().setValue("next_step", "true" if shown else "false")


def open_documents() -> tuple[list[Path], Path | None]:
    """The files that were open in their order, and the one of them that was shown."""
    try:
        found = json.loads(str(_settings().value("open_documents", "")))
        return [Path(str(each)) for each in found["files"]], Path(found["shown"]) if found["shown"] else None
    except (ValueError, TypeError, KeyError):
        return [], None


def keep_open_documents(files: Iterable[Path], shown: Path | None) -> None:
    """Remember which files are open."""
    kept = {"files": [str(path.absolute()) for path in files], "shown": "" if shown is None else str(shown.absolute())}
    _settings().setValue("open_documents", json.dumps(kept))


def keep_reduced_motion(reduced: bool) -> None:
    """Show less motion or more from now on, and remember it."""
    theme.reduce_motion(reduced)
    keep_on(REDUCED, reduced)


def geometry() -> QByteArray | None:
    """Where the window was and how large, None before it was closed for the first time."""
    kept = _settings().value("geometry")
    return kept if isinstance(kept, QByteArray) else None


def layout() -> Layout:
    """Where the panels stood."""
    return Layout.read(str(_settings().value("layout", "")))


def keep_room(geometry: QByteArray, layout: Layout) -> None:
    """Remember where the window is and how large, and where its panels stand."""
    kept = _settings()
    kept.setValue("geometry", geometry)
    kept.setValue("layout", layout.model_dump_json())


def _settings() -> QSettings:
    return QSettings(str(paths.user_data() / "window.ini"), QSettings.Format.IniFormat)
