"""One node seen in large: its maps and how its numbers lie, of what it gives, of gradients and of its parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
from torch import Tensor

from studio.compiler.expansion import Expansion
from studio.compiler.first_weights import Distribution, distribution_of
from studio.insight.chain_rule import origin_by_parameter, origin_of
from studio.insight.origins import Explain, Origin, explainer
from studio.insight.strips import Strip, as_maps, strip
from studio.insight.trace import parameters_of
from studio.project.looking import Sight
from studio.text import tr

MOST_MAPS, COLUMNS, SIDE = 64, 8, 128


@dataclass(frozen=True, eq=False)
class Detail:
    """Numbers under a title, as maps (N, H, W) or in a row (N,); `distribution` is None where none is finite.

    `explain` says of a place how its number comes about, None where nothing does. It may take a moment.
    """

    title: str
    strip: Strip
    numbers: npt.NDArray[np.float32]
    distribution: Distribution | None
    explain: Explain | None = None


def details(sight: Sight, path: str, expansion: Expansion) -> tuple[Detail, ...]:
    """What there is of a node; of a block, what leaves it at its first output."""
    span = expansion.blocks.get(path)
    name = span.outputs[0] if span is not None and span.outputs else path
    if name not in sight.trace.outputs:
        return ()
    made = sight.trace.outputs[name][0][0]
    found = [replace(_detail(tr("Output"), made), explain=_explained(sight, name, made))]
    gradient = sight.derivatives.outputs[name][0]
    if gradient is not None:
        explain = _of_shown(partial(origin_of, sight.trace, sight.derivatives, name), made)
        found.append(replace(_detail(tr("Gradient"), gradient[0]), explain=explain))
    module = sight.trace.module(name)
    for own, whole in parameters_of(sight.trace, name).items():
        assert module is not None
        found.append(_detail(own, module.get_parameter(own)))
        gradient = sight.derivatives.parameters[whole]
        if gradient is not None:
            explain = partial(origin_by_parameter, sight.trace, sight.derivatives, name, own)
            detail = _detail(tr("Gradient by {parameter}", parameter=own), gradient)
            found.append(replace(detail, explain=_of_shown(explain, gradient)))
    return tuple(found)


def _explained(sight: Sight, name: str, made: Tensor) -> Explain | None:
    module = sight.trace.module(name)
    if module is None or made.dim() not in (1, 2, 3):
        return None
    explain = explainer(module, [each[0] for each in sight.trace.arriving(name)], made)
    return None if explain is None else _of_shown(explain, made)


def _of_shown(explain: Explain, made: Tensor) -> Explain:
    """The same of a place as it is shown: in a row whatever the shape, or in a map, which a table is one of."""
    shape = tuple(made.shape)

    def of_place(place: tuple[int, ...]) -> Origin | None:
        at = np.unravel_index(place[0], shape) if len(place) == 1 else place[-len(shape) :]
        return explain(tuple(map(int, at)))

    return of_place


def _detail(title: str, tensor: Tensor) -> Detail:
    numbers = tensor.detach().numpy().astype(np.float32)
    finite = numbers[np.isfinite(numbers)]
    maps = as_maps(numbers)
    return Detail(
        str(title),
        strip(tensor, MOST_MAPS, SIDE, COLUMNS),
        numbers.reshape(-1) if maps is None else maps,
        distribution_of(finite) if finite.size else None,
    )
