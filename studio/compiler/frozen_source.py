"""What generated source says of frozen nodes that would do something else in training: they stay in evaluation mode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.dropout import _DropoutNd

from studio.compiler.constructor import is_torch_class
from studio.compiler.formatting import statement


def resting(paths: Mapping[str, str], modules: Mapping[str, nn.Module]) -> list[str]:
    """Lines of a method `train` that leaves the frozen attributes in evaluation mode; none where that changes nothing.

    `paths` has the path of each frozen attribute; `modules` all that there are, also those inside of it.
    """
    found = [
        f"self.{attribute}"
        for attribute, path in paths.items()
        if any(_does_otherwise(modules[each]) for each in modules if each == path or each.startswith(f"{path}."))
    ]
    return [] if not found else ["", *_method(found)]


def _method(attributes: Sequence[str]) -> list[str]:
    listed = f"({', '.join(attributes)}{',' if len(attributes) == 1 else ''})"
    return [
        "    def train(self, mode: bool = True) -> nn.Module:",
        '        """Frozen parts stay in evaluation mode, in which they keep their statistics."""',
        "        super().train(mode)",
        *statement("frozen = ", listed, indent=8),
        "        for part in frozen:",
        "            part.eval()",
        "        return self",
    ]


def _does_otherwise(module: nn.Module) -> bool:
    """Whether a module may do something else in training than in use; code of others may always.

    A recurrent layer cannot be led back through in evaluation mode where cuDNN computes it, so it is left as it is.
    """
    if not is_torch_class(module):
        return True
    return any(
        isinstance(part, _NormBase | _DropoutNd | nn.MultiheadAttention) and _acts(part) for part in module.modules()
    )


def _acts(part: nn.Module) -> bool:
    if isinstance(part, _NormBase):
        return part.track_running_stats
    return bool(getattr(part, "p", 0.0) or getattr(part, "dropout", 0.0))
