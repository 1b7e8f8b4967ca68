"""Checkpoints of a run: weights as safetensors, the optimizer and the progress beside those of the last."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.checkpoint_index import (
    INDEX,
    STATE,
    WEIGHTS,
    Entry,
    Which,
    damaged_checkpoint,
    entry_of,
    of_epoch,
    read_index,
    write_index,
)
from studio.training.runs.digests import digest_of_file, write_digested
from studio.training.runs.kept import Kept
from studio.training.runs.state_file import read_state, write_state
from studio.training.runs.weights_file import named, write_weights
from studio.training.tied_tensors import tied_again


class Saved(NamedTuple):
    """Weights by their names, on the CPU, and the checkpoint that they are of."""

    entry: Entry
    weights: dict[str, Tensor]


class Checkpoints:
    """The checkpoints in one folder, which is made when the first is saved.

    `sealed` says whether the index has to have its seal, which earlier versions did not give it; it may raise
    TrainingError.
    """

    def __init__(self, folder: Path, sealed: Callable[[], bool] = lambda: True) -> None:
        self.folder = folder
        self._sealed = sealed

    def entries(self) -> dict[Which, Entry]:
        """The checkpoints there are, by their names. Raises TrainingError when the index was changed."""
        return read_index(self.folder, self._sealed)

    def entry(self, which: Which) -> Entry | None:
        """The checkpoint of that name; where no epoch is over yet, the best is the last. None before the first.

        Raises TrainingError when the index was changed, or for an epoch that was not kept.
        """
        return entry_of(self.entries(), which)

    def save(self, model: nn.Module, state: dict[str, Any], *, step: int, epoch: int, best: bool) -> None:
        """Keep the model with the state to go on from, as the last and, on request, as the best. Raises OSError."""
        last = Kept.of(model, state, step=step, epoch=epoch)
        self.write(last, last if best else None)

    def write(self, last: Kept | None, best: Kept | None = None, *, stays: bool = False) -> None:
        """Put these in the places of the last and the best, which are left as they are without; all at one moment.

        Where the last `stays`, it is kept under the name of its epoch too. Raises OSError, and then the checkpoints
        before are whole.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        before = self.entries()
        taken = {entry.weights for entry in before.values()}
        entries = dict(before)
        if best is not None and best is not last:
            entries["best"] = self._written(best, taken)
            taken.add(entries["best"].weights)
        if last is not None:
            entries["last"] = self._written(last, taken)
        if best is not None and best is last:
            entries["best"] = entries["last"]
        if stays:
            entries[of_epoch(entries["last"].epoch)] = entries["last"]
        write_index(self.folder, entries)
        self._remove_all_but({entries["last"].state, *(found.weights for found in entries.values())})

    def _written(self, kept: Kept, taken: set[str]) -> Entry:
        """The entry of what is kept, once its files are there."""
        name = _unused(f"step-{kept.step:08}", taken)
        with kept.apart():
            put = partial(write_weights, tensors=kept.weights, metadata=kept.others)
            weights, state = write_digested(self.folder / f"{name}{WEIGHTS}", put), ""
            if kept.state is not None:
                state = write_digested(self.folder / f"{name}{STATE}", partial(write_state, state=kept.state))
        return Entry(kept.step, kept.epoch, f"{name}{WEIGHTS}", weights, state)

    def read(self, which: Which) -> Saved:
        """The weights of a checkpoint, with what it is. Raises TrainingError, also where there is none yet.

        One that a training in another process replaces meanwhile is read anew.
        """
        entry = self.entry(which)
        if entry is None:
            raise damaged_checkpoint(self.folder / INDEX, tr("there is no checkpoint yet"))
        try:
            return Saved(entry, self._weights_of(entry))
        except TrainingError:
            if self.entry(which) == entry:
                raise
        return self.read(which)

    def _weights_of(self, entry: Entry) -> dict[str, Tensor]:
        path = self.folder / entry.weights
        _check_whole(path, entry.weights_digest)
        try:
            with safe_open(path, framework="pt") as file:
                found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  it is no mapping
                return tied_again(found, file.metadata() or {})
        except (OSError, SafetensorError, ValueError, TypeError, RuntimeError) as error:
            raise damaged_checkpoint(path, error) from None

    def state(self) -> dict[str, Any]:
        """The state saved with the last checkpoint, tensors on the CPU. Raises TrainingError."""
        entry = self.entry("last")
        if entry is None:
            raise damaged_checkpoint(self.folder / INDEX, tr("there is no checkpoint yet"))
        path = self.folder / entry.state
        _check_whole(path, entry.state_digest)
        try:
            state = read_state(path)
        except Exception as error:  # whatever a file that is not ours makes of its readers
            raise damaged_checkpoint(path, error) from None
        if not isinstance(state, dict):
            raise damaged_checkpoint(path, tr("it holds no state of a training"))
        return state

    def _remove_all_but(self, used: set[str]) -> None:
        for path in self.folder.glob("step-*"):
            if path.name not in used:
                path.unlink(missing_ok=True)


def _unused(name: str, taken: set[str]) -> str:
    """The name, or one with a number where a checkpoint has it that has to stay whole until the index is replaced."""
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 2)))
    return next(each for each in names if f"{each}{WEIGHTS}" not in taken)


def check_can_be_kept(model: nn.Module) -> None:
    """Raise TrainingError that names what of a model no checkpoint can hold, before anything is trained in vain."""
    for name, value in model.state_dict().items():
        if not isinstance(value, Tensor):
            what = tr("is no tensor")
        elif not _is_kept(value.dtype):
            what = tr("is made of {dtype} numbers", dtype=str(value.dtype).removeprefix("torch."))
        else:
            continue
        raise TrainingError(
            tr("“{name}” {what}, which the checkpoints of a run cannot hold.", name=name, what=what),
            tr("Leave it out of the layer's state (persistent=False, no get_extra_state), or use float32."),
        )


def _is_kept(dtype: torch.dtype) -> bool:
    try:
        named(dtype)
    except (KeyError, RuntimeError):
        return False
    return True


def _check_whole(path: Path, saved: str) -> None:
    """Raise TrainingError where a file is missing or is not what was saved."""
    try:
        if not path.is_file():
            raise FileNotFoundError(tr("there is no such file"))
        same = not saved or digest_of_file(path) == saved
    except OSError as error:
        raise damaged_checkpoint(path, error) from None
    if not same:
        raise damaged_checkpoint(path, tr("it is not what was saved"))
