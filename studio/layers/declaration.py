"""What every declaration shares (layers, losses, optimizers, data): a frozen value with typed, bounded parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from studio.layers.errors import ParameterError, parameter_message
from studio.layers.fields import is_inferred
from studio.text import ntr, paragraph, tr
from studio.text.declared import TOLD, Told, paragraphs


class Declaration(BaseModel):
    """A subclass declares a thing a person can choose, an instance is one choice with its parameters.

    Fields are the parameters; `essential` ones are always written to files and shown first. `foremost` ones are
    shown first too, but written only where they are set. The docstring is the help text. `origin` is the distribution
    and version of a plug-in that it is of, "" for our own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    name: ClassVar[str] = ""
    title: ClassVar[str]
    essential: ClassVar[tuple[str, ...]] = ()
    foremost: ClassVar[tuple[str, ...]] = ()
    origin: ClassVar[str] = ""

    @classmethod
    def create(cls, params: Mapping[str, Any]) -> Self:
        """A choice from parameters as a file or a form has them. Raises ParameterError."""
        try:
            return cls.model_validate(dict(params))
        except ValidationError as error:
            raise ParameterError(parameter_message(cls, error)) from None

    @classmethod
    def tried(cls, name: str, value: Any, others: Mapping[str, Any]) -> Self:
        """The choice with a value beside the `others` that a form shows of it. Raises ParameterError."""
        return cls.create({**others, name: value})

    @classmethod
    def help(cls) -> str:
        """The help text, as one paragraph."""
        details = paragraphs(cls.__doc__ or "")[1]
        return paragraph(cls.summary(), tr(details))

    @classmethod
    def summary(cls) -> str:
        """The first paragraph of the help, which is one sentence."""
        return tr(paragraphs(cls.__doc__ or "")[0])

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in TOLD & vars(cls).keys():
            if isinstance(vars(cls)[name], str):
                setattr(cls, name, Told(vars(cls)[name]))

    @property
    def kind(self) -> str:
        """The name in files: the class's own, unless it declares another."""
        return type(self).name or type(self).__name__

    def params(self) -> dict[str, Any]:
        """The parameters as JSON values, less those at their default that are not essential."""
        values = self.model_dump(mode="json")
        return {name: values[name] for name in type(self).model_fields if name in self.essential or self._is_set(name)}

    def changed(self, **params: Any) -> Self:
        """The same choice with other parameters. Raises ParameterError with the allowed range."""
        return self.create(dict(self) | params)

    def label(self) -> str:
        """The key parameters in short, such as `6 · 5×5 · padding 2×2`, without what follows from the input."""
        parts = [format_value(getattr(self, name)) for name in self.essential if getattr(self, name) is not None]
        parts += [
            f"{name} {format_value(getattr(self, name))}"
            for name, field in type(self).model_fields.items()
            if name not in self.essential and self._is_set(name) and not is_inferred(field)
        ]
        return " · ".join(parts)

    def _is_set(self, name: str) -> bool:
        field = type(self).model_fields[name]
        # get_default copies what it gives, which is most of the time of a comparison.
        default = field.default if field.default_factory is None else field.get_default(call_default_factory=True)
        return bool(getattr(self, name) != default)


def by_kind(*declarations: type[Declaration]) -> dict[str, type[Declaration]]:
    """Declarations by their name in files."""
    return {declaration.name or declaration.__name__: declaration for declaration in declarations}


def format_value(value: object) -> str:
    """A parameter for people: pairs as 5×5, points counted, switches on or off, a dash for what follows."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, tuple) and value and all(isinstance(part, tuple) and len(part) == 3 for part in value):
        return ntr("{count} point", "{count} points", len(value))
    if isinstance(value, tuple) and value and all(isinstance(pair, tuple) for pair in value):
        return ", ".join("=".join(map(str, pair)) for pair in value)
    if isinstance(value, tuple):
        return "×".join(map(format_value, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
