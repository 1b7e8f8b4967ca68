"""The verb of `studio` that tells what is kept of decoded pictures and large tables, and removes it."""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.app import AsJson, app, print_json
from studio.cli.failures import MISUSED, CommandError
from studio.cli.told import ToldCommand
from studio.text import tr, written_out

if TYPE_CHECKING:
    from studio.data.cache.folder import Cache


@app.command(cls=ToldCommand)
def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove what no training uses at the moment.")] = False,
    limit: Annotated[
        float | None,
        typer.Option(metavar="GIB", min=0, help="Let it take so many GiB of the disk from now on."),
    ] = None,
    usual_limit: Annotated[
        bool, typer.Option("--usual-limit", help="Let it take a share of the free disk, 64 GiB at most.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is kept on the disk of decoded pictures and of tables too large for memory, and how much that may be.

    It saves time only, and can be removed whenever you like.
    """
    from studio.data.cache import folder, room
    from studio.files import cause

    if limit is not None and not isfinite(limit):
        raise CommandError(tr("--limit is no number of GiB: {limit}.", limit=limit), status=MISUSED)
    try:
        if limit is not None or usual_limit:
            room.choose_limit(None if usual_limit or limit is None else int(limit * room.GIB))
        found = folder.clear() if clear else folder.caches()
        most = room.limit(sum(each.size for each in found))
    except OSError as error:
        raise CommandError(tr("The cache cannot be changed: {reason}.", reason=cause(error))) from None
    if as_json:
        print_json(_values(found, most))
    else:
        _show(found, most)


def _values(found: list[Cache], most: int) -> dict[str, object]:
    caches = [
        {"of": each.of, "bytes": each.size, "used": each.used, "folder": str(each.folder)} for each in reversed(found)
    ]
    return {"caches": caches, "bytes": sum(each.size for each in found), "limit": most}


def _show(found: list[Cache], most: int) -> None:
    from studio.cli.console import console, table
    from studio.formatting.numbers import storage

    screen = console()
    rows = table(tr("samples of"), f">{tr('on the disk')}", tr("used last"))
    for each in reversed(found):
        used = datetime.fromtimestamp(each.used).isoformat(" ", "minutes")
        rows.add_row(written_out(each.of), storage(each.size), used)
    if found:
        screen.print(rows)
    taken = sum(each.size for each in found)
    screen.print(tr("{size} of at most {most} are kept.", size=storage(taken), most=storage(most)))
