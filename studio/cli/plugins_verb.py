"""The verb of `studio` that lists plug-ins, and allows them."""

from __future__ import annotations

from typing import Annotated

import typer

from studio.cli.app import AsJson, app, print_json
from studio.cli.failures import CommandError
from studio.cli.told import ToldCommand
from studio.text import listed, tr, written_out


@app.command(cls=ToldCommand)
def plugins(
    allow: Annotated[
        list[str] | None, typer.Option("--allow", metavar="NAME", help="Let this distribution's code run, from now on.")
    ] = None,
    forbid: Annotated[list[str] | None, typer.Option("--forbid", metavar="NAME", help="Let it run no longer.")] = None,
    as_json: AsJson = False,
) -> None:
    """List plug-ins that are installed: layers, losses, data and exporters of other distributions.

    Their code runs only once you have allowed the distribution.
    """
    from studio.project import plugins as known

    there = [each.name for each in known.found()]
    for name in allow or ():
        if name not in there:
            raise CommandError(
                tr("There is no plug-in “{name}”.", name=name),
                tr("There are {names}.", names=listed(there)) if there else tr("Install it first."),
            )
        known.allow(name)
    for name in forbid or ():
        known.allow(name, yes=False)
    failures = known.load_allowed()
    if as_json:
        print_json(known.described())
        return
    for each in known.described():
        told = {"plugin": f"{each['name']} {each['version']}", "offers": listed(each["offers"])}
        print(written_out(tr("{plugin} (allowed): {offers}", **told) if each["allowed"] else
                          tr("{plugin} (not allowed): {offers}", **told)))  # fmt: skip
    if not there:
        print(tr("No plug-ins are installed."))
    for failure in failures:
        print(written_out(failure))
