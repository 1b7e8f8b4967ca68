"""Whether saved weights are those of a network: the same names, shapes and number formats; then they are put in it."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from studio.layers import format_shape
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.sharded_tensors import parted_as


def put(weights: Mapping[str, Tensor], module: nn.Module, run: str) -> None:
    """Load a run's weights. Raises TrainingError that names the first tensor in which they and the module differ."""
    _check_fit(weights, module, run)
    there = module.state_dict()
    module.load_state_dict({name: parted_as(value, there[name]) for name, value in weights.items()})


def _check_fit(weights: Mapping[str, Tensor], module: nn.Module, run: str) -> None:
    difference = _first_difference(weights, module.state_dict())
    if difference:
        raise TrainingError(
            tr("The weights of the run “{run}” do not fit this network: {difference}.", run=run, difference=difference),
            tr("Open the project of the run, or train this network anew."),
        )


def _first_difference(weights: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> str:
    """The first tensor that is missing, or of another shape or number format, in words; "" where all agree."""
    for name, tensor in wanted.items():
        if name not in weights:
            return tr("“{name}” is not among them", name=name)
        found = weights[name]
        if found.shape != tensor.shape:
            shapes = [format_shape(tuple(each.shape)) or "()" for each in (found, tensor)]
            return tr("“{name}” is {found} there and {wanted} here", name=name, found=shapes[0], wanted=shapes[1])
        if found.dtype != tensor.dtype:
            types = [str(each.dtype).removeprefix("torch.") for each in (found, tensor)]
            return tr("“{name}” is {found} there and {wanted} here", name=name, found=types[0], wanted=types[1])
    surplus = next((name for name in weights if name not in wanted), None)
    return "" if surplus is None else tr("“{name}” has no place here", name=surplus)
