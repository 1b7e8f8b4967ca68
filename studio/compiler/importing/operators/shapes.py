"""Operations that rearrange numbers: most only change the view of a tensor."""

from __future__ import annotations

from math import prod

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.folding import target_shape
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.activations import rounded
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import BATCH, Constant, Value, condensed
from studio.text import tr


@operator("Transpose")
def _transpose(op: Operation) -> Result:
    value = op.value()
    order = op.attribute("perm", None) or list(reversed(range(value.rank)))
    return value.viewed(tuple(value.groups[value.axis(axis)] for axis in order), op.hint)


@operator("Unsqueeze")
def _unsqueeze(op: Operation) -> Result:
    value = op.value()
    axes = op.numbers("axes", 1) or []
    rank = value.rank + len(axes)
    added = {axis % rank for axis in axes}
    old = iter(value.groups)
    groups = tuple(() if place in added else next(old) for place in range(rank))
    return with_batch(op, value.viewed(groups, op.hint))


@operator("Squeeze")
def _squeeze(op: Operation) -> Result:
    value = op.value()
    axes = op.numbers("axes", 1)
    gone = {value.axis(axis) for axis in axes} if axes else {a for a, size in enumerate(value.shape) if size == 1}
    for axis in gone:
        if value.shape[axis] != 1 and not (value.groups[axis] == (0,) and op.network.fixed_batch == 1):
            raise NoCounterpartError(
                tr("it takes axis {axis} away, which has size {size}", axis=axis, size=value.shape[axis])
            )
    return value.viewed(tuple(group for axis, group in enumerate(value.groups) if axis not in gone), op.hint)


@operator("Reshape")
def _reshape(op: Operation) -> Result:
    value = op.value()
    wanted = op.numbers("shape", 1) or []
    wanted = _batch_written_out(op, value, wanted)
    shape = target_shape(value.shape, wanted, op.attribute("allowzero", 0))
    return _norm_of_groups(op, value, shape) or reshaped(op, value, shape)


def _norm_of_groups(op: Operation, value: Value, shape: tuple[int, ...]) -> Value | None:
    """Channels joined to groups, normalised each by itself, and divided again: a GroupNorm. None for all else."""
    norm = op.network.makers.get(op.node.input[0])
    joining = (
        op.network.makers.get(norm.input[0]) if norm is not None and norm.op_type == "InstanceNormalization" else None
    )
    before = op.network.tensors.get(joining.input[0]) if joining is not None and joining.op_type == "Reshape" else None
    if (
        norm is None
        or not isinstance(before, Value)
        or before.shape != shape
        or value.rank != 3
        or before.groups[0] != (0,)
    ):
        return None
    normed = Operation(norm, op.network)
    if not ((normed.weights(1) == 1).all() and (normed.weights(2) == 0).all()):
        return None
    params = {"num_groups": value.shape[1], "eps": rounded(normed.attribute("epsilon", 1e-5)), "affine": False}
    return op.add("GroupNorm", op.build.laid_out(before), params=params)


@operator("Flatten")
def _flatten(op: Operation) -> Result:
    """Two axes: all before one, and all from it on."""
    value = op.value()
    axis = op.attribute("axis", 1)
    axis = axis + value.rank if axis < 0 else axis
    return reshaped(op, value, (prod(value.shape[:axis]), prod(value.shape[axis:])))


@operator("Expand")
def _expand(op: Operation) -> Result:
    """Only what changes nothing."""
    value = op.value()
    wanted = [int(each) for each in op.constant(1).reshape(-1)]
    shape = (1,) * (len(wanted) - value.rank) + value.shape
    if any(size not in (1, have) for size, have in zip(wanted, shape[-len(wanted) :] if wanted else (), strict=True)):
        raise NoCounterpartError(tr("there is no layer that repeats numbers along an axis"))
    return value.viewed(((),) * (len(shape) - value.rank) + value.groups)


@operator("Tile")
def _tile(op: Operation) -> Result:
    if any(int(each) != 1 for each in op.constant(1).reshape(-1)):
        raise NoCounterpartError(tr("there is no layer that repeats numbers along an axis"))
    return op.value()


@operator("Cast")
def _cast(op: Operation) -> Result:
    """Between kinds of real numbers, or of whole ones; layers compute with one of each."""
    value, to = op.value(), op.attribute("to", 1)
    real, whole = to in (1, 10, 11, 16), to in (6, 7)
    if (real and value.spec.dtype == "float32") or (whole and value.spec.dtype == "int64"):
        return value
    raise NoCounterpartError(tr("there is no layer that makes whole numbers of real ones, or real ones of whole ones"))


@operator("CastLike")
def _cast_like(op: Operation) -> Result:
    """To the kind of numbers of another tensor."""
    given, like = op.input(0), op.input(1)
    kind = like.spec.dtype if isinstance(like, Value) else like.array.dtype.name
    if isinstance(given, Constant):
        return Constant(np.broadcast_to(condensed(given.array).astype(kind), given.array.shape), given.learned)
    if given.spec.dtype == kind:
        return given
    raise NoCounterpartError(tr("there is no layer that makes whole numbers of real ones, or real ones of whole ones"))


