"""The data and training entries of a project file: what cannot be read gets a stand-in, and is kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

from studio.data import Data, Digits, data_kinds
from studio.formatting.shortened import shortened
from studio.graph import Kind, Problem
from studio.layers import Declaration, ParameterError
from studio.project.errors import ProjectError
from studio.project.model import Project, Unread
from studio.project.parsing import encode, kind_of
from studio.project.writing import written_settings
from studio.text import tr
from studio.training.choices import CHOICES
from studio.training.config import TrainingConfig

D = TypeVar("D", bound=Declaration)

Notices = list[Problem]
"""An error where a stand-in takes the place of what was chosen, as that would train another way."""

UNKNOWN_CHOICE = Kind(
    "unknown-choice",
    "The {entry} settings: “{name}” is not known here.",
    "Here {instead} is used; what the file says stays in it until you choose something else.",
)
UNKNOWN_SETTING = Kind(
    "unknown-setting",
    "The {entry} settings: “{name}” is not known here.",
    "Here it has no effect; what the file says stays in it until you choose something else.",
)
REFUSED_SETTING = Kind(
    "refused-setting",
    "The {entry} settings: {reason}",
    "Here the default is used; what the file says stays in it until you choose something else.",
)
REFUSED_SETTINGS = Kind(
    "refused-settings",
    "The {entry} settings: {reason}",
    "Here defaults are used; what the file says stays in it until you choose something else.",
)


def read_settings(tree: Mapping[str, Any]) -> tuple[Data, TrainingConfig, Unread | None, tuple[Problem, ...]]:
    """Data and training of a project, what of them could not be read, and a notice for each such setting.

    Raises ProjectError where an entry is not even an object.
    """
    notices: Notices = []
    data = _choice(data_kinds, tree, "data", Digits(), notices)
    training = _training(_entry(tree, "training"), notices)
    if not notices:
        return data, training, None, ()
    written = {key: tree[key] for key in ("data", "training") if key in tree}
    read = written_settings(Project(data=data, training=training))
    return data, training, Unread(encode(written), encode(read)), tuple(notices)


def _training(written: Mapping[str, Any], notices: Notices) -> TrainingConfig:
    default = TrainingConfig()
    choices: dict[str, Any] = {
        name: _choice(kinds, written, name, getattr(default, name), notices) for name, kinds in CHOICES.items()
    }
    rest = {key: value for key, value in written.items() if key not in choices}
    return _lenient(TrainingConfig, rest, "training", notices).changed(**choices)


def _choice(
    kinds: Mapping[str, type[Any]], parent: Mapping[str, Any], key: str, default: Declaration, notices: Notices
) -> Any:
    """One of several declarations, told apart by `kind`; `default` where the entry is missing or not known."""
    if key not in parent:
        return default
    written = _entry(parent, key)
    kind = written.get("kind")
    if not isinstance(kind, str):
        raise ProjectError(
            tr("Its {entry} has no kind.", entry=key), tr("Choose one of {names}.", names=tr(", ").join(kinds))
        )
    if kind in kinds:
        return _lenient(kinds[kind], {name: value for name, value in written.items() if name != "kind"}, key, notices)
    notices.append(UNKNOWN_CHOICE.problem("error", None, entry=key, name=shortened(kind), instead=default.kind))
    return default


def _lenient(declaration: type[D], written: Mapping[str, Any], key: str, notices: Notices) -> D:
    """The declaration with those parameters that it allows; a notice for each other one."""
    known = {name: value for name, value in written.items() if name in declaration.model_fields}
    for name in (name for name in written if name not in known):
        notices.append(UNKNOWN_SETTING.problem("warning", None, entry=key, name=shortened(name)))
    with suppress(ParameterError):
        return declaration.create(known)
    allowed = {}
    for name, value in known.items():
        try:
            declaration.create({name: value})
            allowed[name] = value
        except ParameterError as error:
            notices.append(REFUSED_SETTING.problem("error", None, entry=key, reason=str(error)))
    try:
        return declaration.create(allowed)
    except ParameterError as error:
        notices.append(REFUSED_SETTINGS.problem("error", None, entry=key, reason=str(error)))
        return declaration()


def _entry(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key, {})
    if not isinstance(value, dict):
        raise ProjectError(tr("Its {entry} is {value}, but has to be an object.", entry=key, value=kind_of(value)))
    return value
