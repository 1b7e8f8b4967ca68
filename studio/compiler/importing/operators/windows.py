"""Windows of convolutions and poolings: kernel, stride, dilation, and how much is added at either end of each axis."""

from __future__ import annotations

from typing import NamedTuple

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.values import Value
from studio.text import tr


class Windows(NamedTuple):
    """Along each axis; `before` and `behind` is what is added, `same` whether both are alike."""

    kernel: list[int]
    stride: list[int]
    dilation: list[int]
    before: list[int]
    behind: list[int]

    @property
    def same(self) -> bool:
        return self.before == self.behind

    @property
    def axes(self) -> int:
        return len(self.kernel)

    @property
    def edges(self) -> list[int]:
        """As padding layers have them: the last axis first, both ends of each."""
        pairs = zip(reversed(self.before), reversed(self.behind), strict=True)
        return [each for pair in pairs for each in pair]


def windows_of(op: Operation, value: Value, kernel: list[int]) -> Windows:
    """The windows of an operation on a tensor laid out as (batch, channels, …)."""
    axes = len(kernel)
    if not 1 <= axes <= 3 or len(value.spec.shape) != axes + 1:
        raise NoCounterpartError(tr("windows along {count} axes have no layer", count=axes))
    stride = op.attribute("strides", None) or [1] * axes
    dilation = op.attribute("dilations", None) or [1] * axes
    pads = op.attribute("pads", None) or [0] * (2 * axes)
    automatic = op.attribute("auto_pad", "NOTSET")
    if automatic in ("SAME_UPPER", "SAME_LOWER"):
        pads = _same(value.spec.shape[1:], kernel, stride, dilation, upper=automatic == "SAME_UPPER")
    elif automatic == "VALID":
        pads = [0] * (2 * axes)
    if min(pads) < 0:
        raise NoCounterpartError(tr("its padding is negative"))
    return Windows(list(kernel), list(stride), list(dilation), pads[:axes], pads[axes:])


def _same(
    sizes: tuple[int, ...], kernel: list[int], stride: list[int], dilation: list[int], *, upper: bool
) -> list[int]:
    """What keeps the size but for the stride, the odd one at the end (or, in `lower`, at the beginning)."""
    before, behind = [], []
    for size, width, step, gap in zip(sizes, kernel, stride, dilation, strict=True):
        total = max(0, (-(-size // step) - 1) * step + gap * (width - 1) + 1 - size)
        small, large = total // 2, total - total // 2
        before.append(small if upper else large)
        behind.append(large if upper else small)
    return [*before, *behind]
