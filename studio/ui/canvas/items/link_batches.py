"""Links bundled into a few paths, so that thousands are drawn at once and a change of one redoes only its bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from studio.graph.links import Link

SIZE = 200
"""Links to a bundle."""


class Bundles:
    """Which links are drawn together, and the paths of those bundles that are up to date."""

    def __init__(self, path_of: Callable[[Link], QPainterPath]) -> None:
        self._path_of = path_of
        self._numbers: dict[Link, int] = {}
        self._members: list[set[Link]] = []
        self._paths: dict[int, QPainterPath] = {}

    def touch(self, link: Link) -> None:
        """A link is new or runs elsewhere."""
        if link not in self._numbers:
            if not self._members or len(self._members[-1]) >= SIZE:
                self._members.append(set())
            self._numbers[link] = len(self._members) - 1
            self._members[-1].add(link)
        self._paths.pop(self._numbers[link], None)

    def drop(self, link: Link) -> None:
        """A link is gone."""
        number = self._numbers.pop(link)
        self._members[number].discard(link)
        self._paths.pop(number, None)

    def paths(self, area: QRectF) -> Iterator[QPainterPath]:
        """The paths that could be seen in an area."""
        for number, links in enumerate(self._members):
            if number not in self._paths:
                self._paths[number] = self._joined(links)
            path = self._paths[number]
            if path.controlPointRect().adjusted(-1, -1, 1, 1).intersects(area):
                yield path

    def _joined(self, links: set[Link]) -> QPainterPath:
        whole = QPainterPath()
        for link in links:
            whole.addPath(self._path_of(link))
        return whole
