"""The command `export` with the endings and options that exporters declare, looked up when they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

import typer

from studio.cli.told import ToldCommand
from studio.text import tr

if TYPE_CHECKING:
    from studio.layers import FieldSpec

OPTIONS = "studio.export.options"
"""Where a command keeps the options of exporters that were given."""


class ExportCommand(ToldCommand):
    """A command that has the switches of every exporter too: `--without-preparation` for a switch that is on."""

    def get_params(self, ctx: Any) -> Any:
        """Those of the command, and one for each switch of an exporter."""
        from studio.project.exporters import exporters

        params = super().get_params(ctx)
        endings = " ".join(suffix for declared in exporters().values() for suffix in declared.suffixes)
        for param in params:
            if param.name == "out":
                param.help = tr("The file to write; its ending says what: {endings}", endings=endings)  # type: ignore[attr-defined]
        specs: dict[str, FieldSpec] = {}
        for spec in (spec for declared in exporters().values() for spec in declared.options()):
            specs.setdefault(spec.name, spec)
        return [*params, *_options([spec for spec in specs.values() if spec.editor in TYPES])]


TYPES: dict[str, type] = {"switch": bool, "integer": int, "choice": str}
"""What is given on a command line for a field, by what it is edited with."""


def _options(specs: Sequence[FieldSpec]) -> list[Any]:
    """An option for each field of an exporter, made by Typer; what is given goes among the context's OPTIONS."""
    parameters = [
        Parameter(spec.name, Parameter.KEYWORD_ONLY, default=_option(spec), annotation=TYPES[spec.editor])
        for spec in specs
    ]

    def exporting(**options: object) -> None:
        pass

    exporting.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    exporting.__annotations__ = {spec.name: TYPES[spec.editor] for spec in specs}
    aside = typer.Typer(add_completion=False)
    aside.command()(exporting)
    return [param for param in typer.main.get_command(aside).params if param.name in exporting.__annotations__]


def _option(spec: FieldSpec) -> Any:
    """Typer's declaration of a field: a switch is named after what giving it does."""
    if spec.editor != "switch":
        return _valued(spec)
    word, turns_off = spec.name.replace("_", "-"), bool(spec.default)

    def keep(context: typer.Context, given: bool) -> None:
        if given:
            context.meta.setdefault(OPTIONS, {})[spec.name] = not turns_off

    told = tr("Do not do this: {what}", what=spec.description) if turns_off else spec.description
    name = f"--without-{word}" if turns_off else f"--{word}"
    return typer.Option(False, name, help=told, callback=keep, expose_value=False)


def _valued(spec: FieldSpec) -> Any:
    """An option that takes a value, which the exporter checks."""

    def keep(context: typer.Context, given: Any) -> None:
        if given is not None:
            context.meta.setdefault(OPTIONS, {})[spec.name] = given

    told = tr(
        "{what} ({wanted}; {default} otherwise)", what=spec.description, wanted=spec.wanted(), default=spec.default
    )
    name = f"--{spec.name.replace('_', '-')}"
    return typer.Option(None, name, help=told, callback=keep, expose_value=False)
