"""Shows on the canvas what is another than in a network that this one is compared with: new, changed and gone nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from studio.graph.model import Position
from studio.ui.canvas.items.geometry import WIDTH, card_rect
from studio.ui.canvas.items.gone_cards import GoneCards
from studio.ui.canvas.scene import Scene

if TYPE_CHECKING:
    from studio.project.difference import Difference

STEP = WIDTH + 40


class Compared:
    """What a scene shows of a comparison, until there is none any more."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.gone = GoneCards(scene.shown)

    def show(self, found: Difference | None) -> None:
        """Frame nodes by what became of them, and draw those that are gone; None for nothing of all that."""
        scene, states = self._scene, {} if found is None else found.states
        before, scene.shown.compared = scene.shown.compared, states
        self.gone.show_places({} if found is None else self._placed(found))
        if found is not None and self.gone.scene() is None:
            scene.addItem(self.gone)
        elif found is None and self.gone.scene() is not None:
            scene.removeItem(self.gone)
        if before == states:
            return
        for item in scene.nodes.made.values():
            item.update()
        scene.overview.touch(scene.shown.graph)

    def _placed(self, found: Difference) -> Mapping[str, tuple[str, Position]]:
        """Each where it would stand, or to the right of what stands there now."""
        taken = [self._scene.nodes.area(name) for name in self._scene.shown.graph]
        placed: dict[str, tuple[str, Position]] = {}
        for path, (x, y) in found.places.items():
            while "." not in path and any(card_rect((x, y)).intersects(area) for area in taken):
                x += STEP
            taken.append(card_rect((x, y)))
            placed[path] = found.removed[path], (x, y)
        return placed
