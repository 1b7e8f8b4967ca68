"""What of the results is seen at the moment, as it can be taken away."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.background.boundary_work import table_of as table_of_plane
from studio.ui.panels.evaluation.boundary_page import PICTURE as PLANE_PICTURE
from studio.ui.panels.evaluation.boundary_page import BoundaryPage, paint_plane_picture
from studio.ui.panels.evaluation.confusion_page import ConfusionPage
from studio.ui.panels.evaluation.figure_painter import PICTURE as FIGURE_PICTURE
from studio.ui.panels.evaluation.figure_painter import paint_figure_picture
from studio.ui.panels.evaluation.matrix_painter import PICTURE as MATRIX_PICTURE
from studio.ui.panels.evaluation.matrix_painter import paint_matrix_picture, table_of
from studio.ui.panels.evaluation.overview import Overview
from studio.ui.panels.evaluation.plots_page import PlotsPage
from studio.ui.panels.evaluation.samples import SamplesView
from studio.ui.panels.evaluation.saving import Savable


def savable(title: str, page: QWidget | None, samples: SamplesView) -> Savable:
    """That of the page in front of the run of this title; the samples where it has nothing to take away."""
    if isinstance(page, ConfusionPage) and (shown := page.matrix.shown) is not None:
        paint = partial(paint_matrix_picture, shown, page.matrix.by)
        return Savable(tr("{run} confusion", run=title), partial(table_of, shown), paint, MATRIX_PICTURE)
    if isinstance(page, PlotsPage) and (figure := page.view.figure) is not None:
        return Savable(f"{title} {figure.title}", figure.table, partial(paint_figure_picture, figure), FIGURE_PICTURE)
    if isinstance(page, BoundaryPage) and (opened := page.view.opened) is not None and page.view.seen is not None:
        paint = partial(paint_plane_picture, opened, page.view.seen, theme.current())
        return Savable(
            tr("{run} boundary", run=title), partial(table_of_plane, opened, page.view.seen), paint, PLANE_PICTURE
        )
    if isinstance(page, Overview) and page.table.isVisible():
        return Savable(tr("{run} results", run=title), page.table.shown.cells)
    return Savable(tr("{run} samples", run=title), samples.table)
