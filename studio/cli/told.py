"""Commands whose help is told in the language in use when it is asked for, not when the module is read."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from studio.cli.allowing import ALLOWED, load_plugins
from studio.cli.help_lines import help_lines
from studio.text import tr


def _tell(command: TyperCommand | TyperGroup) -> None:
    command.help, command.epilog = (text and tr(text) for text in (command.help, command.epilog))
    for parameter in command.params:
        said = getattr(parameter, "help", None)
        if said:
            vars(parameter)["help"] = tr(said)


class ToldCommand(TyperCommand):
    """One verb. Each but the one that allows plug-ins for good may let their code run."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.name != "plugins":
            self.params.append(_allow_plugins())
        _tell(self)

    def get_help(self, ctx: Any) -> str:
        """The help in lines of the terminal."""
        return help_lines(self, ctx)

    def invoke(self, ctx: Any) -> Any:
        """Load the plug-ins that a person has allowed, then do what the verb does."""
        load_plugins(every=bool(ctx.meta.get(ALLOWED)))
        return super().invoke(ctx)


def _allow_plugins() -> Any:
    """The option as Typer makes it."""

    def keep(context: typer.Context, given: bool) -> None:
        context.meta[ALLOWED] = given

    option = typer.Option(
        False, "--allow-plugins", callback=keep, expose_value=False,
        help="Let the code of all installed plug-ins run, this time; “studio plugins” lists and allows them.",
    )  # fmt: skip

    def allowing(allow_plugins: bool = option) -> None:
        pass

    aside = typer.Typer(add_completion=False)
    aside.command()(allowing)
    return next(param for param in typer.main.get_command(aside).params if param.name == "allow_plugins")


class ToldGroup(TyperGroup):
    """All verbs."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _tell(self)

    def get_help(self, ctx: Any) -> str:
        """The help in lines of the terminal."""
        return help_lines(self, ctx)
