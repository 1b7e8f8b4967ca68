"""The numbers behind plots of predictions, few enough to be drawn; worked out on threads of the pool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from studio.formatting.quantities import percent
from studio.text import tr

if TYPE_CHECKING:
    from studio.evaluation.predictions import Predictions

MOST_DOTS = 4_000
MOST_CURVES = 10
"""As many classes at a time as colours can be told apart."""

BINS = 40

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """Numbers x and y (n,) of one class or target, with what is told beside its name."""

    name: str
    x: Numbers
    y: Numbers
    value: str = ""


@dataclass(frozen=True, eq=False)
class Scores:
    """Of one class against the others: the probabilities of its samples and of all others, each in rising order."""

    own: Numbers
    others: Numbers

    def at(self, threshold: float) -> tuple[float, float, float]:
        """Precision, recall and share of the others that is taken for it, where yes is said above a threshold; NaN of
        nothing."""
        right = len(self.own) - int(np.searchsorted(self.own, threshold, side="right"))
        wrong = len(self.others) - int(np.searchsorted(self.others, threshold, side="right"))
        return _ratio(right, right + wrong), _ratio(right, len(self.own)), _ratio(wrong, len(self.others))


@dataclass(frozen=True, eq=False)
class PlotData:
    """What a plot of this `kind` shows of class or target `of`, None for all; `shown` of `count` samples are drawn."""

    kind: str
    of: int | None
    points: tuple[Points, ...]
    scores: Scores | None = None
    count: int = 0
    shown: int = 0
    unit: str = ""


def plot_of(found: Predictions, kind: str, of: int | None) -> PlotData:
    """The numbers of one plot."""
    makers = {
        "roc": _curves, "precision_recall": _curves, "calibration": _calibrated, "positions": _at_positions,
    }  # fmt: skip
    make = makers.get(kind, _numbers)
    return make(found, kind, of)


def _curves(found: Predictions, kind: str, of: int | None) -> PlotData:
    from studio.evaluation.curves import one_against_rest, precision_recall, roc

    curve = roc if kind == "roc" else precision_recall
    places = range(min(len(found.classes), MOST_CURVES)) if of is None else [of]
    made = [(found.classes[at], curve(found, at)) for at in places]
    areas = ["" if np.isnan(each.area) else _area(kind, each.area) for _, each in made]
    points = tuple(Points(name, each.x, each.y, area) for (name, each), area in zip(made, areas, strict=True))
    scores = None
    if of is not None and found.has_probabilities:
        truth, given = one_against_rest(found, of)
        scores = Scores(np.sort(given[truth]), np.sort(given[~truth]))
    return PlotData(kind, of, points, scores, len(found), len(found))


def _calibrated(found: Predictions, kind: str, of: int | None) -> PlotData:
    from studio.evaluation.calibration import calibration

    told = calibration(found)
    there = told.counts > 0
    shares = told.counts / max(told.counts.sum(), 1)
    middles = (np.arange(len(there)) + 0.5) / len(there)
    error = "" if np.isnan(told.error) else tr("error {error}", error=percent(told.error))
    points = (Points(tr("Share of all answers"), middles, shares),
              Points(tr("Right answers"), told.confidence[there], told.right[there], error))  # fmt: skip
    return PlotData(kind, None, points, None, len(found), len(found))


def _at_positions(found: Predictions, kind: str, of: int | None) -> PlotData:
    """The share of right answers at each position, counted from 1 on."""
    from studio.evaluation.positions import all_right, per_position

    shares = per_position(found)
    whole = tr("all positions of a sample {share}", share=percent(float(all_right(found).mean())))
    places = np.arange(1, len(shares) + 1, dtype=np.float64)
    return PlotData(kind, None, (Points(tr("Right answers"), places, shares, whole),), None, len(found), len(found))


def _numbers(found: Predictions, kind: str, of: int | None) -> PlotData:
    from studio.evaluation.residuals import columns

    truth, answers = columns(found, of or 0)
    there = np.isfinite(truth) & np.isfinite(answers)
    truth, answers = truth[there], answers[there]
    name, count = found.classes[of or 0], len(truth)
    if kind == "residuals":
        heights, edges = np.histogram(answers - truth, bins=BINS) if count else (np.zeros(1), np.array([0.0, 1.0]))
        middles = (edges[:-1] + edges[1:]) / 2
        return PlotData(kind, of or 0, (Points(name, middles, heights.astype(np.float64)),), None, count, count, name)
    # The same each time, and evenly from everywhere.
    kept = np.arange(count) if count <= MOST_DOTS else np.linspace(0, count - 1, MOST_DOTS).astype(np.int64)
    return PlotData(kind, of or 0, (Points(name, truth[kept], answers[kept]),), None, count, len(kept), name)


def _area(kind: str, area: float) -> str:
    """The area below a curve, by its usual name."""
    return tr("AUC {area}", area=f"{area:.3f}") if kind == "roc" else tr("AP {area}", area=f"{area:.3f}")


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
