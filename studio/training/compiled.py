"""A network whose training runs through torch.compile, where that can be; a sentence says where it cannot."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from torch import Tensor, nn

from studio.text import tr
from studio.training.device import Compute
from studio.training.failures import told
from studio.training.trial import tried

OPTIONS: dict[str, Any] = {"fallback_random": True, "compile_threads": 1}
"""Chance is drawn as without compiling, so that a run may go on where nothing can be compiled; no processes beside."""


class Compiled(NamedTuple):
    """How a network is to be run in training, and what a person should know of that."""

    run: Callable[[Tensor], Any]
    note: str = ""


def compiled(model: nn.Module, inputs: Tensor, compute: Compute) -> Compiled:
    """Have torch make a program of the network for batches like `inputs` (B, *shape); that may take minutes.

    Batches of other sizes are run as ever. The program is tried once, forwards and backwards, before it is taken, which
    leaves weights and statistics as they were. Where torch cannot, the network is run as it is.
    """
    try:
        program = _program(model)
        tried(program, model, inputs, compute)
    except Exception as error:  # whatever a compiler that nobody here has written makes of a network
        reason = told(getattr(error, "inner_exception", error))
        return Compiled(model, tr("torch.compile cannot make a program of this network ({reason}).", reason=reason))
    size = len(inputs)
    return Compiled(lambda batch: (program if len(batch) == size else model)(batch))


def _program(model: nn.Module) -> Callable[[Tensor], Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of torch's own modules, as they are loaded
        import torch._inductor.compile_fx
    return torch.compile(model, dynamic=False, options=OPTIONS)
