"""What normalisation and dropout compute, in training and in use."""

from __future__ import annotations

from math import prod, sqrt

from studio.explanation.formula import Rule
from studio.explanation.functions.function import COMES_OUT, GOES_BACK, LayerFunction, back, layer_function, out
from studio.explanation.notation import Value
from studio.layers import Shape
from studio.layers import normalization as n
from studio.layers import regularization as r
from studio.layers.elementwise import Affine
from studio.text import tr

IN_TRAINING, IN_USE = tr("what comes out in training"), tr("what comes out in use")
MEAN, VARIANCE, SCALED = tr("mean"), tr("variance"), tr("normalised: mean 0, variance 1")
BACK = "(h - mean_i(h_i) - x̂*mean_i(h_i*x̂_i)) / sqrt(v + ε)"
BATCH = tr("the numbers of the channel in the whole batch")
BACK_IN_USE = tr("gradient that goes back by running statistics, as when it is frozen")
LOWEST = -1.7580993408473766
"""What AlphaDropout puts in the place of a number: −λ·α of SELU."""


def _learned(affine: bool, bias: bool, what: str = COMES_OUT) -> tuple[Rule, tuple[Rule, ...], tuple[Rule, ...]]:
    """What comes out of the normalised number, what goes back to it, and gradients of scale and shift."""
    of_scale = back("sum_i(g_i*x̂_i)", "γ", tr("gradient of the scale"))
    of_shift = back("sum_i(g_i)", "β", tr("gradient of the shift"))
    if not affine:
        return out("x̂", "y", what), (out("g", "h", tr("gradient by the normalised number")),), ()
    scaled = out("γ*x̂ + β" if bias else "γ*x̂", "y", what)
    learned = (of_scale, of_shift) if bias else (of_scale,)
    return scaled, (out("g*γ", "h", tr("gradient by the normalised number")),), learned


def _statistics(eps: float) -> tuple[Rule, ...]:
    return (
        out("mean_i(x_i)", "μ", MEAN),
        out("mean_i((x_i - μ)**2)", "v", VARIANCE),
        out("(x - μ) / sqrt(v + ε)", "x̂", SCALED, ε=eps),
    )


def _normalized(eps: float, affine: bool, bias: bool, over: str) -> LayerFunction:
    made, by_scaled, learned = _learned(affine, bias)
    return LayerFunction((*_statistics(eps), made), (*by_scaled, back(BACK, ε=eps), *learned), _meanings(over, affine))


def _meanings(over: str, affine: bool) -> tuple[tuple[str, str], ...]:
    scale = (("γ", tr("learned scale, which begins at 1")), ("β", tr("learned shift, which begins at 0")))
    return (("i", over), ("ε", "eps"), *(scale if affine else ()))


@layer_function.register
def by_batch(layer: n.BatchNorm1d | n.BatchNorm2d | n.BatchNorm3d, *shapes: Shape) -> LayerFunction:
    """By the batch in training, by running statistics in use."""
    made, by_scaled, learned = _learned(layer.affine, bias=True, what=IN_TRAINING)
    trained = (*_statistics(layer.eps), made)
    backward = (*by_scaled, back(BACK, ε=layer.eps), *learned)
    if not layer.track_running_stats:
        return LayerFunction(trained, backward, _meanings(BATCH, layer.affine))
    share = "α" if layer.momentum is not None else "1 / t"
    values: dict[str, Value] = {"α": layer.momentum} if layer.momentum is not None else {}
    running = tr("running {what}, which begins at {start}", what=MEAN, start=0)
    spread = tr("running {what}, which begins at {start}", what=VARIANCE, start=1)
    scaled, shift = ("γ*", " + β") if layer.affine else ("", "")
    kept = (
        Rule(running, "μ_r", f"(1 - {share})*μ_r + {share}*μ", values, step=True),
        Rule(spread, "v_r", f"(1 - {share})*v_r + {share}*v*n / (n - 1)", values, step=True),
        out(f"{scaled}(x - μ_r) / sqrt(v_r + ε){shift}", "y", IN_USE, ε=layer.eps),
    )
    used = Rule(BACK_IN_USE, "∂x", f"{scaled}g / sqrt(v_r + ε)", {"ε": layer.eps})
    words = (("n", tr("how many numbers the channel has in the batch")), ("α", "momentum"), ("t", tr("batches so far")))
    return LayerFunction((*trained, *kept), (*backward, used), (*_meanings(BATCH, layer.affine), *words))


@layer_function.register
def by_instance(layer: n.InstanceNorm1d | n.InstanceNorm2d | n.InstanceNorm3d, *shapes: Shape) -> LayerFunction:
    """Each channel of each sample by itself."""
    return _normalized(layer.eps, layer.affine, bias=True, over=tr("the numbers of the channel in this sample"))


@layer_function.register
def by_group(layer: n.GroupNorm, *shapes: Shape) -> LayerFunction:
    """Groups of channels of each sample."""
    count = prod(shapes[0]) // layer.num_groups
    over = tr("the {count} numbers of the group of channels in this sample", count=f"{count:,}")
    return _normalized(layer.eps, layer.affine, bias=True, over=over)


