"""Which parameters a training changes, and which of them weight decay pulls towards 0."""

from __future__ import annotations

from typing import Any

from torch import nn

from studio.compiler.initialize import NORMS, group_of

Groups = list[dict[str, Any]]
"""Parameters with settings of their own, as `torch.optim` takes them."""


def trained(model: nn.Module) -> tuple[nn.Parameter, ...]:
    """The parameters that training changes: those that are not frozen."""
    return tuple(parameter for parameter in model.parameters() if parameter.requires_grad)


def groups(model: nn.Module, *, decay_biases_and_norms: bool) -> Groups:
    """The trained parameters in one group or, where biases and norms are left out of the decay, in two.

    Left out are the parameters of norms, biases by their name, and every other one without rows and columns, such as
    the slope of a PReLU: a weighted sum has at least two axes.
    """
    parameters = trained(model)
    if decay_biases_and_norms:
        return [{"params": parameters}]
    left_out = _left_out(model)
    pulled = [each for each in parameters if each not in left_out]
    others = [each for each in parameters if each in left_out]
    found: Groups = [{"params": pulled}, {"params": others, "weight_decay": 0.0}]
    return [group for group in found if group["params"]]


def _left_out(model: nn.Module) -> set[nn.Parameter]:
    """The parameters that are no weights of sums."""
    return {
        parameter
        for module in model.modules()
        for name, parameter in module.named_parameters(recurse=False)
        if isinstance(module, NORMS) or group_of(name) == "bias" or parameter.dim() < 2
    }
