"""Checkpoints of a run: weights as safetensors, the optimizer and the progress beside them; the last and the best.

`checkpoints.json` names the files in use and is replaced last, so that a crash at any moment leaves the checkpoint
before it whole.
"""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from studio.files import replace_file
from studio.training.errors import TrainingError

INDEX = "checkpoints.json"
WEIGHTS = ".safetensors"
Which = Literal["last", "best"]


@dataclass(frozen=True)
class Entry:
    """A checkpoint in the index: after how many steps and how many epochs, and the name of its weights."""

    step: int
    epoch: int
    weights: str

    @property
    def state(self) -> str:
        """Name of what a training goes on from; only the last checkpoint has it."""
        return f"{self.weights.removesuffix(WEIGHTS)}.state"


class Checkpoints:
    """The checkpoints in one folder, which is made when the first is saved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> dict[str, Entry]:
        """The checkpoints there are, under `last` and `best`. Raises TrainingError when the index is damaged."""
        index = self.folder / INDEX
        if not index.exists():
            return {}
        try:
            return {which: Entry(**entry) for which, entry in json.loads(index.read_text(encoding="utf-8")).items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise _damaged(index, error) from None

    def save(self, model: nn.Module, state: dict[str, Any], *, step: int, epoch: int, best: bool) -> None:
        """Keep the model with the state to go on from, as the last and, on request, as the best."""
        self.folder.mkdir(parents=True, exist_ok=True)
        entry = Entry(step, epoch, f"step-{step:08}{WEIGHTS}")
        weights = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
        packed = BytesIO()
        torch.save(state, packed)
        replace_file(self.folder / entry.weights, save(weights))
        replace_file(self.folder / entry.state, packed.getvalue())
        entries = self.entries() | {"last": entry} | ({"best": entry} if best else {})
        index = json.dumps({which: asdict(found) for which, found in entries.items()}, indent=2)
        replace_file(self.folder / INDEX, index.encode())
        self._remove_all_but({entry.state, *(found.weights for found in entries.values())})

    def weights(self, which: Which) -> dict[str, Tensor]:
        """The weights of a checkpoint that is there, by name, on the CPU. Raises TrainingError."""
        path = self.folder / self.entries()[which].weights
        try:
            return load_file(path)
        except (OSError, SafetensorError) as error:
            raise _damaged(path, error) from None

    def state(self) -> dict[str, Any]:
        """The state saved with the last checkpoint, tensors on the CPU. Raises TrainingError."""
        path = self.folder / self.entries()["last"].state
        try:
            state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        except (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError) as error:
            raise _damaged(path, error) from None
        return state

    def _remove_all_but(self, used: set[str]) -> None:
        for path in self.folder.glob("step-*"):
            if path.name not in used:
                path.unlink(missing_ok=True)


def _damaged(path: Path, error: Exception) -> TrainingError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return TrainingError(
        f"“{path}” is damaged or missing: {reason}",
        "Start a new training; the run's curves and network are still there.",
    )
