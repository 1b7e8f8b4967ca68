"""Which functions of torch can be a layer by their name: ports and arguments of each, known without torch.

A new one is a declaration here: it can then be drawn, checked, trained, exported and explained. Only functions whose
result has one entry a sample belong here; their axes count with the batch as axis 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from studio.text import listed, tr

Kind = Literal["whole", "number", "switch", "text", "list"]

_EQUATION = re.compile(r"([a-zA-Z])[a-zA-Z]*(,\1[a-zA-Z]*)*->\1[a-zA-Z]+")
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function: what it means and may be, in words, and by the kind of value or the `choices`.

    `default` is what PyTorch takes where it is left out, None where that is nothing.
    """

    about: str
    wanted: str
    fits: Callable[[Any], bool]
    kind: Kind
    required: bool = True
    is_axis: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True, slots=True)
class TorchFunction:
    """A function of torch. `call` is how source writes it: a name in torch, or a method of the first tensor.

    `leading` arguments stand before the tensors, and the `named` last inputs are given by name. `example` has the types
    of small inputs that it takes, and `trial` arguments for these.
    """

    call: str
    inputs: tuple[str, ...]
    does: str
    arguments: Mapping[str, Argument]
    outputs: int = 1
    leading: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    trial: Mapping[str, Any] = field(default_factory=dict)
    elementwise: bool = False

    def ports(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        """The inputs; those of an equation are as many as it names."""
        if "equation" not in self.arguments:
            return self.inputs
        count = str(given.get("equation", "")).partition("->")[0].count(",") + 1
        return tuple(tr("operand {number}", number=place) for place in range(1, count + 1))


_FUNCTIONS: dict[str, TorchFunction] = {}

TORCH_FUNCTIONS: Mapping[str, TorchFunction] = MappingProxyType(_FUNCTIONS)
"""By the name that files and people write."""


def _whole(value: Any, least: int = -LARGEST) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST


def _real(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e30


def _axis(value: Any) -> bool:
    return _whole(value) and -8 <= value <= 8 and value != 0


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list | tuple) and 1 <= len(value) <= 8 and all(map(fits, value))


def _number(about: str, default: float | None = None) -> Argument:
    return Argument(about, tr("a number"), _real, "number", required=False, default=default)


def _count(about: str, least: int = 1) -> Argument:
    wanted = tr("a whole number from {least} up", least=least)
    return Argument(about, wanted, lambda value: _whole(value, least), "whole")


def _switch(about: str, *, default: bool | None = False) -> Argument:
    wanted = tr("true or false")
    return Argument(about, wanted, lambda value: isinstance(value, bool), "switch", required=False, default=default)


def _one_of(about: str, *words: str, required: bool = False, default: str | None = None) -> Argument:
    wanted = listed([f"“{word}”" for word in words], "or")
    return Argument(about, wanted, lambda value: value in words, "text", required, choices=words, default=default)


_DIM = Argument(
    tr("Axis, counted with the batch as axis 0"),
    tr("an axis from 1 up, or from the last with -1"),
    _axis,
    "whole",
    is_axis=True,
)
_DIMS = Argument(
    tr("Axes, counted with the batch as axis 0"), tr("a list of axes from 1 up"), _list_of(_axis), "list", is_axis=True
)
_KEEPDIM = _switch(tr("Whether the axis stays, with the size 1"))
_DIAGONAL = Argument(
    tr("Which diagonal; 0 is the main one"), tr("a whole number"), _whole, "whole", required=False, default=0
)
_TO = ("float32", "int64", "bool")


def _declare(
    name: str,
    ports: str,
    does: str,
    call: str = "",
    *,
    outputs: int = 1,
    leading: tuple[str, ...] = (),
    named: str = "",
    example: str = "",
    trial: Mapping[str, Any] | None = None,
    elementwise: bool = False,
    **arguments: Argument,
) -> None:
    """`ports` are the inputs; `example` the types of inputs that are not all real numbers."""
    inputs = tuple(ports.split(","))
    types = tuple(filter(None, example.split(","))) or ("float32",) * len(inputs)
    _FUNCTIONS[name] = TorchFunction(
        call or f"torch.{name}",
        inputs,
        does,
        MappingProxyType(arguments),
        outputs,
        leading,
        tuple(filter(None, named.split(","))),
        types,
        trial or {},
        elementwise,
    )


def _each(name: str, does: str, ports: str = "input", example: str = "") -> None:
    """One that computes number by number, without arguments."""
    _declare(name, ports, does, example=example, elementwise=True)


_TWO = "input,other"

_each("maximum", tr("The larger of two numbers."), _TWO)
_each("minimum", tr("The smaller of two numbers."), _TWO)
_each("pow", tr("The first number to the power of the second."), "input,exponent")
_each("fmod", tr("What is left of a division, with the sign of the first number."), _TWO)
_each("remainder", tr("What is left of a division, with the sign of the second number."), _TWO)
_each("atan2", tr("The angle of the point (second, first), from −π to π."), _TWO)
_declare(
    "div",
    _TWO,
    tr("Divides, and rounds where that is asked for."),
    elementwise=True,
    rounding_mode=_one_of(tr("How the result is rounded"), "trunc", "floor"),
)
_each("gt", tr("Whether the first number is larger than the second."), _TWO)
_each("ge", tr("Whether the first number is at least the second."), _TWO)
_each("lt", tr("Whether the first number is smaller than the second."), _TWO)
_each("le", tr("Whether the first number is at most the second."), _TWO)
_each("eq", tr("Whether two numbers are equal."), _TWO)
_each("ne", tr("Whether two numbers differ."), _TWO)
_each("logical_and", tr("Whether both are true."), _TWO)
_each("logical_or", tr("Whether one of both is true."), _TWO)
_each("logical_xor", tr("Whether exactly one of both is true."), _TWO)
_each("logical_not", tr("Whether it is not true."))
_each("bitwise_and", tr("The bits that both whole numbers have."), _TWO, "int64,int64")
_each("bitwise_or", tr("The bits that one of two whole numbers has."), _TWO, "int64,int64")
_each("bitwise_xor", tr("The bits that exactly one of two whole numbers has."), _TWO, "int64,int64")
_each("isnan", tr("Whether it is not a number."))
_each("isinf", tr("Whether it is infinite."))
_each("abs", tr("The number without its sign."))
_each("neg", tr("The number with the other sign."))
_each("sign", tr("−1, 0 or 1, as the number is."))
_each("trunc", tr("The number without what is behind the point."))
_each("log1p", tr("The natural logarithm of 1 and the number."))
_each("expm1", tr("The exponential function, less 1."))
_each("log2", tr("The logarithm to the base 2."))
_each("asinh", tr("The inverse of the hyperbolic sine."))
_each("acosh", tr("The inverse of the hyperbolic cosine."))
_each("atanh", tr("The inverse of the hyperbolic tangent."))
_declare(
    "where",
    "condition,input,other",
    tr("The first number where the condition holds, else the second."),
    example="bool,float32,float32",
    elementwise=True,
)
_declare(
    "clamp",
    "input",
    tr("Limits each number to a range."),
    elementwise=True,
    trial={"min": 0.2, "max": 0.8},
    min=_number(tr("Smallest number that comes out")),
    max=_number(tr("Largest number that comes out")),
)
_declare(
    "to",
    "input",
    tr("Makes real numbers, whole ones, or yes and no of each other."),
    "to",
    elementwise=True,
    trial={"dtype": "int64"},
    dtype=_one_of(tr("What comes out"), *_TO, required=True),
)
_declare("cumsum", "input", tr("The sum of all numbers along an axis up to each."), trial={"dim": 1}, dim=_DIM)
_declare("cumprod", "input", tr("The product of all numbers along an axis up to each."), trial={"dim": 1}, dim=_DIM)
_declare(
    "logcumsumexp",
    "input",
    tr("The logarithm of the sum of exponentials up to each number."),
    trial={"dim": 1},
    dim=_DIM,
)
_declare("flip", "input", tr("Turns axes round."), trial={"dims": [1]}, dims=_DIMS)
_declare("prod", "input", tr("The product along an axis."), trial={"dim": 1}, dim=_DIM, keepdim=_KEEPDIM)
_declare("sum", "input", tr("The sum along axes."), trial={"dim": [1]}, dim=_DIMS, keepdim=_KEEPDIM)
_declare("amax", "input", tr("The largest number along axes."), trial={"dim": [1]}, dim=_DIMS, keepdim=_KEEPDIM)
_declare("amin", "input", tr("The smallest number along axes."), trial={"dim": [1]}, dim=_DIMS, keepdim=_KEEPDIM)
_declare(
    "logsumexp",
    "input",
    tr("The logarithm of the sum of exponentials along axes."),
    trial={"dim": [1]},
    dim=_DIMS,
    keepdim=_KEEPDIM,
)
_declare(
    "argmax",
    "input",
    tr("The place of the largest number along an axis."),
    trial={"dim": 1},
    dim=_DIM,
    keepdim=_KEEPDIM,
)
_declare(
    "argmin",
    "input",
    tr("The place of the smallest number along an axis."),
    trial={"dim": 1},
    dim=_DIM,
    keepdim=_KEEPDIM,
)
_declare(
    "topk",
    "input",
    tr("The largest numbers along an axis, and their places."),
    outputs=2,
    trial={"k": 3, "dim": 1},
    k=_count(tr("How many of them")),
    dim=_DIM,
    largest=_switch(tr("Whether the largest ones are taken, not the smallest"), default=True),
)
_declare(
    "gather",
    "input,index",
    tr("The numbers along an axis at the places that the second input names."),
    named="index",
    trial={"dim": 1},
    example="float32,int64",
    dim=_DIM,
)
_declare(
    "scatter",
    "input,index,src",
    tr("Puts numbers along an axis at the places that the second input names."),
    named="index,src",
    trial={"dim": 1},
    example="float32,int64,float32",
    dim=_DIM,
)
_declare(
    "tril",
    "input",
    tr("The part of a matrix below a diagonal, zeros elsewhere."),
    diagonal=_DIAGONAL,
)
_declare(
    "triu",
    "input",
    tr("The part of a matrix above a diagonal, zeros elsewhere."),
    diagonal=_DIAGONAL,
)
_declare(
    "einsum",
    "operand",
    tr("Sums of products along the axes that an equation names by letters."),
    leading=("equation",),
    trial={"equation": "bij,bkj->bik"},
    example="float32,float32",
    equation=Argument(
        tr("Letters of each operand’s axes and of the result’s, the batch first in all"),
        tr("an equation such as “bij,bjk->bik”, the same letter first everywhere"),
        lambda value: isinstance(value, str) and bool(_EQUATION.fullmatch(value)),
        "text",
    ),
)
_declare(
    "matmul",
    "left,right",
    tr("The product of matrices, with any number of axes before them."),
    trial={},
    example="float32,float32",
)
_declare(
    "expand",
    "input",
    tr("Shows the numbers along axes of size 1 as often as wanted."),
    "expand",
    trial={"size": [-1, 12, 16]},
    size=Argument(
        tr("Sizes of the result, first -1 for the batch; -1 leaves a size as it is"),
        tr("a list of sizes that begins with -1"),
        lambda value: _list_of(lambda size: size == -1 or _whole(size, 1))(value) and value[0] == -1,
        "list",
    ),
)
_declare(
    "tile",
    "input",
    tr("Puts copies of the numbers side by side along axes."),
    trial={"dims": [1, 2, 1]},
    dims=Argument(
        tr("How often along each axis, first 1 for the batch"),
        tr("a list of counts that begins with 1"),
        lambda value: _list_of(lambda size: _whole(size, 1))(value) and value[0] == 1,
        "list",
    ),
)
_declare(
    "normalize",
    "input",
    tr("Divides the numbers along an axis by their norm."),
    "F.normalize",
    trial={"dim": 1},
    dim=_DIM,
    p=_number(tr("Power of the norm; 2 is the length"), 2.0),
    eps=_number(tr("Smallest norm that is divided by"), 1e-12),
)
_declare(
    "grid_sample",
    "input,grid",
    tr("Reads an image at the places that a grid names, from −1 to 1."),
    "F.grid_sample",
    trial={"align_corners": False},
    mode=_one_of(tr("How it reads between pixels"), "bilinear", "nearest", "bicubic", default="bilinear"),
    padding_mode=_one_of(tr("What lies beyond the edge"), "zeros", "border", "reflection", default="zeros"),
    align_corners=_switch(tr("Whether −1 and 1 are the centres of the outermost pixels"), default=None),
)
