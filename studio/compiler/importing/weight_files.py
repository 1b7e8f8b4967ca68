"""Weights by themselves, from files that run no code when they are read, and where in a network they belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.onnx.parity import first_line
from studio.files import reason
from studio.formatting.shortened import shortened
from studio.text import tr, unended

WRAPPERS = ("state_dict", "model_state_dict", "model", "module", "net", "network")
"""Entries under which trainers keep the weights among other things."""

PREFIXES = ("module.", "model.", "_orig_mod.", "network.", "net.")
"""What wrappers put before each name."""

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Match:
    """A tensor of the network; `source` is the file's tensor for it, "" where there is none.

    `given` is the shape of that, which may be another than the network's."""

    target: str
    shape: Shape
    source: str = ""
    given: Shape = ()

    @property
    def status(self) -> str:
        """`matched`, `mismatched` or `missing`."""
        if not self.source:
            return "missing"
        return "matched" if self.given == self.shape else "mismatched"


@dataclass(frozen=True)
class Matches:
    """How the tensors of a file go with those of a network; `surplus` has those that have no place there."""

    rows: tuple[Match, ...]
    surplus: tuple[str, ...]

    def of(self, status: str) -> list[Match]:
        """The rows with one status."""
        return [row for row in self.rows if row.status == status]

    @property
    def whole(self) -> bool:
        """Whether each tensor has its place and none is left over; what BatchNorm counts may be missing."""
        missing = [row for row in self.rows if row.status != "matched" and not _is_count(row.target)]
        return not missing and not self.surplus


def read_weights(path: Path) -> dict[str, Tensor]:
    """Tensors by name. Raises NetworkImportError; nothing in the file is run, whatever it holds."""
    try:
        if path.suffix.lower() == ".safetensors":
            return _read_safetensors(path)
        found = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise NetworkImportError(
            tr("“{name}” cannot be read. {reason}", name=path.name, reason=reason(path, error)),
            tr("Choose another file."),
        ) from None
    except Exception as error:
        raise NetworkImportError(
            tr("“{name}” holds no weights that can be read without running code: {reason}.",
               name=path.name, reason=_why(error)),
            tr("Save its state_dict alone, or as safetensors."),
        ) from None  # fmt: skip
    return _tensors(found, path)


def _why(error: Exception) -> str:
    """Why a file was not read; what torch says of pickles is advice to run them."""
    if isinstance(error, UnpicklingError):
        return tr("it holds other things than tensors, which would be made by running code")
    return unended(first_line(error))


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        with safe_open(path, framework="pt") as file:
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  it is no mapping
            others = {name: found[first] for name, first in (file.metadata() or {}).items() if first in found}
    except SafetensorError as error:
        raise NetworkImportError(
            tr("“{name}” is damaged: {reason}.", name=path.name, reason=unended(first_line(error))),
            tr("Choose another copy of it."),
        ) from None
    return {**others, **found}


def _tensors(found: Any, path: Path) -> dict[str, Tensor]:
    """The tensors of a state_dict, alone or among what a trainer keeps."""
    for _ in range(3):
        tensors = {str(name): each for name, each in _items(found) if isinstance(each, Tensor)}
        if tensors:
            return tensors
        found = next((found[name] for name in WRAPPERS if isinstance(found, Mapping) and name in found), None)
    raise NetworkImportError(tr("There are no weights by name in “{name}”.", name=path.name))


def _items(found: Any) -> Any:
    return found.items() if isinstance(found, Mapping) else ()


def matched(weights: Mapping[str, Tensor], network: Mapping[str, Tensor]) -> Matches:
    """By name: the same, or the same but for what a wrapper puts before it and dots that stand as `_` in a node's."""
    by_plain: dict[str, str] = {}
    for name in weights:
        by_plain.setdefault(plain(name), name)
    rows, used = [], set()
    for target, tensor in network.items():
        source = target if target in weights else by_plain.get(plain(target), "")
        source = "" if source in used else source
        used.add(source)
        given = tuple(weights[source].shape) if source else ()
        rows.append(Match(target, tuple(tensor.shape), source, given))
    return Matches(tuple(rows), tuple(name for name in weights if name not in used))


def plain(name: str) -> str:
    """A name without prefixes of wrappers, dots as `_`."""
    shorter = name
    while any(shorter.startswith(prefix) for prefix in PREFIXES):
        shorter = next(shorter.removeprefix(prefix) for prefix in PREFIXES if shorter.startswith(prefix))
    return shorter.replace(".", "_")


def taken(weights: Mapping[str, Tensor], network: Mapping[str, Tensor], found: Matches) -> dict[str, Tensor]:
    """The network's tensors with those that match in their place, in the network's number formats."""
    state = dict(network)
    for row in found.of("matched"):
        given = weights[row.source]
        if given.is_complex() or given.is_quantized:
            raise NetworkImportError(
                tr("The tensor “{tensor}” has numbers of another kind than the network.", tensor=shortened(row.source))
            )
        state[row.target] = given.to(network[row.target].dtype)
    return state


def _is_count(name: str) -> bool:
    return name.endswith("num_batches_tracked")
