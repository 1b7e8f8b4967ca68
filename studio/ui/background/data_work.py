"""What is read, drawn and measured of data for the window, on threads of the pool; none of it touches a widget."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QImage

from studio.data import Data
from studio.data.errors import DataError
from studio.layers import Shape
from studio.layers.io import Input
from studio.project import Project
from studio.text import tr
from studio.ui.background.progress import Progress
from studio.ui.background.tiles import tile, tiles

if TYPE_CHECKING:
    from studio.data.inspection.disk import Files
    from studio.data.inspection.opened import Opened
    from studio.data.inspection.page import Page
    from studio.data.inspection.survey import Survey
    from studio.data.overview import Overview


class Wanted(NamedTuple):
    """What is laid open: the data, with their folder, for an Input of this shape, split by this seed."""

    data: Data
    shape: Shape | None
    seed: int


class Order(NamedTuple):
    """A page of samples that is wanted; `seed` draws the order, None is that of the data.

    Pictures are made to fit a square of `side` pixels of the screen, with the classes of their pixels in `colours`.
    """

    split: str
    first: int
    size: int
    seed: int | None
    side: int = 72
    colours: tuple[str, ...] = ()


class VariantsOf(NamedTuple):
    """A training sample as it is and as it is drawn in the first epochs: pictures, and what was done for each."""

    place: int
    words: str
    tiles: tuple[QImage, ...]
    told: tuple[str, ...]


class TiledPage(NamedTuple):
    """A page of samples, and pictures of them where they are pictures, or recordings."""

    page: Page
    tiles: tuple[QImage, ...]


@dataclass(frozen=True, eq=False)
class Laid:
    """Data that are open, with what is told of them, and what was seen of their files before they were read."""

    opened: Opened
    overview: Overview
    files: Files
    glance: Hashable


class Glanced(NamedTuple):
    """A glance at the files of data, and what has changed since these were read, in words."""

    glance: Hashable
    words: str


def wanted_of(project: Project) -> Wanted:
    """What a project's training would read."""
    layers = (node.layer for node in project.graph.values())
    shape = next((layer.shape for layer in layers if isinstance(layer, Input)), None)
    return Wanted(project.data, shape, project.training.seed)


def lay_open(wanted: Wanted, progress: Progress) -> Laid:
    """Read data. Raises DataError, and GivenUp."""
    from studio.data.inspection.disk import files_of
    from studio.data.inspection.opened import open_data
    from studio.data.overview import overview_of
    from studio.data.sources import source_of
    from studio.data.sources.moment import one_moment

    glance = source_of(wanted.data).glance(wanted.data)
    with one_moment():
        files = files_of(wanted.data)
        opened = open_data(*wanted, progress.count)
    return Laid(opened, overview_of(wanted.data, opened.description, opened.parts), files, glance)


def page_of(opened: Opened, order: Order, progress: Progress) -> TiledPage:
    """A page of samples, with pictures of them. Raises DataError, and GivenUp."""
    from studio.data.inspection.page import page

    found = page(opened, order.split, order.first, order.size, order.seed, progress.check)
    is_drawn = opened.preparation.sample in ("picture", "recording")
    return TiledPage(found, tiles(found, order.side, order.colours) if is_drawn else ())


def variants_of(
    wanted: Wanted, opened: Opened, first: int, count: int, side: int, progress: Progress
) -> tuple[VariantsOf, ...]:
    """Training samples from the `first` on, with their variants. Raises DataError, and GivenUp."""
    from studio.data.augmented_preview import previewed
    from studio.data.inspection.told import target_words

    shape = wanted.shape or opened.preparation.shape
    return tuple(
        VariantsOf(
            each.place,
            target_words(opened.preparation, each.target),
            tuple(tile(sample.numpy(), side) for sample in (each.original, *(one.sample for one in each.variants))),
            tuple(variant.words for variant in each.variants),
        )
        for each in previewed(wanted.data, shape, wanted.seed, count, first, check=progress.check)
    )


def measured(opened: Opened, whole: bool, progress: Progress) -> Survey:
    """The figures of data. Raises DataError, and GivenUp."""
    from studio.data.inspection.survey import survey

    return survey(opened, whole=whole, check=progress.check, tell=progress.tell)


def glance(laid: Laid, last: Glanced) -> Glanced:
    """Every file is looked at only where a quick glance shows another picture."""
    from studio.data.inspection.disk import difference, files_of
    from studio.data.sources import source_of

    data = laid.opened.config
    try:
        now = source_of(data).glance(data)
        if now == last.glance:
            return last
        if not laid.files:
            return Glanced(now, tr("The data have changed on the disk.") if now != laid.glance else "")
        return Glanced(now, difference(laid.files, files_of(data)).words)
    except DataError as error:
        return Glanced(None, str(error))
