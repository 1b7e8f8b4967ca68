"""Anchors around a place, and how much each overlaps with what is to be found."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from studio.text import tr
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting, Work
from studio.ui.widgets.box_plane import BoxPlane, Shown
from studio.ui.widgets.number_slider import NumberSlider, evenly

PICTURE = QSize(320, 280)
Box = tuple[float, float, float, float]


def pixels(value: float) -> str:
    """Whole pixels."""
    return f"{value:.0f} px"


class Matched(NamedTuple):
    """Anchors, and the overlap of each with the box that is to be found."""

    anchors: tuple[Box, ...]
    overlaps: tuple[float, ...]
    shared: float
    together: float

    @property
    def best(self) -> int:
        """The anchor that overlaps most."""
        return max(range(len(self.overlaps)), key=self.overlaps.__getitem__)


class AnchorsView(PlaygroundView):
    """Dragging, or the arrow keys, move the box that is to be found."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        self.plane = BoxPlane(tr("Anchors, and the box to be found"), PICTURE)
        super().__init__(setting, self.plane, parent)
        self.truth: Box = (100.0, 70.0, 220.0, 170.0)
        self.first = NumberSlider(tr("Size of the anchors"), evenly(16, 160, 19), 96, pixels)
        self.second = NumberSlider(tr("A second size"), evenly(16, 160, 19), 48, pixels)
        self.ratio = NumberSlider(tr("Ratio of the tall ones, height / width"), evenly(1.0, 4.0, 13), 2.0)
        self.wide = NumberSlider(tr("Width of the box to be found"), evenly(20, 240, 45), 120, pixels)
        self.tall = NumberSlider(tr("Height of the box to be found"), evenly(20, 240, 45), 100, pixels)
        for each in (self.first, self.second, self.ratio, self.wide, self.tall):
            self.add(each)
        self.best = self.add_readout(tr("Best anchor"))
        self.shared = self.add_readout(tr("Intersection"))
        self.together = self.add_readout(tr("Union"))
        self.overlap = self.add_readout(tr("IoU = intersection / union"))
        self.positive = self.add_readout(tr("Anchors with IoU of 0.5 and more"))
        self.end_side()
        self.plane.moved.connect(self._move)

    def question(self) -> Work:
        left, top, *_ = self.truth
        self.truth = (left, top, left + self.wide.value(), top + self.tall.value())
        ratio = self.ratio.value()
        return partial(_matched, (self.first.value(), self.second.value()), (1 / ratio, 1.0, ratio), self.truth)

    def show_answer(self, answer: Any) -> None:
        shown = [
            Shown(box, "success" if share >= 0.5 else "muted", is_strong=at == answer.best)
            for at, (box, share) in enumerate(zip(answer.anchors, answer.overlaps, strict=True))
        ]
        shown.sort(key=lambda each: each.is_strong)
        best = shown[-1]._replace(words=f"{answer.overlaps[answer.best]:.2f}", tone="accent")
        self.plane.show_boxes([*shown[:-1], best, Shown(self.truth, "warning", tr("to be found"), is_strong=True)])
        left, top, right, bottom = answer.anchors[answer.best]
        self.best.show_value(f"{right - left:.0f} × {bottom - top:.0f}")
        self.shared.show_value(f"{answer.shared:.0f}")
        self.together.show_value(f"{answer.together:.0f}")
        self.overlap.show_value(f"{answer.overlaps[answer.best]:.4f}")
        self.positive.show_value(str(sum(share >= 0.5 for share in answer.overlaps)))

    def _move(self, by_x: float, by_y: float) -> None:
        left, top, right, bottom = self.truth
        x = min(max(left + by_x, 0.0), PICTURE.width() - (right - left))
        y = min(max(top + by_y, 0.0), PICTURE.height() - (bottom - top))
        self.truth = (x, y, x + right - left, y + bottom - top)
        self.ask()


def _matched(sizes: tuple[float, float], ratios: tuple[float, float, float], truth: Box) -> Matched:
    import torch

    from studio.insight.playgrounds.boxes import anchors, areas, intersection_over_union, overlaps

    wanted = torch.tensor([truth])
    made = anchors(sizes, ratios, (PICTURE.width() / 2, PICTURE.height() / 2))
    shares = intersection_over_union(made, wanted)[:, 0]
    best = int(shares.argmax())
    shared = float(overlaps(made, wanted)[best, 0])
    together = float(areas(made)[best] + areas(wanted)[0]) - shared
    return Matched(tuple(map(tuple, made.tolist())), tuple(shares.tolist()), shared, together)
