"""Noise on rows of numbers, by the spread of their columns."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from studio.data.augmentation.chance import Draws
from studio.data.augmentation.noise import bell_curve
from studio.data.augmentation.worker import Drawn, Lot, Worker, applies, on
from studio.data.config.transforms.rows import FeatureNoise
from studio.data.stores.store import Store
from studio.data.transforms.moments import Moments, pieces
from studio.layers import Shape
from studio.text import tr


@applies(FeatureNoise)
class ColumnNoise(Worker[FeatureNoise]):
    """Each number with one of a bell curve as wide as its column asks for."""

    spread: Tensor
    """Deviations of the columns (F,), 0 for those that stay as they are."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"keys": draws.keys()}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        noise = bell_curve(on(drawn["keys"], lot.inputs), lot.shape)
        return replace(lot, inputs=lot.inputs + noise * self.spread.to(noise.device) * self.settings.sigma)

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("noise of {sigma} deviations", sigma=f"{self.settings.sigma:g}")


def spreads(rows: Store) -> Tensor:
    """The deviations of the columns of rows (N, F), 0 for columns of two values alone."""
    moments, least, most = Moments(), torch.tensor(torch.inf), torch.tensor(-torch.inf)
    for piece in pieces(rows):
        moments.add(piece)
        least, most = torch.minimum(least, piece.amin(dim=0)), torch.maximum(most, piece.amax(dim=0))
    is_number = torch.zeros(rows.shape, dtype=torch.bool)
    for piece in pieces(rows):
        is_number |= ((piece != least) & (piece != most)).any(dim=0)
    return torch.where(is_number, moments.deviation, 0.0)
