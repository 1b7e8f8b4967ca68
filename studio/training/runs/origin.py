"""Where the first weights of a run come from: those of another run's checkpoint, as far as its nodes are the same.

They are copied into the new run's folder, so that it needs the other run no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from studio.files import replace_file
from studio.formatting.shortened import shortened
from studio.text import listed, ntr, paragraph, tr
from studio.training.errors import TrainingError
from studio.training.runs.checkpoint_index import checkpoint_words
from studio.training.runs.layout import BEGINS_WITH, ORIGIN, START
from studio.training.runs.records import damaged, digest, read_config, read_file, read_sealed, write_sealed
from studio.training.tied_tensors import parted, tied_again

LISTED = 8
"""So many nodes are named in a sentence."""


@dataclass(frozen=True)
class Origin:
    """The checkpoint that a run began from, and which nodes took its weights (`kept`) or began anew (`fresh`).

    `weights` is the digest of the other run's file, `start` that of the copy in this run's folder.
    """

    run: str
    path: str
    which: str
    epoch: int
    step: int
    weights: str
    kept: tuple[str, ...]
    fresh: tuple[str, ...]
    start: str = ""

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """That of the run in a folder; None where it began with weights of its own. Raises TrainingError."""
        path = folder / ORIGIN
        if not path.exists():
            return None
        values = read_sealed(path)
        try:
            found = {each.name: values[each.name] for each in fields(cls)}
        except KeyError as error:
            raise damaged(path, tr("it has no “{name}”", name=str(error.args[0]))) from None
        return cls(**{**found, "kept": tuple(found["kept"]), "fresh": tuple(found["fresh"])})

    @property
    def told(self) -> str:
        """In words, what began with which weights."""
        kept = tr(
            "The weights of {nodes} are those of the run “{run}” ({checkpoint}).",
            nodes=_named(self.kept), run=self.run, checkpoint=checkpoint_words(self.which, self.epoch),
        )  # fmt: skip
        if not self.fresh:
            return kept
        fresh = _named(self.fresh)
        told = ntr("{nodes} begins with new ones.", "{nodes} begin with new ones.", len(self.fresh), nodes=fresh)
        return paragraph(kept, told)


def write(folder: Path, origin: Origin, weights: Mapping[str, Tensor]) -> str:
    """Keep the origin of a run with the weights taken; gives their digest. Raises OSError."""
    content = save(*parted(weights))
    start = digest(content)
    replace_file(folder / START, content)
    write_sealed(folder / ORIGIN, {**asdict(origin), "start": start})
    return start


def begin(folder: Path, model: nn.Module) -> None:
    """Put into a model the weights that the run in a folder begins with, where it has an origin.

    Raises TrainingError where they are missing or damaged, or are not those that it was made with.
    """
    start = start_of(folder)
    if start is None:
        return
    try:
        model.load_state_dict({**model.state_dict(), **start[1]})
    except (ValueError, TypeError, RuntimeError) as error:
        raise damaged(folder / START, error) from None


def start_of(folder: Path) -> tuple[Origin, dict[str, Tensor]] | None:
    """The origin of the run in a folder with the weights that it begins with; None where these are its own.

    Raises TrainingError where they are missing or damaged, or are not those that it was made with.
    """
    origin, wanted = Origin.read(folder), read_config(folder).get(BEGINS_WITH)
    if wanted is not None and (origin is None or origin.start != wanted):
        raise TrainingError(
            tr(
                "The run “{run}” begins with the weights of another, and {name} does not tell them any more.",
                run=folder.name, name=ORIGIN,
            ),
            tr("Put the file back as it was, or begin a new run from that other one."),
        )  # fmt: skip
    if origin is None:
        return None
    path = folder / START
    try:
        if digest(read_file(path)) != origin.start:
            raise damaged(path, tr("it is not what was saved"))
        with safe_open(path, framework="pt") as file:
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  it is no mapping
            return origin, tied_again(found, file.metadata() or {})
    except (OSError, SafetensorError, ValueError, TypeError, RuntimeError) as error:
        raise damaged(path, error) from None


def _named(nodes: tuple[str, ...]) -> str:
    shown = [f"“{shortened(each)}”" for each in nodes[:LISTED]]
    more = len(nodes) - len(shown)
    return listed([*shown, ntr("{count} more", "{count} more", more)] if more else shown)
