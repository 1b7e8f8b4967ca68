"""A function of torch by its name, from a fixed table, with its arguments checked against that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from studio.formatting.shortened import shortened
from studio.graph import Kind
from studio.layers.fields import NamesMark
from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Arrival, Explanation, Layer, Shape, ports
from studio.layers.torch_functions import TORCH_FUNCTIONS
from studio.layers.torch_functions import TorchFunction as Declared
from studio.layers.torch_module import Arguments
from studio.text import listed, tr

if TYPE_CHECKING:
    from torch import nn

FUNCTION_REFUSED_INPUT = Kind(
    "function-refused-input",
    "The function {function} cannot take {inputs}: {reason}.",
    "Change its arguments or what is plugged into it.",
)
AXES_DIFFER = Kind(
    "axes-differ",
    "The function {function} needs inputs with the same number of axes, but gets {inputs}.",
    "Give one of them more axes of size 1 with an Unsqueeze.",
)


@register
class TorchFunction(Layer):
    """A function of PyTorch that the catalogue has no layer of its own for.

    Networks that are taken in have them for operations between layers: comparisons, choices, sums along an axis.
    Give the name of the function and its arguments; nothing is learned in it.
    """

    family = "other"
    title = "Any torch function"
    stem = "function"
    aliases = ("torch function", "operator", "by name", *TORCH_FUNCTIONS)
    essential = ("function", "arguments")
    dtypes = None
    others: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"function": "cumsum", "arguments": {"dim": 1}},
        {"function": "clamp", "arguments": {"min": 0.25}},
    )

    function: Annotated[str, NamesMark(lambda: {name: each.does for name, each in TORCH_FUNCTIONS.items()})] = Field(
        "maximum", max_length=100, description="Name of the function in torch, such as cumsum"
    )
    arguments: Arguments = Field("{}", description="Arguments of the function by name, such as dim=1")

    inputs = ports(lambda self: self.declared().ports(self.values()))
    outputs = ports(lambda self: _outputs(self.declared().outputs))

    @model_validator(mode="after")
    def _checked(self) -> TorchFunction:
        refused = refusal_of(self.function)
        if refused:
            raise ValueError(tr("function: {reason}", reason=refused))
        wrong = objection(self.function, self.values())
        if wrong:
            raise ValueError(tr("arguments: {reason}", reason=wrong))
        return self

    @classmethod
    def tried(cls, name: str, value: Any, others: Mapping[str, Any]) -> Self:
        """With arguments that another function can begin with, as `changed` gives it."""
        starts = TORCH_FUNCTIONS[value].trial if name == "function" and value in TORCH_FUNCTIONS else {}
        return super().tried(name, value, {"arguments": dict(starts), **others})

    def declared(self) -> Declared:
        """What the table says of the function."""
        return TORCH_FUNCTIONS[self.function]

    def values(self) -> dict[str, Any]:
        """The arguments given."""
        found: dict[str, Any] = json.loads(self.arguments)
        return found

    def changed(self, **params: Any) -> TorchFunction:
        """The same with other parameters; another function keeps those arguments that it has too, and begins with
        those that it cannot do without."""
        if "function" in params and "arguments" not in params and params["function"] in TORCH_FUNCTIONS:
            another = TORCH_FUNCTIONS[params["function"]]
            kept = {name: value for name, value in self.values().items() if name in another.arguments}
            params["arguments"] = {**another.trial, **kept}
        return super().changed(**params)

    def label(self) -> str:
        """`cumsum · dim 1`."""
        told = (f"{name} {shortened(json.dumps(value))}" for name, value in self.values().items())
        return " · ".join([self.function, *told])

    def axes(self) -> Iterator[tuple[str, int]]:
        """Those that arguments name."""
        for name, value in self.values().items():
            if self.declared().arguments[name].is_axis:
                yield from ((name, axis) for axis in (value if isinstance(value, list) else [value]))

    def example(self) -> tuple[Arrival, ...]:
        """Inputs of the types that the function takes."""
        shape = EXAMPLES[3] if self.function == "grid_sample" else EXAMPLES[2]
        return tuple(Arrival(shape, dtype) for dtype in self.declared().example)

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Different numbers of axes number by number, which torch would match up from the last."""
        if not self.declared().elementwise or len({len(each.shape) for each in arriving}) <= 1:
            return None
        return AXES_DIFFER.finding(function=self.function, inputs=listed(map(str, arriving)))

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that calls the function."""
        from studio.layers.modules import TorchCall

        return TorchCall(self.declared().call, self._leading(), self.declared().named, self._named())

    def expression(self, *arguments: str) -> str:
        """`torch.cumsum(x, dim=1)`, or `x.expand(size=(-1, 3))` for a method."""
        call, names = self.declared().call, self.declared().named
        count = len(arguments) - len(names)
        options = [
            *(f"{name}={each}" for name, each in zip(names, arguments[count:], strict=True)),
            *(f"{name}={_written(name, each)}" for name, each in self._named().items()),
        ]
        if "." not in call:
            return f"{arguments[0]}.{call}({', '.join((*arguments[1:count], *options))})"
        return f"{call}({', '.join((*map(repr, self._leading()), *arguments[:count], *options))})"

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """What torch says, of the function by its name."""
        return FUNCTION_REFUSED_INPUT.finding(
            function=self.function, inputs=listed(map(str, arriving)), reason=reason.rstrip(".")
        )

    def _leading(self) -> tuple[Any, ...]:
        given = self.values()
        return tuple(given[name] for name in self.declared().leading)

    def _named(self) -> dict[str, Any]:
        leading = self.declared().leading
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.values().items()
            if name not in leading
        }


def refusal_of(name: str) -> str:
    """Why a name is no function that can be a layer, with names near it; empty where it is one."""
    if name in TORCH_FUNCTIONS:
        return ""
    near = get_close_matches(name.rpartition(".")[2].lower(), TORCH_FUNCTIONS, 3)
    told = tr("“{name}” is no function of torch that can be a layer.", name=shortened(name))
    if not near:
        return told
    hint = tr("Did you mean {names}?", names=listed([f"“{each}”" for each in near], "or"))
    return tr("{sentence} {hint}", sentence=told, hint=hint)


def objection(function: str, given: Mapping[str, Any]) -> str:
    """What to say where a function does not take these arguments; empty where it does."""
    known = TORCH_FUNCTIONS[function].arguments
    for name, value in given.items():
        if name not in known:
            names = listed(known) if known else tr("none")
            return tr("{function} has no argument “{argument}”; its arguments are: {known}",
                      function=function, argument=shortened(name), known=names)  # fmt: skip
        if not known[name].fits(value):
            return tr("{argument} of {function} must be {wanted}, not {given}",
                      argument=name, function=function, wanted=known[name].wanted,
                      given=shortened(json.dumps(value, ensure_ascii=False)))  # fmt: skip
    missing = next((name for name, each in known.items() if each.required and name not in given), None)
    if missing is None:
        return ""
    return tr("{function} needs the argument “{argument}”: {wanted}",
              function=function, argument=missing, wanted=known[missing].wanted)  # fmt: skip


def _outputs(number: int) -> tuple[str, ...]:
    return ("output",) if number == 1 else (tr("values"), tr("places"))


def _written(name: str, value: Any) -> str:
    """An argument as source has it: types are torch's own."""
    return f"torch.{value}" if name == "dtype" else repr(value)
