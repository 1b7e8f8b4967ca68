"""Commands whose help is told in the language in use when it is asked for, not when the module is read."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from studio.text import tr


def _tell(command: TyperCommand | TyperGroup) -> None:
    command.help, command.epilog = (text and tr(text) for text in (command.help, command.epilog))
    for parameter in command.params:
        said = getattr(parameter, "help", None)
        if said:
            vars(parameter)["help"] = tr(said)


class ToldCommand(TyperCommand):
    """One verb."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _tell(self)


class ToldGroup(TyperGroup):
    """All verbs."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _tell(self)
