"""The loss surface of the open network, in two directions through its weights."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.project.questions import AroundWeights
from studio.text import ntr, paragraph, tr
from studio.ui.background.progress import Progress
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting, Work
from studio.ui.widgets.label import label
from studio.ui.widgets.number_slider import NumberSlider, by_factors
from studio.ui.widgets.plane import Plane, Track
from studio.ui.widgets.progress_row import HowFar, ProgressRow
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from studio.project.loss_surfaces import Found

BANDS, FINE = 24, 181
MOST_PLACES = 200
"""So many places of a parameter a slider has, the first ones."""


def whole(value: float) -> str:
    """Without decimals."""
    return f"{value:.0f}"


class LossView(PlaygroundView):
    """Worked out in the background, and given up by Stop; click the surface to read it."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        self.plane = Plane(tr("Loss around the weights"))
        self._progress = Progress()
        self._parameters: tuple[tuple[str, int], ...] = ()
        self.busy = ProgressRow(self._how_far)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plane, 1)
        column.addWidget(self.busy)
        super().__init__(setting, page, parent)
        self._add_directions()
        self._add_extent()
        self.here = self.add_readout(tr("Loss of the weights"))
        self.there = self.add_readout(tr("Loss at the mark"))
        self.lowest = self.add_readout(tr("Lowest here"))
        self.remarks = label("", 12, tone="muted", wrap=True)
        self.add_part(self.remarks)
        self.end_side()
        self.busy.stopped.connect(self.stop)
        self.plane.moved.connect(lambda *_: self._read())
        self._show_fields()

    def _add_directions(self) -> None:
        setting = self.setting
        self.whose = Segmented((str(tr("First")), str(tr("Of the run"))))
        self.whose.set_value(str(tr("Of the run") if setting.run() is not None else tr("First")))
        self._whose_part = self.add(self.whose, tr("Weights"))
        self.ways = {str(tr("Random")): "random", str(tr("Two weights")): "weights"}
        self.way = Segmented(tuple(self.ways))
        self.way.set_value(next(iter(self.ways)))
        self.add(self.way, tr("Directions"))
        self.seed = NumberSlider(tr("Seed"), tuple(range(20)), 0, whole)
        self.add(self.seed)
        self.names = (WordField({}), WordField({}))
        self.places = tuple(NumberSlider(name, (0,), 0, whole) for name in (tr("Its place, x"), tr("Its place, y")))
        self._of_weights: list[QWidget] = []
        for field, place, name in zip(self.names, self.places, (tr("Weight, x"), tr("Weight, y")), strict=True):
            field.edited.connect(self._offer_places)
            self._of_weights += [self.add(field, name), self.add(place)]

    def _add_extent(self) -> None:
        self.span = NumberSlider(tr("How far"), by_factors(0.05, 20.0, 27), 1.0)
        self.side = NumberSlider(tr("Places on a side"), tuple(range(7, 52, 4)), 19, whole)
        self.samples = NumberSlider(tr("Samples"), tuple(2**power for power in range(3, 11)), 128, whole)
        for each in (self.span, self.side, self.samples):
            self.add(each)
        self.button = QPushButton(tr("Work Out"))
        self.button.setAutoDefault(False)  # the Enter key ends typing in a field
        self.button.clicked.connect(self._work_out)
        self.add_part(self.button)

    def begin(self) -> None:
        """Work out the surface of the network that is open now, unless it is that which is shown."""
        if self.answer is None or self.answer[0].wanted.project != self.setting.project():
            self.ask()

    def question(self) -> Work:
        return partial(_surface, self._wanted(is_quick=True), self._progress)

    def ask(self, _: object = None) -> None:
        """Begin anew; what is under way is given up."""
        self._show_fields()
        self._begin(is_quick=True)

    def stop(self) -> None:
        """Give up what is under way; the picture stays as it was."""
        self.close_work()
        self.busy.follow(False)

    def close_work(self) -> None:
        """Wait for nothing any more, and have the work end."""
        self._progress.give_up()
        super().close_work()

    def fail(self, error: Exception) -> None:
        """Say why there is no picture."""
        self.busy.follow(False)
        super().fail(error)

    def show_answer(self, answer: Any) -> None:
        self.busy.follow(False)
        found, bands = answer
        if found.parameters != self._parameters:
            self._offer_names(found)
        span = found.wanted.span
        self.plane.show_part((-span, span), (-span, span))
        self.plane.show_bands(bands, BANDS)
        self.plane.show_over([Track([(0.0, 0.0)], 1, 5.0)], mark=self.plane.mark or (0.0, 0.0))
        self.here.show_value(f"{found.surface.centre:.5g}")
        self.lowest.show_value(f"{found.surface.lowest:.5g}")
        self.remarks.setText(paragraph(*_remarks(found)))
        self._read()

    def _begin(self, *, is_quick: bool) -> None:
        self._progress.give_up()
        self._progress = Progress()
        self.message.hide()
        self.busy.follow(True)
        self._channel.ask(partial(_surface, self._wanted(is_quick=is_quick), self._progress))

    def _work_out(self) -> None:
        self._begin(is_quick=False)

    def _wanted(self, *, is_quick: bool) -> AroundWeights:
        first, second = (
            (str(name.value()), int(place.value())) for name, place in zip(self.names, self.places, strict=True)
        )
        is_chosen = self.answer is not None and self.answer[0].wanted.project == self.setting.project()
        return AroundWeights(
            self.setting.project(), self._run(), self.ways[str(self.way.value())],  # type: ignore[arg-type]
            (first, second) if is_chosen else None, int(self.seed.value()), int(self.side.value()),
            self.span.value(), int(self.samples.value()), is_quick,
        )  # fmt: skip

    def _run(self) -> Path | None:
        """The run whose weights are looked at."""
        return self.setting.run() if self.whose.value() == str(tr("Of the run")) else None

    def _offer_names(self, found: Found) -> None:
        self._parameters = found.parameters
        for field, (name, _) in zip(self.names, found.weights, strict=True):
            field.offer({each: each for each, _ in found.parameters})
            field.set_value(name)
        self._offer_places()
        for slider, (_, place) in zip(self.places, found.weights, strict=True):
            slider.set_value(place)

    def _offer_places(self, _: object = None) -> None:
        sizes = dict(self._parameters)
        for field, place in zip(self.names, self.places, strict=True):
            place.offer(tuple(range(min(MOST_PLACES, sizes[str(field.value())]))))

    def _show_fields(self) -> None:
        """Only what belongs to the way that is chosen."""
        is_random = self.ways[str(self.way.value())] == "random"
        self.seed.setVisible(is_random)
        self._whose_part.setVisible(self.setting.run() is not None)
        for part in self._of_weights:
            part.setVisible(not is_random)

    def _read(self) -> None:
        if self.answer is not None and self.plane.mark is not None:
            self.there.show_value(f"{self.answer[0].surface.nearest(*self.plane.mark):.5g}")

    def _how_far(self) -> HowFar:
        return HowFar(tr("Working out the surface…"), self._progress.done, self._progress.of)


def _remarks(found: Found) -> list[str]:
    lost = found.surface.not_finite
    counted = ntr("Mean over {count} training sample.", "Mean over {count} training samples.", found.samples)
    beyond = ntr("At {count} place the loss is not finite.", "At {count} places the loss is not finite.", lost)
    return [str(counted), *([str(beyond)] if lost else []), *found.notes]


def _surface(wanted: AroundWeights, progress: Progress) -> tuple[Found, npt.NDArray[np.uint8]]:
    from studio.insight.playgrounds.bands import bands, finer
    from studio.project.loss_surfaces import surface_of

    found = surface_of(wanted, progress.tell, progress.check)
    return found, bands(finer(found.surface.losses, FINE), BANDS)
