"""The verb `studio loss`: what a loss makes of numbers that are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.app import AsJson, app, print_json
from studio.cli.failures import MISUSED, CommandError
from studio.cli.told import ToldCommand
from studio.text import listed, tr

if TYPE_CHECKING:
    from studio.insight.loss_calculator import LossResult, Rows


@app.command(cls=ToldCommand)
def loss(
    kind: Annotated[str, typer.Argument(metavar="LOSS", help="A loss, such as MSELoss.", show_default=False)],
    settings: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Its parameters.", show_default=False)
    ] = None,
    targets: Annotated[
        str,
        typer.Option(metavar="NUMBERS", help="What is right: numbers such as 0,1;1,0, or classes such as 1,0."),
    ] = "",
    predictions: Annotated[
        str,
        typer.Option(metavar="NUMBERS", help="What the network says, such as 0.2,0.8;0.6,0.4: “;” between samples."),
    ] = "",
    from_probabilities: Annotated[
        bool, typer.Option("--probabilities", help="The predictions are probabilities, not scores or logarithms.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Work out a loss and its gradient by each prediction.

    “studio loss CrossEntropyLoss --targets 2 --predictions 0.1,0.3,0.6 --probabilities”. In JSON, split is softmax
    and logarithm one after the other, where the loss takes scores.
    """
    from studio.explanation.settings import read_settings
    from studio.insight.loss_calculator import calculate
    from studio.training.losses import Loss, losses

    if kind not in losses:
        names = listed([f"“{name}”" for name in losses])
        raise CommandError(tr("There is no loss “{name}”.", name=kind), tr("There are {names}.", names=names), MISUSED)
    value = read_settings(losses[kind], settings or ())
    assert isinstance(value, Loss)
    found = calculate(value, targets, predictions, from_probabilities=from_probabilities)
    print_json(as_values(kind, found)) if as_json else print(told(found))


def as_values(kind: str, found: LossResult) -> dict[str, object]:
    """JSON values."""
    split = {"value": found.split.value, "gradient": found.split.gradient} if found.split else None
    return {"loss": kind, "value": found.value, "gradient": found.gradient, "split": split}


def told(found: LossResult) -> str:
    """In lines."""
    lines = [tr("Loss: {value}", value=f"{found.value:.6g}"), tr("Gradient: {rows}", rows=_rows(found.gradient))]
    if found.split is not None:
        value = f"{found.split.value:.6g}"
        lines.append(tr("Softmax first, then the logarithm: {value}", value=value))
        lines.append(tr("Its gradient: {rows}", rows=_rows(found.split.gradient)))
    return "\n".join(map(str, lines))


def _rows(rows: Rows) -> str:
    return "; ".join(", ".join(f"{value:.6g}" for value in row) for row in rows)
