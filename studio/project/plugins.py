"""Plug-ins: layers, losses, data and exporters of other distributions, found by their entry points.

Finding them runs nothing of theirs. One is loaded only once a person has allowed its distribution; one that is broken
is told of in a sentence, and stops nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from typing import Any

from studio import paths
from studio.files import replace_file
from studio.formatting.shortened import shortened
from studio.layers.time_limit import within
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
    files: tuple[Path, ...] = field(default=(), repr=False, compare=False)

    @property
    def seal(self) -> str:
        """What a person allows: this version, with these files; another is asked for anew."""
        digest = sha256()
        for path in self.files:
            digest.update(f"{path.name}\0".encode())
            digest.update(path.read_bytes() if path.is_file() else b"")
        return f"{self.version} {digest.hexdigest()}"

    @property
    def origin(self) -> str:
        """What is shown beside all that is its: `nn-extra 1.2`."""
        return f"{self.name} {self.version}"

    @property
    def offers(self) -> tuple[str, ...]:
        """What it says that it has, such as `layers: Swish`."""
        return tuple(f"{group}: {entry.name}" for group, entry in self.entries)


SECONDS = 30.0
"""What loading an entry may take; the libraries that it imports take some of them."""


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
                plugins.setdefault(each.name, Plugin(each.name, each.version, own, tuple(_files(each, own))))
        except Exception as error:  # records of other programs may be damaged in any way
            _log.info("A distribution's record cannot be read: %s", error)
    return tuple(sorted(plugins.values(), key=lambda plugin: plugin.name.lower()))


def _files(distribution: Distribution, entries: Iterable[tuple[str, EntryPoint]]) -> Iterator[Path]:
    """The files that a distribution is made of, in order; where its record does not tell, those of its modules."""
    listed_files = distribution.files
    if listed_files is not None:
        kept = sorted(str(each) for each in listed_files if each.suffix != ".pyc")
        yield from (Path(str(distribution.locate_file(each))) for each in kept)
        return
    for module in sorted({entry.module.partition(".")[0] for _, entry in entries}):
        place = Path(str(distribution.locate_file(module)))
        yield from sorted(place.rglob("*.py")) if place.is_dir() else (place.with_suffix(".py"),)


def _kept() -> dict[str, str]:
    """The seals of the distributions that a person has allowed, by name."""
    try:
        read = json.loads(paths.plugins().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if isinstance(read, list):  # earlier versions kept names alone, which say nothing of what was looked at
        return {each: "" for each in read if isinstance(each, str)}
    return {name: str(seal) for name, seal in read.items()} if isinstance(read, dict) else {}


def allowed() -> frozenset[str]:
    """The names of the distributions that a person has allowed as they are now."""
    kept = _kept()
    return frozenset(each.name for each in found() if kept.get(each.name) == each.seal) if kept else frozenset()


def allow(name: str, *, yes: bool = True) -> None:
    """Keep that a person allows a distribution as it is, or no longer. Raises OSError where that cannot be kept."""
    kept = {other: seal for other, seal in _kept().items() if other != name}
    if yes:
        kept |= {each.name: each.seal for each in found() if each.name == name}
    paths.plugins().parent.mkdir(parents=True, exist_ok=True)
    replace_file(paths.plugins(), json.dumps(dict(sorted(kept.items())), indent=1).encode())


def load_allowed() -> tuple[str, ...]:
    """Load what a person has allowed; gives what went wrong, in sentences. Without any nothing is searched.

    What was changed since then, as by an update, is not loaded, and told.
    """
    kept = _kept()
    known = [each for each in found() if each.name in kept] if kept else []
    changed = [each for each in known if kept[each.name] != each.seal and not is_loaded(each.name)]
    told = load(each for each in known if each not in changed)
    again = (
        tr("The plug-in {plugin} is not what you allowed: it was updated or changed. Allow it again, under Plug-ins in "
           "the menu Help.", plugin=each.origin)
        for each in changed
    )  # fmt: skip
    return (*told, *again)


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
            kinds += _registered(within(SECONDS, entry.load), GROUPS[group], plugin.origin)
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
