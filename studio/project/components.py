"""What the program is made of: the libraries it stands on, in the versions that are here, and their licences."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from typing import NamedTuple

from studio import __version__
from studio.paths import RESOURCES
from studio.text import tr

LONGEST = 120
"""Letters of what is the name of a licence, and no longer its text."""

_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Component(NamedTuple):
    """One part, with the licence it is under as its makers call it."""

    name: str
    version: str
    licence: str


def components() -> list[Component]:
    """Python, every library the program needs, with those that these need, and the typefaces it brings, by name."""
    found = [Component("Python", platform.python_version(), "PSF-2.0"), *_typefaces()]
    found += [Component(each.name, each.version, licence_of(each)) for each in _needed().values()]
    return sorted(found, key=lambda each: each.name.lower())


def versions() -> str:
    """The program and what it runs on, as a text to send along with a report of a fault."""
    listed = (f"{each.name} {each.version}".strip() for each in components())
    return "\n".join((tr("NN Studio {version}", version=__version__), platform.platform(), "", *listed))


def licence_of(found: Distribution) -> str:
    """The licence of a distribution in a line."""
    told = found.metadata
    named = next((line for key in ("License-Expression", "License") for line in told.get_all(key) or ()), "")
    if 0 < len(named) <= LONGEST and "\n" not in named.strip():
        return named.strip()
    classes = [each for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    return ", ".join(each.rpartition(" :: ")[2] for each in classes) or tr("See the files that come with it")


def _needed() -> dict[str, Distribution]:
    """The distributions that ours needs, each with what it needs in turn; all there are, where ours is not listed."""
    try:
        wanted = list(_required(distribution("nn-studio")))
    except PackageNotFoundError:
        return {_key(each.name): each for each in distributions()}
    found: dict[str, Distribution] = {}
    while wanted:
        name = wanted.pop()
        if _key(name) in found:
            continue
        try:
            found[_key(name)] = distribution(name)
        except PackageNotFoundError:
            continue  # for another system, or another Python
        wanted += _required(found[_key(name)])
    return found


def _required(by: Distribution) -> Iterator[str]:
    for line in by.requires or ():
        requirement, _, marker = line.partition(";")
        name = _NAME.match(requirement)
        if name is not None and "extra" not in marker:
            yield name.group()


def _key(name: str) -> str:
    """The name of a distribution as all its spellings share it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _typefaces() -> list[Component]:
    names = sorted(path.name.removesuffix("-LICENSE.txt") for path in (RESOURCES / "fonts").glob("*-LICENSE.txt"))
    return [Component(tr("Typeface {name}", name=name), "", "OFL-1.1") for name in names]
