"""What a page is about: a layer, a loss, an optimizer, a metric or a training, with the circumstances it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studio.data.config.transforms import transforms
from studio.explanation.content import Item, Table
from studio.explanation.formula import Formula
from studio.explanation.guides import GUIDES
from studio.explanation.ideas import IDEAS
from studio.explanation.plan import Plan
from studio.layers import Declaration, Layer, Shape
from studio.layers.by_name import layer_type
from studio.text import searched, tr
from studio.training.averages import averages
from studio.training.losses import losses
from studio.training.metrics import METRICS
from studio.training.optimizers import optimizers
from studio.training.schedules import schedules

OTHERS: Mapping[str, Mapping[str, type[Declaration]]] = {
    tr("Losses"): losses,
    tr("Optimizers"): optimizers,
    tr("Schedules"): schedules,
    tr("Averages of weights"): averages,
    tr("Metrics"): METRICS,
    tr("Transforms of samples"): transforms,
    tr("Trained networks"): GUIDES,
    tr("Ideas"): IDEAS,
}


@dataclass(frozen=True)
class Subject:
    """A declaration with its values and, of a layer, the inputs it gets and who it is.

    `readouts` are measured, as (name, value). `seen` tells how the receptive field comes about. A block has an `inside`
    and the `bound` parameters there. `is_example` says that nobody asked for these shapes. `plan` is what a loss, an
    optimizer or a training is for.
    """

    value: Declaration
    shapes: tuple[Shape, ...] | None = None
    node: str = ""
    readouts: tuple[tuple[str, str], ...] = ()
    seen: tuple[Formula, ...] = ()
    inside: Table | None = None
    sums: tuple[Formula, ...] = ()
    bound: tuple[Item, ...] = ()
    plan: Plan | None = None
    is_example: bool = False


def declared(kind: str) -> type[Declaration] | None:
    """The layer, class of torch.nn, loss, optimizer, schedule, metric or guide of this name."""
    return layer_type(kind) or next((group[kind] for group in OTHERS.values() if kind in group), None)


def words_of(declaration: type[Declaration]) -> tuple[str, ...]:
    """What a loss, an optimizer, a schedule or a metric is found by, in small letters."""
    aliases: tuple[str, ...] = getattr(declaration, "aliases", ())
    names = (declaration.name, declaration.__name__, *aliases, searched(declaration.title))
    return tuple(name.lower() for name in names if name)


def subject(kind: str) -> Subject:
    """A layer with its defaults on its example, or a loss or an optimizer with its defaults."""
    wanted = declared(kind)
    assert wanted is not None
    return example(wanted.create({}))


def example(value: Declaration) -> Subject:
    """A layer on the inputs it is shown with; a loss or an optimizer as it is."""
    if not isinstance(value, Layer):
        return Subject(value)
    shapes = tuple(arrival.shape for arrival in value.example()) if value.inputs else ()
    return Subject(value, shapes, is_example=True)
