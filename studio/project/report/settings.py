"""The settings of a run in its report: those that are not at their default first, then all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studio.data import data_kinds
from studio.layers import Declaration, fields
from studio.project.report.blocks import Block, Folded, Paragraph, Section, Table
from studio.project.report.content import Content
from studio.text import tr
from studio.training.choices import CHOICES, OPTIONAL
from studio.training.config import TrainingConfig
from studio.training.runs.differences import whole

TRAINING, DATA = "training", "data"


@dataclass(frozen=True)
class Setting:
    """A setting by its dotted name; `usual` is its default, both in words. A version that lacks it knows no default."""

    name: str
    value: str
    usual: str = ""
    about: str = ""
    is_changed: bool = True


def settings(content: Content) -> Section:
    """The section."""
    found = tuple(settings_of(content.config))
    if not found:
        return Section("settings", tr("Settings"), (Paragraph(tr("The settings cannot be read."), "warning"),))
    changed = tuple(each for each in found if each.is_changed)
    blocks: list[Block] = [Paragraph(tr("Not at their default:"), "muted"), _table(changed)] if changed else []
    return Section("settings", tr("Settings"), (*blocks, Folded(tr("All settings"), (_table(found),))))


def settings_of(config: Mapping[str, Any]) -> Iterator[Setting]:
    """All settings in the configuration of a run."""
    written = config.get(TRAINING)
    if isinstance(written, Mapping):
        yield from _of(TRAINING, written, TrainingConfig)
    written = config.get(DATA)
    if isinstance(written, Mapping):
        kind = str(written.get("kind", ""))
        yield Setting(DATA, kind)
        yield from _of(DATA, written, data_kinds.get(kind))


def _of(part: str, written: Mapping[str, Any], declared: type[Declaration] | None) -> Iterator[Setting]:
    """The settings below a name, as a declaration has them; None where this version knows none."""
    specs = {} if declared is None else {spec.name: spec for spec in fields(declared)}
    for name, value in written.items():
        if name == "kind":
            continue
        spec, path = specs.get(name), f"{part}.{name}"
        usual = None if spec is None else _plain(spec.default)
        about = "" if spec is None else spec.description
        if isinstance(value, Mapping) and "kind" in value:
            default = usual.get("kind") if isinstance(usual, Mapping) else usual
            yield _setting(path, value["kind"], default, about, is_known=spec is not None)
            yield from _of(path, value, _chosen(name, str(value["kind"])))
        else:
            yield _setting(path, value, usual, about, is_known=spec is not None)


def _setting(name: str, value: Any, usual: Any, about: str, *, is_known: bool) -> Setting:
    if not is_known:
        return Setting(name, whole(value))
    return Setting(name, whole(value), whole(usual), about, is_changed=value != usual)


def _chosen(name: str, kind: str) -> type[Declaration] | None:
    if name in OPTIONAL:
        return OPTIONAL[name]
    return CHOICES.get(name, {}).get(kind)


def _plain(value: Any) -> Any:
    """A default as JSON has it."""
    if isinstance(value, Declaration):
        return {"kind": value.kind}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def _table(found: tuple[Setting, ...]) -> Table:
    head = (tr("setting"), tr("value"), tr("default"), tr("what it does"))
    return Table(head, tuple((each.name, each.value, each.usual, each.about) for each in found), words=4)
