"""What differs between two values of JSON, in words that name it with its value then and now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from studio.formatting.shortened import shortened
from studio.text import listed, ntr, tr

MOST_NAMED = 3
"""So many differences are told; the number of the others is."""


TOLD_APART = ("layer", "params", "inputs")
"""What is said of a node in words of its own."""

_NOTHING = object()


def told(differences: Sequence[str]) -> str:
    """The first differences in one sentence part."""
    more = len(differences) - MOST_NAMED
    named = [*differences[:MOST_NAMED], *([ntr("{count} more", "{count} more", more)] if more > 0 else [])]
    return tr("; ").join(named)


def of_settings(old: Any, new: Any, name: str = "") -> Iterator[str]:
    """What differs between settings, by their dotted names."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            yield from of_settings(old.get(key, _NOTHING), new.get(key, _NOTHING), f"{name}.{key}" if name else key)
    elif _kinds(old) and _kinds(old) == _kinds(new):
        for place, (before, now) in enumerate(zip(old, new, strict=True), start=1):
            yield from of_settings(before, now, f"{name}.{place}")
    elif _kinds(old) and _kinds(new):
        yield tr("“{name}” was {old} and is {new} now", name=name, old=listed(_kinds(old)), new=listed(_kinds(new)))
    elif _canonical(old) != _canonical(new):
        before, now = shown(old), shown(new)
        if before == now:  # a number and its text, or long values that begin alike
            before, now = _canonical(old), _canonical(new)
        yield tr("“{name}” was {old} and is {new} now", name=name, old=before, new=now)


def _kinds(value: Any) -> list[str]:
    """What the choices of a list are called; [] where it is no list of choices, or empty."""
    entries = value if isinstance(value, list) else []
    kinds = [entry.get("kind") for entry in entries if isinstance(entry, Mapping)]
    return [str(kind) for kind in kinds] if len(kinds) == len(entries) and all(kinds) else []


def of_networks(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What differs between networks as `described` gives them, node by node."""
    before, after = _mapping(old.get("nodes")), _mapping(new.get("nodes"))
    for name, node in before.items():
        if name not in after:
            yield tr("“{name}” ({layer}) is gone", name=name, layer=_kind(node))
        elif node != after[name]:
            yield from _of_nodes(name, _mapping(node), _mapping(after[name]))
    for name in after:
        if name not in before:
            yield tr("“{name}” ({layer}) is new", name=name, layer=_kind(after[name]))
    for key, what in (("inputs", tr("Inputs")), ("outputs", tr("Outputs"))):
        if before.keys() == after.keys() and old.get(key) != new.get(key):
            yield tr("the order of its {what} is another", what=what)


def _of_nodes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old.get("layer") != new.get("layer"):
        yield tr("“{name}” was {old} and is {new} now", name=name, old=_kind(old), new=_kind(new))
        return
    for difference in of_settings(_mapping(old.get("params")), _mapping(new.get("params"))):
        yield tr("of “{name}”, {difference}", name=name, difference=difference)
    if old.get("inputs") != new.get("inputs"):
        links = [_links(node.get("inputs")) for node in (old, new)]
        yield tr("“{name}” followed {old} and follows {new} now", name=name, old=links[0], new=links[1])
    before, after = ({k: v for k, v in node.items() if k not in TOLD_APART} for node in (old, new))
    for difference in of_settings(before, after):
        yield tr("of “{name}”, {difference}", name=name, difference=difference)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _kind(node: Any) -> str:
    return str(_mapping(node).get("layer", "?"))


def _links(inputs: Any) -> str:
    names = [tr("nothing") if each is None else f"“{each}”" for each in inputs] if isinstance(inputs, list) else []
    return listed(names) or tr("nothing")


def _canonical(value: Any) -> str:
    return "" if value is _NOTHING else json.dumps(value, sort_keys=True)


def shown(value: Any) -> str:
    """A setting as people read it, on one line of some length."""
    return shortened(" ".join(whole(value).split()))


def whole(value: Any) -> str:
    """A setting as people read it, however long it is."""
    if value is _NOTHING or value is None:
        return tr("not set")
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
