"""Plug-ins: layers, losses, data and exporters of other distributions, found by their entry points.

Finding them runs nothing of theirs. One is loaded only once a person has allowed its distribution; one that is broken
is told of in a sentence, and stops nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, distributions
from typing import Any

from studio import paths
from studio.files import replace_file
from studio.formatting.shortened import shortened
from studio.project.plugin_kinds import GROUPS
from studio.text import listed, tr, unended

PREFIX = "nn_studio."
"""What the groups of entry points begin with."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plugin:
    """A distribution with entry points for this program: (group, name) of each, such as `("layers", "Swish")`."""

    name: str
    version: str
    entries: tuple[tuple[str, EntryPoint], ...] = field(repr=False, compare=False)

    @property
    def origin(self) -> str:
        """What is shown beside all that is its: `nn-extra 1.2`."""
        return f"{self.name} {self.version}"

    @property
    def offers(self) -> tuple[str, ...]:
        """What it says that it has, such as `layers: Swish`."""
        return tuple(f"{group}: {entry.name}" for group, entry in self.entries)


@dataclass
class _Loaded:
    """What was loaded in this process, which is for good: kinds by distribution, and what went wrong, in sentences."""

    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failures: dict[str, tuple[str, ...]] = field(default_factory=dict)


_loaded = _Loaded()


def found() -> tuple[Plugin, ...]:
    """The distributions with such entry points, by name. A record that cannot be read is left out."""
    plugins: dict[str, Plugin] = {}
    for each in distributions():
        try:
            entries = [entry for entry in each.entry_points if entry.group.startswith(PREFIX)]
            groups = [entry.group.removeprefix(PREFIX) for entry in entries]
            own = tuple((group, entry) for group, entry in zip(groups, entries, strict=True) if group in GROUPS)
            if own:
                plugins.setdefault(each.name, Plugin(each.name, each.version, own))
        except Exception as error:  # records of other programs may be damaged in any way
            _log.info("A distribution's record cannot be read: %s", error)
    return tuple(sorted(plugins.values(), key=lambda plugin: plugin.name.lower()))


def allowed() -> frozenset[str]:
    """The names of the distributions that a person has allowed."""
    try:
        read = json.loads(paths.plugins().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return frozenset()
    return frozenset(each for each in read if isinstance(each, str)) if isinstance(read, list) else frozenset()


def allow(name: str, *, yes: bool = True) -> None:
    """Keep that a person allows a distribution, or no longer does. Raises OSError where that cannot be kept."""
    names = allowed() | {name} if yes else allowed() - {name}
    paths.plugins().parent.mkdir(parents=True, exist_ok=True)
    replace_file(paths.plugins(), json.dumps(sorted(names), indent=1).encode())


def load_allowed() -> tuple[str, ...]:
    """Load what a person has allowed; gives what went wrong, in sentences. Without any nothing is searched."""
    names = allowed()
    return load(each for each in found() if each.name in names) if names else ()


def load_all() -> tuple[str, ...]:
    """Load every plug-in, as a person has asked for in this process; gives what went wrong."""
    return load(found())


def load(plugins: Iterable[Plugin]) -> tuple[str, ...]:
    """Load these, as far as they are not yet; gives what went wrong with any of them, in sentences."""
    told: list[str] = []
    for plugin in plugins:
        if plugin.name not in _loaded.kinds:
            kinds, failures = _load(plugin)
            _loaded.kinds[plugin.name], _loaded.failures[plugin.name] = tuple(kinds), tuple(failures)
        told += _loaded.failures[plugin.name]
    return tuple(told)


def is_loaded(name: str) -> bool:
    """Whether a distribution's entry points were loaded in this process, be it that some are broken."""
    return name in _loaded.kinds


def failures(name: str) -> tuple[str, ...]:
    """What went wrong with a distribution when it was loaded, in sentences."""
    return _loaded.failures.get(name, ())


def described() -> list[dict[str, Any]]:
    """All that are there, as plain values for programs."""
    names = allowed()
    return [
        {"name": each.name, "version": each.version, "offers": list(each.offers), "allowed": each.name in names,
         "loaded": is_loaded(each.name), "failures": list(failures(each.name))}
        for each in found()
    ]  # fmt: skip


def missing(written: object) -> Iterator[tuple[str, str, str]]:
    """Of the plug-ins that a project file names, those that are not loaded: origin, kinds, and what to do."""
    if not isinstance(written, Mapping):
        return
    there = None
    for name, entry in written.items():
        if is_loaded(name) or not isinstance(entry, Mapping):
            continue
        there = {each.name for each in found()} if there is None else there
        remedy = (
            tr("Allow it: under Plug-ins in the menu Help, or by --allow-plugins.")
            if name in there
            else tr("Install it, such as by “pip install {name}”, and allow it.", name=name)
        )
        kinds = entry.get("kinds")
        named = listed(map(str, kinds)) if isinstance(kinds, list) and kinds else "–"
        yield shortened(f"{name} {entry.get('version', '')}".strip()), shortened(named), remedy


def used(declarations: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """The plug-ins that declarations are of, as a project file names them: version and kinds by name."""
    found: dict[str, dict[str, Any]] = {}
    for each in declarations:
        if each.origin:
            name, _, version = each.origin.rpartition(" ")
            entry = found.setdefault(name, {"version": version, "kinds": []})
            kind = each.name or each.__name__
            if kind not in entry["kinds"]:
                entry["kinds"].append(kind)
    return found


def _load(plugin: Plugin) -> tuple[list[str], list[str]]:
    kinds: list[str] = []
    wrong: list[str] = []
    for group, entry in plugin.entries:
        try:
            kinds += _registered(entry.load(), GROUPS[group], plugin.origin)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # code of others may fail, or want to end the program, in any way
            reason = unended(shortened((str(error).strip() or type(error).__name__).partition("\n")[0]))
            wrong.append(
                tr("The plug-in “{plugin}” is broken: its entry “{entry}” cannot be loaded. {reason}.",
                   plugin=plugin.origin, entry=entry.name, reason=reason)
            )  # fmt: skip
    return kinds, wrong


def _registered(given: Any, register: Callable[[type, str], str], origin: str) -> Iterator[str]:
    for declared in given if isinstance(given, list | tuple) else (given,):
        if not isinstance(declared, type):
            raise TypeError(tr("it is {type}, no class", type=type(declared).__name__))
        yield register(declared, origin)
