"""A run's predictions laid open for the window: opened, made, sorted and looked at off the UI thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from studio.errors import told_by
from studio.formatting.numbers import exact
from studio.text import paragraph, tr
from studio.ui.background.evaluation_figures import figures_of
from studio.ui.background.evaluation_plots import plot_of
from studio.ui.background.evaluation_work import (
    Laid,
    Look,
    Offer,
    Seen,
    Subject,
    compared,
    lay_open,
    open_samples,
    predicted,
    prepared_sample,
    rows_of,
    seen_at,
)
from studio.ui.background.explanation_work import Question
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.progress import GivenUp, Progress

if TYPE_CHECKING:
    from studio.data.inspection.opened import Opened
    from studio.evaluation.selection import Compared, Selection
    from studio.training.control import Control

State = Literal["nothing", "reading", "unmade", "making", "shown", "failed"]

__all__ = ["EvaluationLook", "Laid", "Look", "Offer", "Seen", "Subject"]


class EvaluationLook(QObject):
    """One subject at a time, and beside it perhaps the predictions of another run. What is not wanted any more is
    given up."""

    changed = Signal()  # another state, or other predictions
    listed = Signal(object)  # rows (M,) of the predictions that a selection asked for
    seen = Signal(object)  # dict of Seen by rows
    figured = Signal(object)  # Figures of what is shown
    plotted = Signal(object)  # PlotData that was asked for
    unseen = Signal(str)  # why samples cannot be looked at
    compared = Signal()  # there are other predictions to compare with now, or none any more
    refused = Signal(str, str)  # message, remedy: others cannot be compared with

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pool = pool
        self.state: State = "nothing"
        self.subject: Subject | None = None
        self.laid: Laid | None = None
        self.failure: Exception | None = None
        self.progress = Progress()
        self.other: Compared | None = None
        self._control: Control | None = None
        self._other_control: Control | None = None
        self._opened: Opened | None = None
        self._wanted: tuple[npt.NDArray[np.int64], Look] | None = None
        self._sampling = Progress()
        self._opening, self._making = Channel(pool, "predictions", self), Channel(pool, "evaluation", self)
        self._listing, self._comparing = Channel(pool, "selection", self), Channel(pool, "comparison", self)
        self._reading, self._looking = Channel(pool, "samples-of-run", self), Channel(pool, "pictures", self)
        self._opening.answered.connect(self._take)
        self._opening.failed.connect(self._fail)
        self._making.answered.connect(self._take)
        self._making.failed.connect(self._fail)
        self._listing.answered.connect(self.listed)
        self._figuring, self._plotting = Channel(pool, "figures-of-run", self), Channel(pool, "plot", self)
        self._figuring.answered.connect(self.figured)
        self._figuring.failed.connect(self._fail)
        self._plotting.answered.connect(self.plotted)
        self._comparing.answered.connect(self._take_other)
        self._comparing.failed.connect(self._refuse)
        self._reading.answered.connect(self._take_samples)
        self._reading.failed.connect(self._tell_unseen)
        self._looking.answered.connect(self.seen)
        self._looking.failed.connect(self._tell_unseen)

    def show(self, subject: Subject | None) -> None:
        """Lay this open, or nothing."""
        self.close()
        self.subject = subject
        if subject is None:
            self.changed.emit()
            return
        self.state = "reading"
        self._opening.ask(partial(lay_open, subject))
        self.changed.emit()

    def evaluate(self) -> None:
        """Have the predictions made that there are none of."""
        if self.subject is None or self.state not in ("unmade", "failed"):
            return
        if self.laid is None:
            self.show(self.subject)  # it could not even be opened
            return
        from studio.training.control import Control

        self._control, self.progress, self.state = Control(), Progress(), "making"
        self._making.ask(partial(predicted, self.subject, self._control, self.progress))
        self.changed.emit()

    def stop(self) -> None:
        """Give up making predictions."""
        if self.state == "making":
            self._stop_making()
            self.state = "unmade"
            self.changed.emit()

    def ask_for(self, wanted: Selection) -> None:
        """Have samples chosen and sorted; only the latest is told."""
        if self.laid is not None and self.laid.judged is not None:
            self._listing.ask(partial(rows_of, self.laid.judged, wanted, self.other))

    def ask_for_plot(self, kind: str, of: int | None) -> None:
        """Have the numbers of a plot, of one class or target or of all; only the latest are told."""
        if self.laid is not None and self.laid.judged is not None:
            self._plotting.ask(partial(plot_of, self.laid.judged.found, kind, of))

    def ask_to_see(self, rows: npt.NDArray[np.int64], look: Look) -> None:
        """Have samples made visible; only the latest are told."""
        if self.laid is None or self.laid.judged is None or self.subject is None:
            return
        self._wanted = rows, look
        if self._opened is not None:
            self._sampling.give_up()
            self._sampling = Progress()
            work = partial(seen_at, self._opened, self.laid.judged.found, rows, look, self._sampling)
            self._looking.ask(work)
        elif not self._reading.is_waiting:
            self._reading.ask(partial(open_samples, self.subject, self._sampling))

    def question(self, row: int) -> Question | None:
        """Why a sample of the predictions is answered as it is, to be asked; None before the samples have been read."""
        if self.subject is None or self._opened is None:
            return None
        subject, opened = self.subject, self._opened
        return Question(
            subject.folder, partial(prepared_sample, opened, subject.split, row), subject.which,
            tr("sample {number}", number=exact(row + 1)),
        )  # fmt: skip

    def compare(self, subject: Subject | None) -> None:
        """See what other predictions of the same samples get right or wrong; None for no others."""
        self._stop_comparing()
        if subject is None or self.laid is None or self.laid.judged is None:
            self._take_other(None)
        else:
            from studio.training.control import Control

            self._other_control = Control()
            self._comparing.ask(partial(compared, self.laid, subject, self._other_control))

    def close(self) -> None:
        """Give everything up."""
        self._stop_making()
        self._stop_comparing()
        self._sampling.give_up()
        for channel in (self._opening, self._listing, self._reading, self._looking, self._figuring,
                        self._plotting):  # fmt: skip
            channel.withdraw()
        self._sampling = Progress()
        self.laid = self.failure = self.other = self._opened = self._wanted = None
        self.state = "nothing"

    def _stop_making(self) -> None:
        if self._control is not None:
            self._control.stop()
        self._making.withdraw()
        self._control = None

    def _stop_comparing(self) -> None:
        if self._other_control is not None:
            self._other_control.stop()
        self._comparing.withdraw()
        self._other_control = None

    def _take(self, laid: Laid) -> None:
        self.laid, self.subject, self._control = laid, laid.subject, None
        self.state = "unmade" if laid.judged is None else "shown"
        if laid.judged is not None:
            self._figuring.ask(partial(figures_of, laid.judged))
        self.changed.emit()

    def _take_samples(self, opened: Opened) -> None:
        self._opened = opened
        if self._wanted is not None:
            self.ask_to_see(*self._wanted)

    def _take_other(self, found: Compared | None) -> None:
        self.other = found
        self.compared.emit()

    def _tell_unseen(self, error: Exception) -> None:
        if not isinstance(error, GivenUp):
            self._wanted = None
            self.unseen.emit(paragraph(*told_by(error)))

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, GivenUp):
            return
        self._take_other(None)
        self.refused.emit(*told_by(error))

    def _fail(self, error: Exception) -> None:
        """What could not be made is told; what was given up is nobody's matter."""
        self._control = None
        if not isinstance(error, GivenUp):
            self.failure, self.state = error, "failed"
            self.changed.emit()
