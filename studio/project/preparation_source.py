"""The preparation of samples as PyTorch source: the names of the classes, and plain functions before and after."""

from __future__ import annotations

from collections.abc import Iterator

from studio.compiler.formatting import STEP, statement
from studio.compiler.source import Companion
from studio.data.preparation import Preparation
from studio.data.transforms.steps import LUMA, Colour, Grey, Normalize, Reshape, Resize, Step

NAMES = ("CLASSES", "DEVIATION", "FEATURES", "MEAN", "finish", "prepare")


def companion(preparation: Preparation) -> Companion:
    """What stands beside the class of a network trained so."""
    resizes = any(isinstance(step, Resize) for step in preparation.steps)
    return Companion(
        names=NAMES,
        functional=resizes,
        constants=tuple(_constants(preparation)),
        functions=tuple(tuple(each) for each in (_prepare(preparation), _finish(preparation)) if each),
        about=_about(preparation),
    )


def _about(preparation: Preparation) -> str:
    answers = "finish(network(prepare(samples)))" if _gives_back(preparation) else "network(prepare(samples))"
    return f"Trained on prepared samples: `{answers}` takes them as they come, {_came(preparation)}."


def _came(preparation: Preparation) -> str:
    """Raw samples in words: `pictures (N, 1, H, W) with values in [0, 1]`."""
    sizes = [str(size) if size else name for size, name in zip(preparation.source, "CHW", strict=False)]
    shape = f"(N, {', '.join(sizes)})"
    words = {
        "picture": f"pictures {shape} with values in [0, 1]",
        "row": f"rows {shape} in the units of their source",
        "sequence": f"sequences of tokens {shape}",
        "point": f"points {shape}",
    }
    return words[preparation.sample]


def _constants(preparation: Preparation) -> Iterator[str]:
    if preparation.classes:
        yield from statement("CLASSES = ", _strings(preparation.classes), 0)
    if preparation.features:
        yield from statement("FEATURES = ", _strings(preparation.features), 0)
    if preparation.normalization is not None:
        yield from statement("MEAN = ", repr(preparation.normalization.mean), 0)
        yield from statement("DEVIATION = ", repr(preparation.normalization.deviation), 0)


def _prepare(preparation: Preparation) -> list[str]:
    lines = [
        "def prepare(samples: torch.Tensor) -> torch.Tensor:",
        f'    """From {_came(preparation)} to what the network takes."""',
    ]
    shape = preparation.source
    for step in preparation.steps:
        for name, expression in _assignments(step, len(shape)):
            lines += statement(f"{name} = ", expression, STEP)
        shape = step.shape(shape)
    return [*lines, "    return samples"]


def _finish(preparation: Preparation) -> list[str]:
    if not _gives_back(preparation):
        return []
    lines = [
        "def finish(outputs: torch.Tensor) -> torch.Tensor:",
        '    """From what the network gives to the units of the data."""',
    ]
    if preparation.target is not None:
        scaled = f"outputs * {preparation.target.deviation!r} + {preparation.target.mean!r}"
        return [*lines, *statement("return ", scaled, STEP)]
    reshaped = preparation.fitted != preparation.shape
    if reshaped:
        lines += statement("outputs = ", f"outputs.reshape(-1, {_listed(preparation.fitted)})", STEP)
    for name, expression in _scales("outputs", len(preparation.fitted)):
        lines += statement(f"{name} = ", expression, STEP)
    lines.append("    outputs = outputs * deviation + mean")
    if reshaped:
        lines += statement("outputs = ", f"outputs.reshape(-1, {_listed(preparation.shape)})", STEP)
    return [*lines, "    return outputs"]


def _gives_back(preparation: Preparation) -> bool:
    return preparation.finish() is not None


def _assignments(step: Step, axes: int) -> list[tuple[str, str]]:
    """One step as names and what they are given, for `samples` whose samples have so many axes."""
    match step:
        case Grey():
            shares = f"torch.tensor({LUMA!r}, device=samples.device).reshape(3, 1, 1)"
            return [("shares", shares), ("samples", "(samples * shares).sum(dim=1, keepdim=True)")]
        case Colour():
            return [("samples", "samples.expand(-1, 3, -1, -1)")]
        case Resize(height=height, width=width):
            scaled = f'F.interpolate(samples, size=({height}, {width}), mode="bilinear", antialias=True)'
            return [("samples", scaled), ("samples", "samples.clamp(0.0, 1.0)")]
        case Normalize():
            return [*_scales("samples", axes), ("samples", "(samples - mean) / deviation")]
        case Reshape(to=shape):
            return [("samples", f"samples.reshape(-1, {_listed(shape)})")]


def _scales(tensor: str, axes: int) -> list[tuple[str, str]]:
    """Mean and deviation with a number a channel, beside samples of so many axes."""
    along = "" if axes == 1 else f".reshape(-1{', 1' * (axes - 1)})"
    return [(name.lower(), f"torch.tensor({name}, device={tensor}.device){along}") for name in ("MEAN", "DEVIATION")]


def _listed(sizes: tuple[int, ...]) -> str:
    return ", ".join(map(str, sizes))


def _strings(names: tuple[str, ...]) -> str:
    """A tuple of texts in the quotes that formatters prefer."""
    quoted = (repr(name) for name in names)
    texts = [f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text else text for text in quoted]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
