"""What a scheme of initialisation is: it fills one parameter, and says so in Python source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from studio.layers.declaration import Declaration

if TYPE_CHECKING:
    from torch import Generator, Tensor


class Initializer(Declaration):
    """A scheme fills a parameter in place, by the function of `torch.nn.init` that `function` names.

    `least_rank` is the number of dimensions that a parameter has to have; `is_fixed` says whether the values do not
    depend on chance.
    """

    function: ClassVar[str] = ""
    least_rank: ClassVar[int] = 0
    is_fixed: ClassVar[bool] = False

    def arguments(self, fan_in: int) -> dict[str, Any]:
        """Arguments of the function, for a parameter of a layer with `fan_in` inputs to each unit."""
        return dict(self)

    def fill(self, parameter: Tensor, fan_in: int, generator: Generator | None = None) -> None:
        """Fill a parameter; all chance comes from `generator`, or from torch's own without one."""
        from torch.nn import init

        chance = {} if self.is_fixed else {"generator": generator}
        getattr(init, self.function)(parameter, **self.arguments(fan_in), **chance)

    def source(self, parameter: str, fan_in: int) -> str:
        """Python source that fills the parameter that this expression gives."""
        from inspect import signature

        from torch.nn import init

        usual = signature(getattr(init, self.function)).parameters
        told = {name: value for name, value in self.arguments(fan_in).items() if value != usual[name].default}
        given = "".join(f", {name}={json.dumps(value)}" for name, value in told.items())
        return f"nn.init.{self.function}({parameter}{given})"
