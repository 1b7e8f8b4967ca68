"""The ready-made networks that ship with the studio: project files with a sentence of what each teaches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from studio import paths
from studio.project.errors import ProjectError
from studio.project.file import SUFFIX, load
from studio.project.model import Project
from studio.project.parsing import parse

TEACHES = "teaches"
"""The file's extra entry with the sentence; projects made from a template have none."""


@dataclass(frozen=True)
class Template:
    """A ready-made network. `name` is what commands call it, `title` what people do."""

    name: str
    title: str
    teaches: str
    path: Path

    def load(self) -> Project:
        """A project to begin with. Raises ProjectError."""
        project = load(self.path)
        return replace(project, extra={key: value for key, value in project.extra.items() if key != TEACHES})


def templates() -> tuple[Template, ...]:
    """All templates, simple networks first."""
    found = []
    for path in paths.TEMPLATES.glob(f"*{SUFFIX}"):
        entries = parse(path.read_text(encoding="utf-8"))
        template = Template(path.stem, entries["name"], entries[TEACHES], path)
        found.append((len(entries["graph"]), template.name, template))
    return tuple(template for _, _, template in sorted(found))


def template(name: str) -> Template:
    """The template of this name. Raises ProjectError when there is none."""
    known = {each.name: each for each in templates()}
    if name not in known:
        raise ProjectError(f"There is no template “{name}”.", f"Choose one of {', '.join(known)}.")
    return known[name]
