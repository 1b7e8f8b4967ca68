"""All playgrounds, each declared once: dialog, menu and tests derive from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple, cast

from studio.text import tr
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting


class Playground(NamedTuple):
    """`sentence` says what there is to do, `teaches` what it shows; `view` is its widget, as module and class.

    `templates` are networks of the same lesson, by their names.
    """

    title: str
    sentence: str
    teaches: str
    view: tuple[str, str]
    templates: tuple[str, ...] = ()

    def make(self, setting: Setting) -> PlaygroundView:
        """Its widget."""
        module, name = self.view
        made = getattr(import_module(f"studio.ui.dialogs.playgrounds.{module}"), name)
        return cast(Callable[[Setting], PlaygroundView], made)(setting)


PLAYGROUNDS: Mapping[str, Playground] = {
    "gates": Playground(
        tr("Gates of perceptrons"),
        tr("Choose weights and bias of a perceptron with a step, and see which gate it is."),
        tr("A perceptron draws one straight line. AND, NAND and OR differ by their weights alone; XOR needs three."),
        ("gates", "GatesView"),
        ("and-step", "nand-step", "or-step", "xor-gates"),
    ),
    "derivative": Playground(
        tr("Derivative and tangent"),
        tr("Move the place along a function, and the step h over which it is differenced."),
        tr("The central difference comes nearer to the slope than the forward one, until h is so small that rounding "
           "takes over."),
        ("slope", "SlopeView"),
    ),
    "gradient_field": Playground(
        tr("Gradient field"),
        tr("Click a surface to see its gradient there, by back-propagation and by differences."),
        tr("The gradient points where a function rises most; gradient descent goes the other way."),
        ("field", "FieldView"),
    ),
    "optimizer_paths": Playground(
        tr("Paths of optimizers"),
        tr("Let optimizers walk over one surface, each with its learning rate; click to begin elsewhere."),
        tr("SGD zigzags through a long valley, momentum swings through it, AdaGrad and Adam take steps of their own in "
           "each direction."),
        ("paths", "PathsView"),
    ),
    "loss_surface": Playground(
        tr("Loss surface of this network"),
        tr("Move the weights of the open network in two directions, and see its loss."),
        tr("Training goes downhill on such a surface, of which a plane shows two directions of very many."),
        ("loss", "LossView"),
    ),
    "im2col": Playground(
        tr("im2col: convolution as a product"),
        tr("Choose picture, kernel, stride and padding; point at a column to see the window it holds."),
        tr("A convolution is one product of matrices, once each window has become a column."),
        ("windows", "WindowsView"),
    ),
    "side_by_side": Playground(
        tr("Two networks side by side"),
        tr("Train both of a pair by one button, and compare how they learn."),
        tr("Why deep networks have shortcuts, and what a bottleneck saves."),
        ("twins", "TwinsView"),
        ("plain32-digits", "residual32-digits", "bottleneck-digits", "wide-digits"),
    ),
    "anchors": Playground(
        tr("Anchors and IoU"),
        tr("Move a box that is to be found, and see which anchor overlaps with it most."),
        tr("Detectors begin with boxes of several sizes and ratios; overlap (IoU) says which is to learn what."),
        ("anchors", "AnchorsView"),
    ),
    "suppression": Playground(
        tr("Suppression of non-maxima"),
        tr("Choose how much boxes may overlap, and see which stay."),
        tr("A detector finds the same thing many times; of boxes that overlap, only the best is kept."),
        ("suppression", "SuppressionView"),
    ),
}  # fmt: skip
"""By a name for good, in the order of the notes."""
