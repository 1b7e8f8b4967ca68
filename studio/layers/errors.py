"""Refused parameters, told with the name of the parameter and what it may be."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from studio.errors import StudioError
from studio.formatting.shortened import shortened
from studio.layers.fields import fields
from studio.text import tr


class ParameterError(StudioError, ValueError):
    """A parameter is not what its layer (loss, optimizer, …) allows; the text says which and what is."""


def parameter_message(model: type[BaseModel], error: ValidationError) -> str:
    """One sentence for the first thing that is wrong with the parameters of `model`."""
    details = error.errors(include_url=False)[0]
    called = getattr(model, "name", "") or model.__name__
    name = shortened(str(details["loc"][0])) if details["loc"] else ""
    if details["type"] == "extra_forbidden":
        known = tr(", ").join(model.model_fields) or tr("none")
        return tr(
            "{called} has no parameter “{name}”; its parameters are: {known}.", called=called, name=name, known=known
        )
    if details["type"] == "missing":
        return tr("{called} needs the parameter “{name}”.", called=called, name=name)
    shown = shortened(repr(details["input"]))
    if details["type"] == "value_error":
        return tr("{called}: {reason}", called=called, reason=str(details["ctx"]["error"]))
    spec = next((spec for spec in fields(model) if spec.name == name), None)
    if spec is None:
        return tr("{called} cannot be {shown}.", called=called, shown=shown)
    return tr(
        "{name} of {called} must be {wanted}, not {shown}.", name=name, called=called, wanted=spec.wanted(), shown=shown
    )
