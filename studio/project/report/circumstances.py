"""Where a run was made, where its weights come from, and what was changed on the way, in its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from studio.formatting.moments import exactly
from studio.formatting.numbers import exact
from studio.project.report.blocks import Block, Facts, Paragraph, Section, Table
from studio.project.report.content import Content
from studio.text import tr
from studio.training.events import Remark
from studio.training.runs.differences import whole
from studio.training.runs.stretches import STRETCHES


def environment(content: Content) -> Section:
    """Machine and versions."""
    kept = content.environment
    rows: list[tuple[str, str]] = (
        [(tr("began"), exactly(content.description.began))] if content.description.began else []
    )
    rows += [(tr("device"), content.description.device)] if content.description.device else []
    titles = {"platform": tr("system"), "processor": tr("processor"), "python": "Python"}
    rows += [(title, str(kept[name])) for name, title in titles.items() if kept.get(name)]
    libraries = tuple((str(name), str(version)) for name, version in _mapping(kept.get("libraries")).items())
    blocks: list[Block] = [Facts(tuple(rows))] if rows else []
    blocks += [Table((tr("library"), tr("version")), libraries, words=2)] if libraries else []
    nothing = Paragraph(tr("Nothing was kept of where it was made."), "warning")
    return Section("environment", tr("Environment"), tuple(blocks or [nothing]))


def course(content: Content) -> Section | None:
    """Where it comes from and in which stretches it was trained; None where that is told by its settings alone."""
    blocks = tuple(_course(content))
    return Section("course", tr("Course"), blocks) if blocks else None


def _course(content: Content) -> Iterator[Block]:
    if content.origin is not None:
        yield Paragraph(content.origin.told)
    stretches = content.config.get(STRETCHES)
    rows = [
        (exact(int(each.get("step", 0))), str(name), *map(whole, pair))
        for each in (stretches if isinstance(stretches, list) else ())
        for name, pair in _mapping(_mapping(each).get("changed")).items()
        if isinstance(pair, list) and len(pair) == 2
    ]
    rows += [
        (exact(event.step), "training.optimizer.lr", f"{event.before:g}", f"{event.now:g}")
        for event in content.changes_of_rate
    ]
    if rows:
        yield Paragraph(tr("Settings that were changed on the way:"), "muted")
        yield Table((tr("after step"), tr("setting"), tr("before"), tr("then")), tuple(rows), words=4)
    for remark in content.happened(Remark):
        yield Paragraph(remark.text, "muted")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
