"""The verb `diff`: what differs between two networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.app import AsJson, app, print_json
from studio.cli.told import ToldCommand
from studio.text import tr, written_out


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
    for name, layer in found.removed.items():
        print(written_out(f"- {name}  {layer}"))
    for name, layer in found.added.items():
        print(written_out(f"+ {name}  {layer}"))
    for name, changes in found.changed.items():
        for what, (old, new) in changes.items():
            print(written_out(f"~ {name}  {what}: {old} → {new}"))
    for name in found.resized:
        old, new = found.costs[name]["parameters"]
        told = tr("{node} takes another size: {old} → {new} parameters",
                  node=name, old=_number(old), new=_number(new))  # fmt: skip
        print(written_out(f"~ {told}"))
    for name, apart in found.reweighted.items():
        print(
            written_out(f"~ {tr('{node} has other weights, at most {apart} apart', node=name, apart=f'{apart:.3g}')}")
        )
    for each in found.settings:
        print(written_out(each))
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


def _number(figure: int | None) -> str:
    return tr("unknown") if figure is None else f"{figure:,}"


def _result(figure: float | None) -> str:
    return tr("unknown") if figure is None else f"{figure:.4g}"
