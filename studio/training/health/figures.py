"""The figures that monitors tell of a node, a declaration each."""

from __future__ import annotations

from dataclasses import dataclass

from studio.text import tr


@dataclass(frozen=True)
class HealthFigure:
    """A figure of a node at a step: its name in events, and what people call it.

    `is_share` says that it lies between 0 and 1; of others only the order of magnitude says much.
    """

    name: str
    title: str
    about: str
    is_share: bool = False


FIGURES: dict[str, HealthFigure] = {
    figure.name: figure
    for figure in (
        HealthFigure(
            "gradient_norm",
            tr("Gradient norm"),
            tr("Length of the gradient of all weights of the layer, before anything limits it"),
        ),
        HealthFigure("weight_norm", tr("Weight norm"), tr("Length of all weights of the layer, before the step")),
        HealthFigure(
            "update_ratio",
            tr("Update ratio"),
            tr("How far the step moved the weights, as a part of their length; about 0.001 is usual"),
        ),
        HealthFigure("activation_mean", tr("Activation mean"), tr("Mean of what leaves the layer")),
        HealthFigure("activation_std", tr("Activation deviation"), tr("Standard deviation of what leaves the layer")),
        HealthFigure(
            "dead",
            tr("Dead units"),
            tr("Share of the units that let nothing through for any sample of the latest batches looked at"),
            is_share=True,
        ),
        HealthFigure(
            "saturated",
            tr("Saturated values"),
            tr("Share of the values that lie where the activation function is flat"),
            is_share=True,
        ),
    )
}
"""By name, in the order in which they are offered."""
