"""Which checkpoints a run has: the last, the best, and those of epochs that were to be kept, by their names.

`checkpoints.json` names the files in use with their digests and is replaced last, so that a crash at any moment leaves
the checkpoints before it whole. It is sealed; that of a run of earlier versions is not, until its next checkpoint.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from studio.text import Text, listed, tr
from studio.training.errors import TrainingError
from studio.training.runs.records import in_one_line, read_sealed, write_sealed

INDEX = "checkpoints.json"
WEIGHTS, STATE = ".safetensors", ".state"
EPOCH = r"epoch-[1-9]\d{0,14}"

Which = Annotated[str, Field(pattern=rf"^(last|best|{EPOCH})$")]
"""The name of a checkpoint: `last`, `best`, or that of a kept epoch, such as `epoch-12`."""

Count = Annotated[int, Field(ge=0, le=10**15)]


@dataclass(frozen=True)
class Entry:
    """A checkpoint in the index: after how many steps and how many epochs, and the name of its weights.

    Digests tell whether its files are what was saved; "" in those of versions that kept none.
    """

    step: Count
    epoch: Count
    weights: Annotated[str, Field(pattern=r"^step-\d{8,16}(-\d+)?\.safetensors$")]
    weights_digest: str = ""
    state_digest: str = ""

    @property
    def state(self) -> str:
        """Name of what a training goes on from; only the last checkpoint has it."""
        return f"{self.weights.removesuffix(WEIGHTS)}{STATE}"


_ENTRIES = TypeAdapter(dict[Which, Entry])


def of_epoch(epoch: int) -> Which:
    """The name of the checkpoint of a kept epoch."""
    return f"epoch-{epoch}"


def is_checkpoint_name(text: str) -> bool:
    """Whether a checkpoint may be called so."""
    return text in ("last", "best") or re.fullmatch(EPOCH, text) is not None


def in_order(names: Iterable[Which]) -> tuple[Which, ...]:
    """The names as they are offered: the best, the last, and kept epochs, newest first."""
    ends = ("best", "last")
    kept = sorted({*names} - {*ends}, key=lambda name: -int(name.removeprefix("epoch-")))
    return (*(name for name in ends if name in names), *kept)


def checkpoint_words(which: Which, epoch: int) -> Text:
    """Within a sentence, which checkpoint it is; `epoch` is how many epochs were over."""
    if which == "best":
        return tr("the best, of epoch {epoch}", epoch=epoch)
    if which == "last":
        return tr("the last, of epoch {epoch}", epoch=epoch)
    return tr("of epoch {epoch}", epoch=epoch)


def choices(epochs: Mapping[Which, int]) -> dict[Which, Text]:
    """Checkpoints in words, to be chosen from, in their order; `epochs` is how many were over by their names."""
    return {name: _choice(name, epochs[name]) for name in in_order(epochs)}


def _choice(which: Which, epoch: int) -> Text:
    if which == "best":
        return tr("Best epoch ({epoch})", epoch=epoch)
    if which == "last":
        return tr("Last epoch ({epoch})", epoch=epoch)
    return tr("Epoch {epoch}", epoch=epoch)


def read_index(folder: Path, sealed: Callable[[], bool] = lambda: True) -> dict[Which, Entry]:
    """The checkpoints of a folder by their names; none where nothing was saved yet.

    `sealed` says whether the index has to have its seal. Raises TrainingError when it was changed.
    """
    index = folder / INDEX
    if not index.exists():
        return {}
    try:
        # As JSON again, of which strict means that texts are no numbers, not that objects are no entries.
        entries = _ENTRIES.validate_json(json.dumps(read_sealed(index, always=sealed())), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise damaged_checkpoint(index, f"{'.'.join(map(str, first['loc']))} {first['msg']}") from None
    if entries and "last" not in entries:
        raise damaged_checkpoint(index, tr("it names no last checkpoint"))
    return entries


def write_index(folder: Path, entries: Mapping[Which, Entry]) -> None:
    """Name these from now on. Raises OSError."""
    write_sealed(folder / INDEX, {which: asdict(found) for which, found in entries.items()})


def entry_of(entries: Mapping[Which, Entry], which: Which) -> Entry | None:
    """The checkpoint of that name; where no epoch is over yet, the best is the last. None before the first.

    Raises TrainingError for an epoch that was not kept.
    """
    if which in entries or which in ("best", "last"):
        return entries.get(which, entries.get("last"))
    remedy = tr("Choose one of its checkpoints: {names}.", names=listed(in_order(entries), "or"))
    if not entries:
        remedy = tr("The run has no checkpoint yet.")
    raise TrainingError(tr("The run keeps no checkpoint “{name}”.", name=which), remedy)


def damaged_checkpoint(path: Path, error: object) -> TrainingError:
    """That a file of a checkpoint is not what was saved, and why."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return TrainingError(
        tr("“{path}” is damaged or missing: {reason}.", path=path, reason=in_one_line(words, error)),
        tr("Start a new training; the run's curves and network are still there."),
    )
