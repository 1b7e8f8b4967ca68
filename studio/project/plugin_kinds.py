"""What plug-ins can add: for each group of entry points how one of its classes joins what is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.data.config import Data, data_kinds
from studio.layers import Layer, catalogue
from studio.layers.registry import register
from studio.text import tr
from studio.training.losses import Loss, losses


def _check(declared: type, wanted: type, known: Mapping[str, Any]) -> str:
    """The name of a declaration of a plug-in. Raises TypeError or ValueError where it is none, or there is one."""
    if not issubclass(declared, wanted):
        raise TypeError(tr("{name} is no {wanted}", name=declared.__name__, wanted=wanted.__name__))
    name = str(getattr(declared, "name", "") or declared.__name__)
    if name in known:
        raise ValueError(tr("there is “{name}” already", name=name))
    return name


def _mark(declared: type, origin: str) -> None:
    vars_of: Any = declared
    vars_of.origin = origin


def _layer(declared: type, origin: str) -> str:
    name = _check(declared, Layer, catalogue)
    _mark(declared, origin)
    register(declared)
    return name


def _loss(declared: type, origin: str) -> str:
    name = _check(declared, Loss, losses)
    _mark(declared, origin)
    losses[name] = declared
    return name


def _data(declared: type, origin: str) -> str:
    """A source with its `settings`, a declaration of data."""
    from studio.data.sources.source import SOURCES, Source

    settings = getattr(declared, "settings", None)
    if not issubclass(declared, Source) or not isinstance(settings, type):
        raise TypeError(tr("{name} is no Source with its settings", name=declared.__name__))
    name = _check(settings, Data, data_kinds)
    _mark(settings, origin)
    made = declared()
    SOURCES[settings] = made
    data_kinds[name] = settings
    return name


def _exporter(declared: type, origin: str) -> str:
    from studio.project.exporters import Exporter, exporters
    from studio.project.exporters.exporter import register as offer

    name = _check(declared, Exporter, exporters())
    taken = next((each for each in exporters().values() if {*each.suffixes} & {*declared.suffixes}), None)  # type: ignore[attr-defined]
    if taken is not None:
        raise ValueError(tr("files of its ending are written by “{name}” already", name=taken.name))
    _mark(declared, origin)
    offer(declared)
    exporters.cache_clear()
    return name


GROUPS: Mapping[str, Callable[[type, str], str]] = {
    "layers": _layer,
    "losses": _loss,
    "data": _data,
    "exporters": _exporter,
}
"""By the group's name behind `nn_studio.`: registers a class of a plug-in with its origin; gives its name in files."""
