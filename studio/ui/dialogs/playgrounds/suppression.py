"""Suppression of non-maxima: of boxes that lie together, the one with the best score stays."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from studio.text import listed, tr
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting, Work
from studio.ui.widgets.box_plane import BoxPlane, Shown
from studio.ui.widgets.label import label
from studio.ui.widgets.number_slider import NumberSlider, evenly

PICTURE = QSize(320, 280)
BOXES = (
    (30.0, 60.0, 130.0, 200.0), (40.0, 70.0, 140.0, 205.0), (22.0, 50.0, 120.0, 190.0), (60.0, 80.0, 170.0, 210.0),
    (180.0, 40.0, 290.0, 140.0), (190.0, 50.0, 300.0, 150.0), (150.0, 60.0, 260.0, 150.0),
    (200.0, 180.0, 280.0, 250.0), (210.0, 175.0, 275.0, 260.0),
)  # fmt: skip
SCORES = (0.92, 0.88, 0.75, 0.61, 0.97, 0.81, 0.55, 0.7, 0.68)


class SuppressionView(PlaygroundView):
    """Sliders say how much overlap is too much, and which scores are looked at."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        self.plane = BoxPlane(tr("Boxes and their scores"), PICTURE)
        super().__init__(setting, self.plane, parent)
        self.threshold = NumberSlider(tr("IoU above which a box goes"), evenly(0.0, 1.0, 41), 0.5)
        self.least = NumberSlider(tr("Least score"), evenly(0.0, 0.95, 20), 0.0)
        self.add(self.threshold)
        self.add(self.least)
        self.kept = self.add_readout(tr("Kept"))
        self.gone = self.add_readout(tr("Suppressed"))
        self.steps = label("", 12, wrap=True)
        self.add_part(self.steps)
        self.end_side()

    def question(self) -> Work:
        return partial(_suppressed, self.threshold.value(), self.least.value())

    def show_answer(self, answer: Any) -> None:
        rows, found = answer
        boxes = [
            Shown(BOXES[row], "muted", f"{SCORES[row]:.2f}", is_dashed=True)
            for at, row in enumerate(rows) if at not in found.kept
        ]  # fmt: skip
        boxes += [Shown(BOXES[rows[at]], "success", f"{SCORES[rows[at]]:.2f}", is_strong=True) for at in found.kept]
        self.plane.show_boxes(boxes)
        self.kept.show_value(str(len(found.kept)))
        self.gone.show_value(str(len(rows) - len(found.kept)))
        self.steps.setText("\n".join(self._story(rows, found)))

    def _story(self, rows: tuple[int, ...], found: Any) -> list[str]:
        """What happens, box by box."""
        told: list[str] = []
        for at in found.kept:
            score = f"{SCORES[rows[at]]:.2f}"
            lost = [f"{SCORES[rows[other]]:.2f}" for other, by in enumerate(found.by) if by == at]
            told.append(
                tr("{score} stays and takes away {lost}.", score=score, lost=listed(lost))
                if lost
                else tr("{score} stays.", score=score)
            )
        return told


def _suppressed(threshold: float, least: float) -> tuple[tuple[int, ...], object]:
    import torch

    from studio.insight.playgrounds.boxes import suppress

    rows = tuple(at for at, score in enumerate(SCORES) if score >= least)
    boxes, scores = torch.tensor([BOXES[at] for at in rows]), torch.tensor([SCORES[at] for at in rows])
    return rows, suppress(boxes, scores, threshold)
