"""What a layer declaration is: a frozen value with typed parameters that can build its PyTorch module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self, TypeVar

from studio.graph import Finding, Kind, Severity
from studio.layers.declaration import Declaration
from studio.layers.errors import ParameterError
from studio.layers.types import AxisMark
from studio.text import listed, tr, unended

if TYPE_CHECKING:
    from torch import nn

Shape = tuple[int, ...]
"""Sizes of a tensor without the batch, such as (3, 224, 224)."""

Spec = TypeVar("Spec")

Explanation = Finding
"""What is wrong, with the shapes that met, and what to change."""

Family = Literal[
    "io", "convolution", "pooling", "dense", "normalization", "activation", "regularization", "shape", "merge",
    "recurrent", "attention", "other",
]  # fmt: skip

RANK_NAMES = {
    1: tr("a vector (features)"),
    2: tr("a sequence (channels, length)"),
    3: tr("an image (channels, height, width)"),
    4: tr("a volume (channels, depth, height, width)"),
}

EXAMPLES: Mapping[int, Shape] = {1: (12,), 2: (12, 16), 3: (12, 12, 18), 4: (12, 6, 8, 6)}
"""A small sample of each rank, with channels that most groupings divide."""


INPUT_REFUSED = Kind(
    "input-refused", "{layer} cannot take {inputs}: {reason}.", "Change its parameters or what is plugged into it."
)


class Arrival(NamedTuple):
    """What comes in at a port: shape of one sample, its type, and the node it comes from where that is known."""

    shape: Shape
    dtype: str = "float32"
    origin: str = ""

    def __str__(self) -> str:
        shape = format_shape(self.shape)
        return tr("{shape} from “{node}”", shape=shape, node=self.origin) if self.origin else shape


class Advice(NamedTuple):
    """What will mislead or is mere waste about a layer that can run all the same."""

    severity: Severity
    finding: Finding


def ports(names: Callable[[Any], tuple[str, ...]]) -> tuple[str, ...]:
    """Decorator for `inputs` or `outputs` of a layer whose ports depend on its parameters."""
    return property(names)  # type: ignore[return-value]


class Layer(Declaration):
    """A layer of the catalogue: a subclass declares it, an instance is the layer of one node.

    Fields are the parameters, under PyTorch's own names. The docstring's first sentence is the short help.
    `essential` parameters stand on the node's card and are always written to the file. `ranks` are the
    input ranks (without the batch) and `dtypes` the number types the layer takes; None takes any. What
    follows from the input (`in_channels` …) may be left out: `from_input` knows it. `settled` are arguments of
    torch that make no difference here, with the values that are read over in files. `stem` is what nodes of
    it are called before they are numbered (conv1, conv2); where it is empty, the lower-case kind.
    `no_onnx` says why an ONNX file cannot hold the layer; it is empty where it can. `others` are parameters,
    besides the defaults, that fit the example too where they depend on one another.
    `runs_code` marks a layer that runs Python from the document, for which `withheld` may ask consent.
    """

    family: ClassVar[Family]
    stem: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    inputs: ClassVar[tuple[str, ...]] = ("input",)
    outputs: ClassVar[tuple[str, ...]] = ("output",)
    variadic: ClassVar[bool] = False
    ranks: ClassVar[tuple[int, ...] | None] = None
    dtypes: ClassVar[tuple[str, ...] | None] = ("float32",)
    rank_names: ClassVar[Mapping[int, str]] = RANK_NAMES
    no_onnx: ClassVar[str] = ""
    others: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    runs_code: ClassVar[bool] = False
    settled: ClassVar[Mapping[str, tuple[object, ...]]] = {}

    @classmethod
    def create(cls, params: Mapping[str, Any]) -> Self:
        """A layer from parameters as a file or a form has them; what is settled is left out. Raises ParameterError."""
        for name in cls.settled.keys() & params.keys():
            if params[name] not in cls.settled[name]:
                raise ParameterError(
                    tr(
                        "{parameter} of {layer} can only be {settled} here; leave it out.",
                        parameter=name,
                        layer=cls.__name__,
                        settled=cls.settled[name][0],
                    )
                )
        return super().create({name: value for name, value in params.items() if name not in cls.settled})

    def axes(self) -> Iterator[tuple[str, int]]:
        """The axes of the input that parameters name, each with the parameter's name."""
        for name, info in type(self).model_fields.items():
            if any(isinstance(mark, AxisMark) for mark in info.metadata):
                value = getattr(self, name)
                yield from ((name, axis) for axis in (value if isinstance(value, tuple) else (value,)))

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """Arguments of torch that follow from the inputs' shapes (`in_channels` …), by their names."""
        return {}

    def build(self, *shapes: Shape) -> nn.Module:
        """The PyTorch module for inputs of these shapes (without the batch)."""
        raise NotImplementedError

    def telling(self, inputs: Sequence[Spec]) -> Sequence[Spec]:
        """Those of the inputs that a trial has to be run on; they tell what one on all of them would."""
        return inputs

    def example(self) -> tuple[Arrival, ...]:
        """Small inputs that the layer takes with its default parameters, one for each port."""
        ports = 2 if self.variadic else len(self.inputs)
        shape = EXAMPLES[self.ranks[0] if self.ranks else 3]
        return (Arrival(shape, self.dtypes[0] if self.dtypes else "float32"),) * ports

    def onnx_obstacle(self, *shapes: Shape) -> str:
        """Why an ONNX file cannot hold the layer on inputs of these shapes, or nothing where it can."""
        return self.no_onnx

    def withheld(self) -> Explanation | None:
        """What to say while a person has not allowed the layer to run; asked anew each time."""
        return None

    def reason(self, error: Exception) -> str:
        """What torch says of a trial that failed, in one line."""
        return str(error).strip().partition("\n")[0] or type(error).__name__

    def line_of(self, error: Exception) -> int:
        """The line of the layer's own code that a trial failed at, from 1; 0 where there is none."""
        return 0

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """What to say when the layer must not take what arrives, though torch would not notice in a trial."""
        return None

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Why the layer cannot take what arrives, and what to change. `reason` is torch's."""
        return INPUT_REFUSED.finding(layer=self.kind, inputs=listed(map(str, arriving)), reason=unended(reason))

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """What to tell a person about the layer on these inputs although it runs, if anything."""
        return None

    def expression(self, *arguments: str) -> str | None:
        """Python source that computes the layer from these expressions, or None when it needs its module."""
        return None


def format_shape(shape: Sequence[int]) -> str:
    """`(16, 28, 28)`; a vector is `(120)`."""
    return f"({', '.join(map(str, shape))})"


def _forget_class_variables(*bases: type[Declaration]) -> None:
    """Keep pydantic from evaluating the annotations of these class variables again for each of a hundred subclasses.

    It knows their names from the classes themselves; this takes a third off the time to import the catalogue.
    """
    for base in bases:
        for name in base.__class_vars__:
            base.__annotations__.pop(name, None)


_forget_class_variables(Declaration, Layer)
