"""What is told of layers, losses and optimizers: formulas with their numbers, curves, traps, references, as pages."""

from studio.explanation import elementwise_formulas, opaque, shapes, vectors, window_formulas  # noqa: F401  each registers formulas
from studio.explanation.formula import Formula
from studio.explanation.workings import Workings, workings

__all__ = ["Formula", "Workings", "workings"]