@layer_function.register
def by_sample(layer: n.LayerNorm, *shapes: Shape) -> LayerFunction:
    """Over the last axes; scale and shift belong to places."""
    over = tr("the {count} numbers of the axes normalised", count=f"{prod(layer.normalized_shape or shapes[0][-1:]):,}")
    return _normalized(layer.eps, layer.elementwise_affine, layer.bias, over)


@layer_function.register
def by_root(layer: n.RMSNorm, *shapes: Shape) -> LayerFunction:
    """Without a mean."""
    eps = layer.eps if layer.eps is not None else 2.0**-23
    made, by_scaled, learned = _learned(layer.elementwise_affine, bias=False)
    root = out("sqrt(mean_i(x_i**2) + ε)", "r", tr("root of the mean square"), ε=eps)
    over = tr("the {count} numbers of the axes normalised", count=f"{prod(layer.normalized_shape or shapes[0][-1:]):,}")
    return LayerFunction(
        (root, out("x / r", "x̂", tr("normalised: mean square 1")), made),
        (*by_scaled, back("(h - x̂*mean_i(h_i*x̂_i)) / r"), *learned),
        _meanings(over, layer.elementwise_affine)[: 3 if layer.elementwise_affine else 2],
    )


@layer_function.register
def damped(layer: n.LocalResponseNorm, *shapes: Shape) -> LayerFunction:
    """By the squares of neighbouring channels (Krizhevsky et al., 2012, 3.3; torch divides α by the size)."""
    values: dict[str, Value] = {"α": layer.alpha, "n": layer.size}
    damping = out("k + α / n*sum_j(x_j**2)", "d", tr("the damping, at the same place"), k=layer.k, **values)
    own, others = "g / d**β", "2*α*β / n*x*sum_o(g_o*x_o / d_o**(β + 1))"
    return LayerFunction(
        (damping, out("x / d**β", β=layer.beta)),
        (back(f"{own} - {others}", β=layer.beta, **values),),
        (
            ("j", tr("the channel and its neighbours, n channels in all; fewer at the ends")),
            ("o", tr("the channels that have this one among theirs")),
            ("α", "alpha"), ("β", "beta"), ("n", "size"),
        ),
    )  # fmt: skip


@layer_function.register
def affine(layer: Affine, *shapes: Shape) -> LayerFunction:
    """A learned scale and shift."""
    scale, shift = "a*x" if layer.weight else "x", " + c" if layer.bias else ""
    backward = [back("a*g" if layer.weight else "g")]
    backward += [back("sum_i(g_i*x_i)", "a", tr("gradient of the scale"))] if layer.weight else []
    backward += [back("sum_i(g_i)", "c", tr("gradient of the shift"))] if layer.bias else []
    return LayerFunction(
        (out(scale + shift),), tuple(backward), (("i", tr("the numbers that share the learned ones")),)
    )


@layer_function.register
def dropped(layer: r.Dropout | r.Dropout1d | r.Dropout2d | r.Dropout3d, *shapes: Shape) -> LayerFunction:
    """Inverted, as torch has it, and beside it the form that scales in use."""
    p: dict[str, Value] = {"p": layer.p}
    older, older_use = tr("in the older form, in training"), tr("in the older form, in use")
    inverted = () if layer.p == 1 else (out("r*x / (1 - p)", "y", IN_TRAINING, **p),)
    backward = () if layer.p == 1 else (back("r*g / (1 - p)", **p),)
    each = tr("1 with probability 1 − p, else 0; drawn anew for each number")
    whole = tr("1 with probability 1 − p, else 0; drawn anew for each channel as a whole")
    return LayerFunction(
        (
            *(inverted or (out("0", "y", IN_TRAINING),)),
            out("x", "y", IN_USE),
            out("r*x", "y", older),
            out("(1 - p)*x", "y", older_use, **p),
        ),
        backward or (back("0"),),
        (("r", each if layer.kind == "Dropout" else whole),),
    )


@layer_function.register
def alpha_dropped(layer: r.AlphaDropout, *shapes: Shape) -> LayerFunction:
    """Mean and variance stay (Klambauer et al., 2017, appendix)."""
    if layer.p == 1:
        return LayerFunction((out("0", "y", IN_TRAINING), out("x", "y", IN_USE)), (back("0"),))
    scale = 1 / sqrt((1 - layer.p) * (1 + layer.p * LOWEST**2))
    values: dict[str, Value] = {"a": scale, "b": -scale * layer.p * LOWEST, "s": LOWEST}
    return LayerFunction(
        (out("a*(r*x + (1 - r)*s) + b", "y", IN_TRAINING, **values), out("x", "y", IN_USE)),
        (back("a*r*g", "x", GOES_BACK, a=scale),),
        (
            ("r", tr("1 with probability 1 − p, else 0; drawn anew for each number")),
            ("s", tr("the lowest value of SELU")),
            ("a", tr("with b it keeps mean and variance")),
        ),
    )
