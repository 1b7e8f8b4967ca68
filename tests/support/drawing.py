"""Layers with parameters drawn at random, on inputs drawn at random."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from studio.compiler.tensors import TensorSpec
from studio.layers import FieldSpec, Layer, ParameterError, catalogue, fields
from studio.layers.io import Input

LAYERS = [declared for declared in catalogue.values() if declared is not Input]
"""Every layer that takes something."""

DRAWN = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def values(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """Small values of a parameter within its bounds, its default among them; none of what follows from the input."""
    if spec.inferred:
        return st.none()
    low = 0 if spec.minimum is None else max(spec.minimum, -4)
    high = low + 6 if spec.maximum is None else min(spec.maximum, low + 6)
    whole = st.integers(int(low), int(high))
    length = {"min_size": spec.length or 1, "max_size": spec.length or 3}
    by_editor: dict[str, st.SearchStrategy[Any]] = {
        "switch": st.booleans(),
        "choice": st.sampled_from(spec.choices or ("",)),
        "integer": whole,
        "number": st.floats(float(low), float(high), exclude_min=spec.strict_minimum),
        "integers": st.lists(whole, **length),
        "numbers": st.lists(st.floats(float(low), float(high)), **length),
        "text": st.text(max_size=5),
        "code": st.just(spec.default),
        "arguments": st.just(spec.default),
    }
    options = [st.just(spec.default), by_editor[spec.editor]]
    if spec.choices:
        options.append(st.sampled_from(spec.choices))
    if spec.optional:
        options.append(st.none())
    return st.one_of(options)


def draw_layer(data: st.DataObject, declared: type[Layer]) -> Layer | None:
    """A layer; None where the parameters drawn are refused."""
    try:
        return declared.create({spec.name: data.draw(values(spec), spec.name) for spec in fields(declared)})
    except ParameterError:
        return None


def draw(data: st.DataObject, declared: type[Layer], largest: int = 9) -> tuple[Layer, tuple[TensorSpec, ...]] | None:
    """A layer and alike inputs for its ports; None where the parameters drawn are refused."""
    layer = draw_layer(data, declared)
    if layer is None:
        return None
    rank = data.draw(st.sampled_from(declared.ranks or (1, 2, 3)))
    shape = tuple(data.draw(st.lists(st.integers(1, largest), min_size=rank, max_size=rank), "shape"))
    count = data.draw(st.integers(1, 3), "inputs") if layer.variadic else len(layer.inputs)
    return layer, (TensorSpec(shape, (layer.dtypes or ("float32",))[0]),) * count
