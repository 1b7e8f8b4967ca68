"""Any class of `torch.nn` by its name, with its arguments checked against its signature."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from studio.formatting.shortened import shortened
from studio.graph import Kind
from studio.layers.fields import EditorMark
from studio.layers.registry import catalogue, register
from studio.layers.spec import EXAMPLES, Arrival, Explanation, Layer, Shape, ports
from studio.layers.torch_classes import NO_LAYERS, TORCH_CLASSES
from studio.text import listed, tr, unended

if TYPE_CHECKING:
    from torch import nn

FROM_INPUT: Mapping[str, Callable[[Shape], int | list[int]]] = {
    "in_channels": lambda shape: shape[0],
    "num_channels": lambda shape: shape[0],
    "num_features": lambda shape: shape[0],
    "in_features": lambda shape: shape[-1],
    "input_size": lambda shape: shape[-1],
    "d_model": lambda shape: shape[-1],
    "embed_dim": lambda shape: shape[-1],
    "normalized_shape": lambda shape: [shape[-1]],
}
"""Arguments that follow from the first input where they are left out."""

EXAMPLE_ARGUMENTS = tr('Write them by name, such as {"dim": 1} or dim=1.')


BATCH_NOT_FIRST = Kind(
    "batch-not-first",
    "nn.{module} without batch_first takes the first axis for the steps, but here it is the batch.",
    "Set batch_first to true.",
)
CLASS_REFUSED_INPUT = Kind(
    "class-refused-input",
    "nn.{module} cannot take {inputs}: {reason}.",
    "Change its arguments or what is plugged into it.",
)


def read_arguments(written: Any) -> str:
    """Arguments as a JSON object, in one way of writing it, from an object, JSON text or `dim=1, eps=1e-6`."""
    if isinstance(written, str):
        written = _parsed(written)
    if not isinstance(written, Mapping):
        raise ValueError(tr("arguments must be values by name. {example}", example=EXAMPLE_ARGUMENTS))
    try:
        return json.dumps(dict(written), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        raise ValueError(
            tr("arguments must be numbers, texts, true, false, null, or lists of them, each by its name")
        ) from None


def _parsed(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError(tr("arguments are no JSON object. {example}", example=EXAMPLE_ARGUMENTS)) from None
    try:
        call = ast.parse(f"f({text}\n)", mode="eval").body
        assert isinstance(call, ast.Call)
        assert not call.args
        assert all(keyword.arg for keyword in call.keywords)
        return {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    except (SyntaxError, ValueError, AssertionError, RecursionError, MemoryError, TypeError):
        raise ValueError(
            tr(
                "arguments must be values by name, not “{text}”. {example}",
                text=shortened(text),
                example=EXAMPLE_ARGUMENTS,
            )
        ) from None


Arguments = Annotated[
    str, BeforeValidator(read_arguments), PlainSerializer(json.loads), Field(max_length=10_000), EditorMark("arguments")
]
"""Values by name, kept as JSON text."""


@register
class TorchModule(Layer):
    """A class of PyTorch's torch.nn that the catalogue has no layer of its own for.

    Give the name of the class and its arguments. Sizes that follow from the input, such as in_channels,
    may be left out; all else is checked against the signature of the class.
    """

    family = "other"
    title = "Any torch.nn class"
    stem = "module"
    aliases = ("torch.nn", "other layer", "by name", *(name for name in TORCH_CLASSES if name not in catalogue))
    essential = ("module", "arguments")
    dtypes = None
    others: ClassVar[tuple[Mapping[str, Any], ...]] = (
        {"module": "Hardshrink", "arguments": {"lambd": 0.25}},
        {"module": "CosineSimilarity", "arguments": {"eps": 1e-6}},
    )

    module: str = Field("Softmin", max_length=100, description="Name of the class in torch.nn, such as Softmin")
    arguments: Arguments = Field('{"dim": 1}', description="Arguments of the class by name, such as dim=1")

    inputs = ports(lambda self: TORCH_CLASSES[self.module].inputs)
    outputs = ports(lambda self: _outputs(TORCH_CLASSES[self.module].outputs))

    @model_validator(mode="after")
    def _checked(self) -> TorchModule:
        refused = refusal_of(self.module)
        if refused:
            raise ValueError(f"module: {refused}")
        return self

    def changed(self, **params: Any) -> TorchModule:
        """The same with other parameters; another class keeps those arguments that it has too."""
        if "module" in params and "arguments" not in params and params["module"] in TORCH_CLASSES:
            known = TORCH_CLASSES[params["module"]].arguments
            params["arguments"] = {name: value for name, value in self.values().items() if name in known}
        return super().changed(**params)

    def values(self) -> dict[str, Any]:
        """The arguments given."""
        found: dict[str, Any] = json.loads(self.arguments)
        return found

    def label(self) -> str:
        """`Softmin · dim 1`."""
        return " · ".join([self.module, *(f"{name} {_short(value)}" for name, value in self.values().items())])

    def example(self) -> tuple[Arrival, ...]:
        """One image for each port."""
        return (Arrival(EXAMPLES[3]),) * len(self.inputs)

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Arguments that the signature of the class does not have, or lacks, or has with another type."""
        from studio.layers.signatures import objection

        values = self._all_values(*(arrival.shape for arrival in arriving))
        if "batch_first" in TORCH_CLASSES[self.module].arguments and values.get("batch_first") is not True:
            return BATCH_NOT_FIRST.finding(module=self.module)
        return objection(self.module, values)

    def build(self, *shapes: Shape) -> nn.Module:
        """The class with the arguments given and those that follow from the input."""
        from torch import nn

        values = {name: _tuples(value) for name, value in self._all_values(*shapes).items()}
        module: nn.Module = getattr(nn, self.module)(**values)
        vars(module)["constructed_with"] = values
        return module

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """What torch says, of the class by its name."""
        return CLASS_REFUSED_INPUT.finding(
            module=self.module, inputs=listed(map(str, arriving)), reason=unended(reason)
        )

    def _all_values(self, *shapes: Shape) -> dict[str, Any]:
        given = self.values()
        known = TORCH_CLASSES[self.module].arguments
        missing = (name for name in known if name in FROM_INPUT and name not in given)
        return {**{name: FROM_INPUT[name](shapes[0]) for name in missing}, **given}


