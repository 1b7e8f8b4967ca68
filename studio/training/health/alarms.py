"""The alarms: what each of them is called, what it says and what helps, declared once."""

from __future__ import annotations

from studio.graph import Finding, Kind

DEAD_UNITS = Kind(
    "dead-units",
    "In “{node}” {percent} % of the units are dead: they let nothing through for any of the samples looked at, and so "
    "learn nothing more.",
    "Lower the learning rate, let biases begin at 0, or use LeakyReLU, which never lets a unit die.",
)

NOT_FINITE_FORWARD = Kind(
    "not-finite-forward",
    "“{node}” gave the first number that is infinite or none (NaN), of finite ones, in step {step}.",
    "Look at what “{node}” does to numbers near 0, below 0 or very large, and at what goes into it; a lower learning "
    "rate or a normalization layer before it keeps numbers small.",
)

NOT_FINITE_BACKWARD = Kind(
    "not-finite-backward",
    "The way back through “{node}” gave the first gradient that is infinite or no number (NaN), in step {step}.",
    "Its slope is infinite where it was used, as that of a root or a logarithm is at 0: keep what goes into it away "
    "from there.",
)

NOT_FINITE_WEIGHTS = Kind(
    "not-finite-weights",
    "The weights of “{node}” are infinite or no numbers (NaN) in step {step}: the steps before were too large.",
    "Lower the learning rate, or limit the gradients with clip_norm; 1 is usual.",
)

NOT_FINITE_DATA = Kind(
    "not-finite-data",
    "Samples that enter at “{node}” in step {step} have numbers that are infinite or none (NaN).",
    "Correct them in the data, or leave these samples out.",
)

NOT_FINITE_LOSS = Kind(
    "not-finite-loss",
    "The loss of what “{node}” gives is infinite or no number (NaN) in step {step}, though what it is taken of is "
    "finite.",
    "Check that the loss suits what “{node}” gives: one that takes logarithms wants no 0, and no number below it.",
)

NOT_FINITE_SOMEWHERE = Kind(
    "not-finite-somewhere",
    "The loss became infinite or no number (NaN), and in which node that began cannot be told any more.",
    "Lower the learning rate, or limit the gradients with clip_norm; 1 is usual.",
)

SATURATED_UNITS = Kind(
    "saturated-units",
    "In “{node}” {percent} % of the values are saturated: they lie where the function is flat, so that hardly any "
    "gradient comes through.",
    "Scale the data (Normalize), begin with smaller weights such as XavierUniform, or put a BatchNorm before it.",
)

VANISHING_GRADIENTS = Kind(
    "gradients-vanish",
    "The gradient vanishes on its way back to “{node}”: it is {part} times smaller than at “{other}”, so that the "
    "layers near the input hardly learn.",
    "Use ReLU in place of Sigmoid or Tanh, begin with KaimingNormal weights, add normalization layers or shortcuts, or "
    "make the network less deep.",
)

EXPLODING_GRADIENTS = Kind(
    "exploding-gradients",
    "The gradients explode: that of “{node}” has the length {length}.",
    "Begin with smaller weights such as KaimingNormal, limit the gradients with clip_norm (1 is usual), or add "
    "normalization layers.",
)

WEIGHTS_TOO_LARGE = Kind(
    "weights-too-large",
    "The gradients explode, to a length of {length}: the weights of “{node}” are far larger than those of others.",
    "Begin “{node}” with smaller weights such as KaimingNormal, or limit the gradients with clip_norm; 1 is usual.",
)

STEPS_TOO_LARGE = Kind(
    "steps-too-large",
    "The steps are too large: one moved the weights of “{node}” by {percent} % of their length, and the loss grew far "
    "beyond what it began with.",
    "Lower the learning rate, which is {rate}, to a tenth or less, or limit the gradients with clip_norm; 1 is usual.",
)

CONSTANT_OUTPUT = Kind(
    "constant-output",
    "The network gives the same for every sample: from “{node}” on nothing differs.",
    "Begin with weights that differ (the default, or KaimingNormal), lower the learning rate if it began well, and "
    "check that the data differ.",
)

NO_GRADIENT = Kind(
    "no-gradient",
    "Nothing will be learnt: the gradient of every weight is 0, as the loss does not change with any of them.",
    "Put a function with a slope, such as Sigmoid, in place of one without (Step, a comparison, rounding) between the "
    "weights and the loss.",
)

TOO_SLOW = Kind(
    "too-slow",
    "Nothing will be learnt: with a learning rate of {rate} the weights move by {percent} % at most in the whole run.",
    "Raise the learning rate; “Find a learning rate” looks for one that suits.",
)

NO_LEARNING = Kind(
    "no-learning",
    "Nothing is learnt: after {epochs} epochs the loss of the training samples is {loss}, as it was after the first.",
    "Try another learning rate, check that targets belong to their samples, and that the network can tell them apart.",
)

LABEL_NOISE = Kind(
    "label-noise",
    "Many labels seem to be wrong: of the {count} validation samples that the network is surest of, {percent} % have "
    "another label, nearly as many as of all.",
    "Look at those under “Perhaps mislabelled” in Results, Samples, and put their labels right; until then stop early, "
    "as wrong labels are learnt by heart.",
)

OVERFITTING = Kind(
    "overfitting",
    "The network learns the training samples by heart: the validation loss was {best} and has risen to {now}, while "
    "the training loss still falls.",
    "Stop early (early_stopping), add dropout, weight decay or random transforms, or get more samples; wrong labels do "
    "this too.",
)

ALARMS: dict[str, tuple[Kind, ...]] = {
    "dead_units": (DEAD_UNITS,),
    "not_finite": (
        NOT_FINITE_FORWARD,
        NOT_FINITE_BACKWARD,
        NOT_FINITE_WEIGHTS,
        NOT_FINITE_DATA,
        NOT_FINITE_LOSS,
        NOT_FINITE_SOMEWHERE,
    ),
    "saturated_units": (SATURATED_UNITS,),
    "vanishing_gradients": (VANISHING_GRADIENTS,),
    "exploding_gradients": (EXPLODING_GRADIENTS, WEIGHTS_TOO_LARGE, STEPS_TOO_LARGE),
    "constant_output": (CONSTANT_OUTPUT,),
    "no_learning": (NO_GRADIENT, TOO_SLOW, NO_LEARNING),
    "label_noise": (LABEL_NOISE,),
    "overfitting": (OVERFITTING,),
}
"""Each alarm by its name in events and lists of runs, with the sentences that tell it."""

_NAMES = {kind.code: name for name, kinds in ALARMS.items() for kind in kinds}


def name_of(told: Kind | Finding) -> str:
    """The name of the alarm that this tells."""
    return _NAMES[told.code]
