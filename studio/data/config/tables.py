"""Tables of measured numbers that scikit-learn carries."""

from __future__ import annotations

from pydantic import Field

from studio.data.config.base import Measured, Scaled, Undivided


class Table(Undivided, Measured):
    """Rows of measured numbers, one number a feature."""

    normalize: bool = Field(
        True,
        description="Shift and scale each feature to mean 0 and deviation 1, measured on the training split",
    )


class Iris(Table):
    """150 iris flowers of three species by the lengths and widths of their sepals and petals in cm (scikit-learn)."""

    name = "iris"
    title = "Iris flowers"


class Wine(Table):
    """178 Italian wines of three growers by 13 results of a chemical analysis (scikit-learn)."""

    name = "wine"
    title = "Wines"


class BreastCancer(Table):
    """569 tumours, malignant or benign, by 30 measurements of their cell nuclei (scikit-learn)."""

    name = "breast_cancer"
    title = "Breast cancer"


class Diabetes(Scaled, Table):
    """442 patients by ten numbers such as age and blood pressure; to tell is how far the disease goes in a year.

    The target is one number from 25 to 346 (scikit-learn): regression, for a loss such as the mean squared error.
    """

    name = "diabetes"
    title = "Diabetes (regression)"
