"""The alarms: what each of them is called, what it says and what helps, declared once."""

from __future__ import annotations

from studio.graph import Kind

DEAD_UNITS = Kind(
    "dead_units",
    "In “{node}” {percent} % of the units are dead: they let nothing through for any of the samples looked at, and so "
    "learn nothing more.",
    "Lower the learning rate, let biases begin at 0, or use LeakyReLU, which never lets a unit die.",
)

NOT_FINITE_FORWARD = Kind(
    "not_finite",
    "“{node}” gave the first number that is infinite or none (NaN), of finite ones, in step {step}.",
    "Look at what “{node}” does to numbers near 0, below 0 or very large, and at what goes into it; a lower learning "
    "rate or a normalization layer before it keeps numbers small.",
)

NOT_FINITE_BACKWARD = Kind(
    "not_finite",
    "The way back through “{node}” gave the first gradient that is infinite or no number (NaN), in step {step}.",
    "Its slope is infinite where it was used, as that of a root or a logarithm is at 0: keep what goes into it away "
    "from there.",
)

NOT_FINITE_WEIGHTS = Kind(
    "not_finite",
    "The weights of “{node}” are infinite or no numbers (NaN) in step {step}: the steps before were too large.",
    "Lower the learning rate, or limit the gradients with clip_norm; 1 is usual.",
)

NOT_FINITE_DATA = Kind(
    "not_finite",
    "Samples that enter at “{node}” in step {step} have numbers that are infinite or none (NaN).",
    "Correct them in the data, or leave these samples out.",
)

NOT_FINITE_LOSS = Kind(
    "not_finite",
    "The loss of what “{node}” gives is infinite or no number (NaN) in step {step}, though what it is taken of is "
    "finite.",
    "Check that the loss suits what “{node}” gives: one that takes logarithms wants no 0, and no number below it.",
)

NOT_FINITE_SOMEWHERE = Kind(
    "not_finite",
    "The loss became infinite or no number (NaN), and in which node that began cannot be told any more.",
    "Lower the learning rate, or limit the gradients with clip_norm; 1 is usual.",
)
