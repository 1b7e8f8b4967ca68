"""Figures of data: how they are divided and balanced, and how the numbers of each channel or column lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.data import Data
from studio.formatting.numbers import exact
from studio.text import in_language, ntr, tr
from studio.ui.background.data_look import DataLook
from studio.ui.panels.data.balance import Balance
from studio.ui.panels.data.samples import SPLITS
from studio.ui.session import Session
from studio.ui.widgets.choice import Parameters
from studio.ui.widgets.histogram import Histogram
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear

if TYPE_CHECKING:
    from studio.data.inspection.distributions import Lie
    from studio.data.inspection.survey import Survey
    from studio.data.overview import Overview

MOST_SHOWN = 60
"""Columns of which a picture is shown."""

SIDE_BY_SIDE_FROM = 560

SHARES = ("validation", "test")


class FiguresView(QScrollArea):
    """Splits and classes at the left, pictures of how numbers lie at the right."""

    def __init__(self, session: Session, look: DataLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._look = session, look
        self._overview: Overview | None = None
        self._survey: Survey | None = None
        self.shares: Parameters | None = None
        self._kind: type[Data] | None = None
        self.seed = Parameters(session.project.training, ("seed",))
        self.seed.edited.connect(self._change_training)
        self.counts = label("", 12, tone="muted", wrap=True)
        self.balance = Balance(SPLITS)
        self.no_balance = label("", 12, tone="muted", wrap=True)
        self.measured = label("", 12, tone="muted", wrap=True)
        self.histograms: dict[str, Histogram] = {}
        self._settings, self._pictures = QVBoxLayout(), QVBoxLayout()
        self._assemble()
        look.changed.connect(self._follow)
        session.project_changed.connect(lambda _, now: self._show_settings())
        self._show_settings()

    def _assemble(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right, self._settings, self._pictures):
            column.setSpacing(8)
        left.addWidget(label(tr("Splits"), 12, 600))
        left.addLayout(self._settings)
        left.addWidget(self.seed)
        left.addWidget(self.counts)
        left.addWidget(label(tr("Class balance"), 12, 600))
        left.addWidget(self.balance)
        left.addWidget(self.no_balance)
        left.addStretch(1)
        right.addWidget(label(tr("Numbers of the training samples"), 12, 600))
        right.addWidget(self.measured)
        right.addLayout(self._pictures)
        right.addStretch(1)
        inner = QWidget()
        inner.setProperty("surface", "clear")
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(12, 8, 12, 12)
        self._row.setSpacing(24)
        self._row.addLayout(left, 1)
        self._row.addLayout(right, 1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pictures below the rest where there is no room beside it."""
        super().resizeEvent(event)
        narrow = event.size().width() < SIDE_BY_SIDE_FROM
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _show_settings(self) -> None:
        """The shares of the data, where they have any."""
        project = self._session.project
        self.seed.show_value(project.training)
        if self.shares is not None and type(project.data) is self._kind:
            self.shares.show_value(project.data)
            return
        clear(self._settings)
        self._kind = type(project.data)
        names = [name for name in SHARES if name in type(project.data).model_fields]
        self.shares = Parameters(project.data, names) if names else None
        if self.shares is not None:
            self.shares.edited.connect(self._change_data)
            self._settings.addWidget(self.shares)

    def _follow(self) -> None:
        laid = self._look.laid
        overview = laid.overview if laid is not None else None
        if overview is not self._overview:
            self._overview = overview
            self._show_overview(overview)
        if self._look.survey is not self._survey:
            self._survey = self._look.survey
            self._show_figures()

    def _show_overview(self, overview: Overview | None) -> None:
        splits = overview.splits if overview is not None else {}
        self.counts.setText("\n".join(f"{in_language(SPLITS[name])}: {exact(count)}" for name, count in splits.items()))
        counts = overview.class_counts if overview is not None else {}
        self.balance.show_counts(counts)
        self.balance.setVisible(bool(counts))
        self.no_balance.setText(tr("These samples have no classes."))
        self.no_balance.setVisible(overview is not None and not counts)

    def _show_figures(self) -> None:
        clear(self._pictures)
        self.histograms = {}
        found = self._survey
        self.measured.setText(self._measured_words())
        if found is None:
            return
        lies: dict[str, Lie] = {
            **_titled(found.inputs),
            **{tr("To learn: {name}", name=name): lie for name, lie in found.numbers.items()},
        }
        for title, lie in list(lies.items())[:MOST_SHOWN]:
            self._add(title, lie)
        more = len(lies) - MOST_SHOWN
        if more > 0:
            self._pictures.addWidget(label(ntr("{count} more column", "{count} more columns", more), 12, tone="muted"))

    def _add(self, title: str, lie: Lie) -> None:
        shown = Histogram(tr("How the numbers of the training samples lie, before any normalization"))
        shown.show_distribution(lie.distribution)
        ends = tr("{title}: from {low} to {high}", title=title, low=_short(lie.low), high=_short(lie.high))
        if lie.strange:
            strange = ntr("{count} value is no number", "{count} values are no numbers", lie.strange)
            ends = tr("{range}; {strange}", range=ends, strange=strange)
        self._pictures.addWidget(label(ends, 12, wrap=True))
        self._pictures.addWidget(shown)
        self.histograms[title] = shown

    def _measured_words(self) -> str:
        laid, found = self._look.laid, self._survey
        if laid is None or found is None:
            return ""
        count, of = sum(found.measured.values()), sum(laid.overview.splits.values())
        if count >= of:
            return ntr("Measured on all {count} sample.", "Measured on all {count} samples.", of)
        return tr("Measured on {count} of {of} samples, drawn by a seed.", count=exact(count), of=exact(of))

    def _change_data(self, step: str, data: Data, going_on: bool) -> None:
        self._session.apply(step, replace(self._session.project, data=data), merge=going_on)

    def _change_training(self, step: str, training: Any, going_on: bool) -> None:
        self._session.apply(step, replace(self._session.project, training=training), merge=going_on)


def _titled(lies: Mapping[str, Lie]) -> dict[str, Lie]:
    return {name or tr("All values"): lie for name, lie in lies.items()}


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
