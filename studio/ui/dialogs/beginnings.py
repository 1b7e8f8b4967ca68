"""How activations lie through the depth of the network for each way to begin: a column of histograms for each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from studio.project import Project
from studio.text import in_language, ntr, tr
from studio.ui.background.pool import Pool
from studio.ui.background.progress import Progress
from studio.ui.dialogs.answer import AnswerDialog
from studio.ui.widgets.histogram import Histogram
from studio.ui.widgets.label import label

if TYPE_CHECKING:
    from studio.insight.depths import Depth
    from studio.project.beginnings import Beginnings

SIZE = QSize(860, 600)


class BeginningsDialog(AnswerDialog):
    """Weights are drawn anew for each way; the project stays as it is."""

    def __init__(self, project: Project, pool: Pool, parent: QWidget | None = None) -> None:
        """The project has its data where they lie."""
        self._page = QWidget()
        self.grid = QGridLayout(self._page)
        self.grid.setContentsMargins(0, 0, 12, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(10)
        area = QScrollArea()
        area.setAccessibleName(tr("Ways to begin"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._page)
        about = tr("What leaves each activation before any training, for four ways to begin. Where all is in one bar, "
                   "or at the ends of a sigmoid, there is nothing left to learn from.")  # fmt: skip
        super().__init__(tr("Ways to begin"), about, area, SIZE, parent)
        self.found: Beginnings | None = None
        self.ask(pool, "beginnings", partial(_found, project))

    def show_answer(self, found: Beginnings) -> None:
        """A row for each layer, a column for each way."""
        from studio.insight.depths import SCHEMES

        self.found = found
        for column, (name, layers) in enumerate(found.schemes.items(), 1):
            self.grid.addWidget(label(in_language(SCHEMES[name][0]), 12, 600), 0, column)
            self.grid.setColumnStretch(column, 1)
            for row, depth in enumerate(layers, 1):
                if column == 1:
                    self.grid.addWidget(label(depth.node, 12, tone="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
                self.grid.addWidget(_histogram(depth), row, column)
        self.grid.setRowStretch(self.grid.rowCount(), 1)
        samples = ntr("On {count} sample.", "On {count} samples.", found.samples)
        self.told.setText("\n".join([self.told.text(), str(samples), *found.notes]))


def _histogram(depth: Depth) -> Histogram:
    from studio.compiler.first_weights import Distribution

    shown = Histogram(tr("What leaves “{node}”", node=depth.node), counts=False)
    shown.show_distribution(
        Distribution(depth.counts, depth.low, depth.high, depth.mean, depth.std, sum(depth.counts))
    )  # fmt: skip
    return shown


def _found(project: Project, progress: Progress) -> Beginnings:
    from studio.project.beginnings import beginnings
    from studio.project.export import outlined

    return beginnings(outlined(project), progress.check)
