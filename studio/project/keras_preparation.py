"""The preparation of samples around a model of Keras, as layers before and behind it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from studio.compiler.formatting import STEP, WIDTH, statement
from studio.compiler.keras.lines import Order, Value
from studio.data.preparation import Preparation
from studio.data.transforms.row_steps import Fill, OneHot, Tokens, ToOneHot
from studio.data.transforms.sound_steps import Amplify
from studio.data.transforms.steps import LUMA, Bytes, Colour, Grey, Normalize, Reshape, Scale, Step
from studio.data.transforms.values import SampleShape
from studio.project.preparation_source import came

WRITTEN = (Amplify, Bytes, Colour, Fill, Grey, Normalize, OneHot, Reshape, Scale, Tokens)
"""The steps that are exact in Keras."""

ABOUT = "Trained on prepared samples: `prepared(model)` is a model that takes them as they come."


def unwritten(preparation: Preparation) -> str:
    """The first step that Keras has no exact counterpart of, by its name in the file; "" where all are written."""
    return next((step.kind for step in preparation.steps if not isinstance(step, WRITTEN)), "")


def prepared(preparation: Preparation, order: Order) -> list[str]:
    """The function that puts layers around a model whose input has its channels there; none where nothing is done."""
    back = preparation.target
    if not preparation.steps and back is None:
        return []
    value = Value("x", tuple(size or 0 for size in preparation.source), "last")
    sizes = tuple(size or None for size in value.sizes())
    typed = ', dtype="int32"' if any(isinstance(step, Tokens) for step in preparation.steps) else ""
    lines = [
        "def prepared(model: keras.Model) -> keras.Model:",
        *_about(preparation),
        *statement("x = samples = ", f"keras.Input({sizes}{typed})", indent=STEP),
        *(text for name, made in _steps(preparation, order) for text in statement(f"{name} = ", made, indent=STEP)),
        "    answers = model(x)",
    ]
    if back is not None:
        scaling = f"layers.Rescaling({list(back.deviations)}, {list(back.means)})(answers)"
        lines += statement("answers = ", scaling, indent=STEP)
    return [*lines, "    return keras.Model(samples, answers)"]


def _about(preparation: Preparation) -> list[str]:
    last = ", channels last" if len(preparation.source) > 1 else ""
    told = textwrap.wrap(f"It takes {came(preparation)}{last}.", WIDTH - STEP)
    first = '    """The model with its preparation of samples before it.'
    return [first, "", *(f"    {line}" for line in told), '    """']


def _steps(preparation: Preparation, order: Order) -> Iterator[tuple[str, str]]:
    """Names and what they are given; channels stand last until samples are reshaped."""
    shape: SampleShape = preparation.source
    last = True
    for step in preparation.steps:
        if isinstance(step, Reshape) and last and len(shape) > 1:
            yield "x", _moved(len(shape), "first")
            last = False
        yield from _assignments(step, channels_last=last)
        shape = step.shape(shape)
    if len(shape) > 1 and last != (order == "last"):
        yield "x", _moved(len(shape), order)


def _moved(axes: int, order: Order) -> str:
    places = range(1, axes + 1)
    moves = (axes, *places[:-1]) if order == "first" else (*places[1:], 1)
    return f"layers.Permute({moves})(x)"


def _assignments(step: Step, *, channels_last: bool) -> Iterator[tuple[str, str]]:
    """One step as names and what they are given."""
    if isinstance(step, Fill):
        yield from _filled(step)
    elif isinstance(step, OneHot):
        yield from _spread_out(step)
    else:
        yield "x", _expression(step, -1 if channels_last else 1)


def _expression(step: Step, axis: int) -> str:
    match step:
        case Normalize(mean=mean, deviation=deviation):
            variance = [each**2 for each in deviation]
            return f"layers.Normalization(axis={axis}, mean={list(mean)}, variance={variance})(x)"
        case Scale(factor=factor, offset=offset):
            return f"layers.Rescaling({factor!r}, {offset!r})(x)"
        case Amplify(factor=factor):
            return f"ops.clip(x * {factor!r}, -1.0, 1.0)"
        case Bytes():
            return "ops.round(x * 255.0) / 255.0"
        case Grey():
            return f'ops.sum(x * np.array({list(LUMA)}, "float32"), axis=-1, keepdims=True)'
        case Colour():
            return "ops.repeat(x, 3, axis=-1)"
        case Reshape(to=to):
            return f"layers.Reshape({to})(x)"
        case Tokens(starts=starts):
            return f'x + np.array({list(starts)}, "int32")'
    raise AssertionError(step)


def _filled(step: Fill) -> Iterator[tuple[str, str]]:
    numbers = ['float("nan")' if value is None else repr(value) for value in step.values]
    yield "missing", "ops.isnan(x)"
    yield "x", f'ops.where(missing, np.array([{", ".join(numbers)}], "float32"), x)'
    if step.marked:
        marks = f'ops.cast(ops.take(missing, {list(step.marked)}, axis=1), "float32")'
        yield "x", f"ops.concatenate([x, {marks}], axis=1)"


def _spread_out(step: OneHot) -> Iterator[tuple[str, str]]:
    spread = step.module()
    assert isinstance(spread, ToOneHot)
    yield "x", f"ops.take(x, {spread.columns.tolist()}, axis=1)"
    yield "is_category", f"np.array({spread.spread.tolist()})"
    yield "places", f'np.array({spread.places.long().tolist()}, "float32")'
    yield "x", 'ops.where(is_category, ops.cast(ops.equal(x, places), "float32"), x)'