@operator("DepthToSpace")
def _depth_to_space(op: Operation) -> Result:
    """In the mode DCR the channels of a place lie in another order than torch's."""
    value, factor = op.plain(), op.attribute("blocksize", 1)
    if op.attribute("mode", "DCR") == "CRD":
        return op.add("PixelShuffle", value, params={"upscale_factor": factor})
    channels, height, width = value.spec.shape
    apart = reshaped(op, value, (BATCH, factor, factor, channels // factor**2, height, width))
    order = (0, 3, 4, 1, 5, 2)
    turned = apart.viewed(tuple(apart.groups[axis] for axis in order))
    return reshaped(op, turned, (BATCH, channels // factor**2, height * factor, width * factor))


@operator("SpaceToDepth")
def _space_to_depth(op: Operation) -> Result:
    value, factor = op.plain(), op.attribute("blocksize", 1)
    channels, height, width = value.spec.shape
    apart = reshaped(op, value, (BATCH, channels, height // factor, factor, width // factor, factor))
    turned = apart.viewed(tuple(apart.groups[axis] for axis in (0, 3, 5, 1, 2, 4)))
    return reshaped(op, turned, (BATCH, channels * factor**2, height // factor, width // factor))


def _batch_written_out(op: Operation, value: Value, wanted: list[int]) -> list[int]:
    """The sizes with the batch in place of the one number that a file for that batch alone has for it."""
    fixed = op.network.fixed_batch
    if (
        fixed is None
        or not any(0 in group for group in value.groups)
        or any(size % BATCH == 0 for size in wanted if size)
    ):
        return wanted
    shape = [size // BATCH * fixed if size % BATCH == 0 else size for size in value.shape]
    full = list(target_shape(shape, wanted, op.attribute("allowzero", 0)))
    atoms = [axis for group in value.groups for axis in group]
    before = prod(value.size(axis) for axis in atoms[: atoms.index(0)])
    places = range(len(full))
    # An axis that is the batch alone is likelier than one that the batch is a part of.
    alone = [axis for axis in places if full[axis] == fixed and prod(full[:axis]) == before]
    inside = [
        axis for axis in places if before % prod(full[:axis]) == 0 and prod(full[: axis + 1]) % (before * fixed) == 0
    ]
    for axis in [*alone, *inside][:1]:
        full[axis] = full[axis] // fixed * BATCH
        return full
    raise NoCounterpartError(tr("it mixes the samples of a batch"))


def with_batch(op: Operation, value: Value) -> Value:
    """A tensor of a single sample that gets an axis in front takes that for its batch."""
    if op.network.fixed_batch == 1 and value.groups[:1] == ((),) and not any(0 in group for group in value.groups):
        return value.viewed(((0,), *value.groups[1:]))
    return value


def reshaped(op: Operation, value: Value, wanted: tuple[int, ...]) -> Value:
    """The tensor in another shape: axes joined in the view, divided by Unflatten, anything else by Reshape."""
    hint = op.hint
    try:
        return _regrouped(op, value, wanted, hint)
    except NoCounterpartError:
        pass
    place = value.batch
    before = prod(value.shape[:place])
    for axis, size in enumerate(wanted):
        if size == BATCH and prod(wanted[:axis]) == before:
            laid_out = op.build.laid_out(value)
            rest = (*wanted[:axis], *wanted[axis + 1 :])
            result = op.build.reshaped(laid_out, rest or (1,), hint)
            axes = iter(range(1, len(wanted)))
            return result.viewed(tuple((0,) if each == axis else (next(axes),) for each in range(len(wanted))))
    raise NoCounterpartError(tr("it mixes the batch with another axis"))


def _regrouped(op: Operation, value: Value, wanted: tuple[int, ...], hint: str) -> Value:
    """The same with axes joined and divided one after the other. Raises NoCounterpartError where they do not match."""
    waiting = [axis for group in value.groups for axis in group if value.size(axis) != 1]
    divisions = _divisions([value.size(axis) for axis in waiting], wanted)
    named = {axis: place for place, axis in enumerate(waiting)}
    for axis in sorted(waiting, reverse=True):
        parts = divisions.parts[named[axis]]
        if len(parts) > 1:
            value = op.build.one("Unflatten", value, {"dim": axis, "unflattened_size": parts}, hint=hint)
    # Where each part of each axis stands now: axes before it may have become several.
    more = {axis: len(divisions.parts[named[axis]]) - 1 for axis in waiting}
    first = {axis: axis + sum(more[other] for other in waiting if other < axis) for axis in waiting}
    places = [first[axis] + part for place, axis in enumerate(waiting) for part in range(len(divisions.parts[place]))]
    groups, taken = [], 0
    for count in divisions.counts:
        groups.append(tuple(places[taken : taken + count]))
        taken += count
    return value.viewed(tuple(groups), hint)


class _Divisions:
    """Into which parts each axis is divided, and how many parts make each wanted one."""

    def __init__(self, parts: list[list[int]], counts: list[int]) -> None:
        self.parts = parts
        self.counts = counts


def _divisions(sizes: list[int], wanted: tuple[int, ...]) -> _Divisions:
    parts: list[list[int]] = []
    counts: list[int] = []
    left = iter(sizes)
    rest = 1
    for size in wanted:
        count = 0
        while size > 1:
            if rest == 1:
                rest = next(left, 0)
                parts.append([])
                if not rest:
                    raise NoCounterpartError("")
            if size % rest == 0:
                taken = rest
            elif rest % size == 0 and rest != BATCH:
                taken = size
            else:
                raise NoCounterpartError("")
            parts[-1].append(taken)
            size //= taken
            rest //= taken
            count += 1
        counts.append(count)
    return _Divisions(parts, counts)
