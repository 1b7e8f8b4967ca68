"""The verb `diff`: what differs between two networks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.app import AsJson, app, print_json
from studio.cli.told import ToldCommand
from studio.text import tr, written_out

if TYPE_CHECKING:
    from studio.project.difference import Difference


@app.command(cls=ToldCommand)
def diff(
    first: Annotated[
        Path,
        typer.Argument(metavar="A", help="A project file, the folder of a run, or an ONNX file.", show_default=False),
    ],
    second: Annotated[Path, typer.Argument(metavar="B", help="What to compare with it.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show what differs between two networks: nodes, their parameters, and what they cost.

    Each is a project file, the folder of a run, or an ONNX file, which is taken in for it.
    """
    from studio import api

    found = api.compare(first, second)
    if as_json:
        print_json(found.to_json())
        return
    if not found.told:
        print(tr("Both are the same network."))
    for told in (*_of_nodes(found), *found.settings):
        print(written_out(told))
    for name, (was, now) in found.results.items():
        print(written_out(tr("{what}: {old} → {new}", what=name, old=_result(was), new=_result(now))))
    words = {
        "parameters": tr("Parameters"),
        "macs": tr("Multiply-accumulates"),
        "activation_bytes": tr("Bytes kept for a sample"),
    }
    for name, (before, after) in found.figures.items():
        if before != after:
            print(tr("{what}: {old} → {new}", what=words[name], old=_number(before), new=_number(after)))


def _of_nodes(found: Difference) -> Iterator[str]:
    """A line for each node that is gone (-), new (+), or other than it was (~)."""
    yield from (f"- {name}  {layer}" for name, layer in found.removed.items())
    yield from (f"+ {name}  {layer}" for name, layer in found.added.items())
    for name, changes in found.changed.items():
        yield from (f"~ {name}  {what}: {old} → {new}" for what, (old, new) in changes.items())
    for name in found.resized:
        old, new = map(_number, found.costs[name]["parameters"])
        told = tr("{node} takes another size: {old} → {new} parameters", node=name, old=old, new=new)
        yield f"~ {told}"
    for name, apart in found.reweighted.items():
        yield f"~ {tr('{node} has other weights, at most {apart} apart', node=name, apart=f'{apart:.3g}')}"


def _number(figure: int | None) -> str:
    return tr("unknown") if figure is None else f"{figure:,}"


def _result(figure: float | None) -> str:
    return tr("unknown") if figure is None else f"{figure:.4g}"