def refusal_of(name: str) -> str:
    """Why a name is no class of `torch.nn` that can be a layer, with names near it; empty where it is one."""
    if name in TORCH_CLASSES:
        return ""
    shown = f"“{shortened(name)}”"
    if name in NO_LAYERS:
        return tr("{name} cannot be a layer: {reason}.", name=shown, reason=NO_LAYERS[name])
    if (name.endswith("Loss") and not name.startswith("_")) or name == "NLLLoss2d":
        return tr("{name} is a loss, not a layer: choose it in the training settings.", name=shown)
    if name.startswith("Lazy") and name[4:] in TORCH_CLASSES:
        return tr(
            "{name} is not needed here, as sizes follow from the input: write “{plain}”.", name=shown, plain=name[4:]
        )
    by_case = {each.lower(): each for each in TORCH_CLASSES}
    plain = name.rpartition(".")[2]
    near = [by_case[each] for each in get_close_matches(plain.lower(), by_case, 3)]
    hint = tr("Did you mean {names}?", names=listed([f"“{each}”" for each in near], "or")) if near else ""
    if "." in name:
        told = tr("{name} has a dot: write the name alone, as it stands in torch.nn.", name=shown)
    else:
        told = tr("{name} is no class of torch.nn that can be a layer.", name=shown)
        hint = hint or tr("Write a name such as “Softmin”.")
    return tr("{sentence} {hint}", sentence=told, hint=hint) if hint else told


def _outputs(number: int) -> tuple[str, ...]:
    return ("output",) if number == 1 else tuple(tr("output {number}", number=port) for port in range(number))


def _short(value: Any) -> str:
    return shortened(json.dumps(value, ensure_ascii=False))


def _tuples(value: Any) -> Any:
    """JSON has lists only, where torch wants tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
