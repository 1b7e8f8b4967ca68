"""The ready-made networks that ship with the studio: project files with a sentence of what each teaches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from studio import paths
from studio.data.config import data_kinds
from studio.graph import Graph
from studio.project.errors import ProjectError
from studio.project.file import SUFFIX, load, load_network
from studio.project.identity import identified
from studio.project.model import Project
from studio.project.parsing import parse
from studio.text import in_language, tr

GROUPS = (
    tr("Start here"),
    tr("Basics"),
    tr("Classic image networks"),
    tr("Residual and dense"),
    tr("Side by side"),
    tr("Beyond one class"),
)
"""What the templates are grouped by, in the order shown; a file names its group."""

OWN_ENTRIES = ("teaches", "group", "parameters")
"""The files' extra entries: a sentence, the group, and the parameters counted. Projects made from one have none."""


@dataclass(frozen=True)
class Template:
    """A ready-made network. `name` is what commands call it, `title` what people do.

    `parameters` is their number and `shapes` those of the inputs' samples, told without opening the network; `data` is
    what it trains on. It `is_at_hand` where that is there already and need not be brought.
    """

    name: str
    title: str
    teaches: str
    group: str
    parameters: int
    shapes: tuple[tuple[int, ...], ...]
    data: str
    is_at_hand: bool
    path: Path

    def load(self) -> Project:
        """A project to begin with, named by the title. Raises ProjectError."""
        project = load(self.path)
        extra = {key: value for key, value in project.extra.items() if key not in OWN_ENTRIES}
        return identified(replace(project, extra=extra, name=in_language(self.title)))

    def network(self) -> Graph:
        """Its network alone, as for a picture of it. Raises ProjectError."""
        return load_network(self.path)


def templates() -> tuple[Template, ...]:
    """All templates as a newcomer wants them: by group, in each those that train at once first, and small ones."""
    found = map(_read, paths.TEMPLATES.glob(f"*{SUFFIX}"))
    return tuple(sorted(found, key=_order))


def _order(each: Template) -> tuple[object, ...]:
    return GROUPS.index(each.group), not each.is_at_hand, each.parameters, each.name


def template(name: str) -> Template:
    """The template of this name. Raises ProjectError when there is none."""
    paths_by_name = {path.stem: path for path in paths.TEMPLATES.glob(f"*{SUFFIX}")}
    if name not in paths_by_name:
        known = tr(", ").join(each.name for each in templates())
        raise ProjectError(tr("There is no template “{name}”.", name=name), tr("Choose one of {names}.", names=known))
    return _read(paths_by_name[name])


def _read(path: Path) -> Template:
    entries = _entries(path, path.stat().st_mtime_ns)
    return Template(
        name=path.stem,
        title=tr(entries["name"]),
        teaches=tr(entries["teaches"]),
        group=next(group for group in GROUPS if group.message == entries["group"]),
        parameters=entries["parameters"],
        data=data_kinds[entries["data"]["kind"]].title,
        is_at_hand="path" not in entries["data"],
        shapes=entries["shapes"],
        path=path,
    )


@cache
def _entries(path: Path, changed: int) -> dict[str, Any]:
    """What is told of a template without opening its network, read once a change: the list is shown again and again."""
    entries = parse(path.read_text(encoding="utf-8"))
    inputs = (node for node in entries["graph"].values() if node["layer"] == "Input")
    shapes = tuple(tuple(node["params"]["shape"]) for node in inputs)
    return {name: entries[name] for name in ("name", "data", *OWN_ENTRIES)} | {"shapes": shapes}
