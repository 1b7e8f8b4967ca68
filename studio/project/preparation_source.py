"""The preparation of samples as PyTorch source: the names of the classes, and plain functions before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.compiler.formatting import STEP, statement
from studio.compiler.source import Companion
from studio.data.preparation import Preparation
from studio.data.transforms.framing import Crop, Pad, ResizeShorter
from studio.data.transforms.row_steps import CropSequence, Fill, OneHot, Tokens, ToOneHot
from studio.data.transforms.sound_steps import Amplify, FitLength
from studio.data.transforms.steps import (
    LUMA,
    Bytes,
    Colour,
    Grey,
    Normalize,
    OfPictures,
    OfRows,
    Resize,
    Scale,
    Step,
)

NAMES = ("CATEGORIES", "CLASSES", "DEVIATION", "FEATURES", "MEAN", "VOCABULARY", "finish", "prepare")


def companion(preparation: Preparation) -> Companion:
    """What stands beside the class of a network trained so."""
    return Companion(
        names=NAMES,
        constants=tuple(_constants(preparation)),
        functions=tuple(tuple(each) for each in (_prepare(preparation), _finish(preparation)) if each),
        about=_about(preparation),
    )


def _about(preparation: Preparation) -> str:
    answers = "finish(network(prepare(samples)))" if _gives_back(preparation) else "network(prepare(samples))"
    return (
        f"Trained on prepared samples: `{answers}` takes them as they come, {came(preparation)}{_coded(preparation)}."
    )


def came(preparation: Preparation) -> str:
    """Raw samples in words: `pictures (N, 1, H, W) with values in [0, 1]`."""
    sizes = [str(size) if size else name for size, name in zip(preparation.source, "CHW", strict=False)]
    shape = f"(N, {', '.join(sizes)})"
    words = {
        "picture": f"pictures {shape} with values in [0, 1]",
        "row": f"rows {shape} in the units of their source",
        "sample": f"samples {shape} in the units of their source",
        "sequence": f"sequences of tokens {shape}",
        "point": f"points {shape}",
        "recording": f"recordings {shape} of {preparation.rate} Hz with values in [-1, 1]",
    }
    return words[preparation.sample]


def _coded(preparation: Preparation) -> str:
    """What else a row holds than numbers, or what tokens stand for."""
    if preparation.tokenizer is not None:
        return ", places in VOCABULARY: 0 fills up short texts, 1 is unknown"
    coded = ", categories as their places in CATEGORIES" if preparation.categories else ""
    return f"{coded}, NaN for what is missing" if any(isinstance(each, Fill) for each in preparation.steps) else coded


def _constants(preparation: Preparation) -> Iterator[str]:
    if preparation.classes:
        yield from statement("CLASSES = ", _strings(preparation.classes), 0)
    if preparation.features:
        yield from statement("FEATURES = ", _strings(preparation.features), 0)
    if preparation.categories:
        yield from statement("CATEGORIES = ", _tuple(list(map(_strings, preparation.categories))), 0)
    if preparation.tokenizer is not None:
        yield from statement("VOCABULARY = ", _strings(preparation.tokenizer.vocabulary), 0)
    if preparation.normalization is not None:
        yield from statement("MEAN = ", repr(preparation.normalization.mean), 0)
        yield from statement("DEVIATION = ", repr(preparation.normalization.deviation), 0)


def _prepare(preparation: Preparation) -> list[str]:
    lines = [
        "def prepare(samples: torch.Tensor) -> torch.Tensor:",
        f'    """From {came(preparation)} to what the network takes."""',
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
        scale = preparation.target
        if len(scale.means) == 1:
            return [*lines, *statement("return ", f"outputs * {scale.deviations[0]!r} + {scale.means[0]!r}", STEP)]
        for name, numbers in (("mean", scale.means), ("deviation", scale.deviations)):
            lines += statement(f"{name} = ", f"torch.tensor({numbers!r}, device=outputs.device)", STEP)
        return [*lines, "    return outputs * deviation + mean"]
    reshaped = preparation.fitted != preparation.shape
    if reshaped:
        lines += statement("outputs = ", f"outputs.reshape(-1, {_listed(preparation.fitted)})", STEP)
    for name, expression in _scaled_back(preparation):
        lines += statement(f"{name} = ", expression, STEP)
    if reshaped:
        lines += statement("outputs = ", f"outputs.reshape(-1, {_listed(preparation.shape)})", STEP)
    return [*lines, "    return outputs"]


def _scaled_back(preparation: Preparation) -> Iterator[tuple[str, str]]:
    """Names and what they are given, to bring outputs to their own units."""
    scale = next((step for step in preparation.steps if isinstance(step, Scale)), None)
    if scale is not None:
        yield "outputs", f"(outputs - {scale.offset!r}) / {scale.factor!r}"
    else:
        yield from _scales("outputs", len(preparation.fitted))
        yield "outputs", "outputs * deviation + mean"


def _gives_back(preparation: Preparation) -> bool:
    return preparation.finish() is not None


def _assignments(step: Step, axes: int) -> list[tuple[str, str]]:
    """One step as names and what they are given, for `samples` whose samples have so many axes."""
    if isinstance(step, OfPictures):
        return _of_pictures(step)
    if isinstance(step, OfRows):
        return _of_rows(step)
    if isinstance(step, CropSequence | FitLength | Amplify):
        return _of_sequences(step)
    if isinstance(step, Normalize):
        return [*_scales("samples", axes), ("samples", "(samples - mean) / deviation")]
    return [("samples", f"samples.reshape(-1, {_listed(step.to)})")]


def _of_pictures(step: OfPictures) -> list[tuple[str, str]]:
    match step:
        case Grey():
            shares = f"torch.tensor({LUMA!r}, device=samples.device).reshape(3, 1, 1)"
            return [("shares", shares), ("samples", "(samples * shares).sum(dim=1, keepdim=True)")]
        case Colour():
            return [("samples", "samples.expand(-1, 3, -1, -1)")]
        case Resize(height=height, width=width):
            scaled = f'F.interpolate(samples, size=({height}, {width}), mode="bilinear", antialias=True)'
            return [("samples", scaled), ("samples", "samples.clamp(0.0, 1.0)")]
        case ResizeShorter(size=size):
            size_of = f"({size} * height // min(height, width), {size} * width // min(height, width))"
            scaled = f'F.interpolate(samples, size={size_of}, mode="bilinear", antialias=True)'
            sizes = ("height, width", "samples.shape[-2:]")
            return [sizes, ("samples", scaled), ("samples", "samples.clamp(0.0, 1.0)")]
        case Crop(height=height, width=width):
            return _crop(height, width)
        case Pad(edges=(left, top, right, bottom), mode=mode, fill=fill):
            torch_mode = "replicate" if mode == "edge" else mode
            how = f"value={fill!r}" if mode == "constant" else f'mode="{torch_mode}"'
            return [("samples", f"F.pad(samples, ({left}, {right}, {top}, {bottom}), {how})")]
        case Bytes():
            return [("samples", "(samples * 255.0).round() / 255.0")]
        case Scale(factor=factor, offset=offset):
            return [("samples", f"samples * {factor!r} + {offset!r}")]


def _of_rows(step: OfRows) -> list[tuple[str, str]]:
    match step:
        case Fill(values=values, marked=marked):
            return _filled(values, marked)
        case OneHot(sizes=sizes):
            return _spread_out(sizes)
        case Tokens(starts=starts):
            return [("samples", f"samples + torch.tensor({starts!r}, device=samples.device)")]


def _filled(values: Sequence[float | None], marked: Sequence[int]) -> list[tuple[str, str]]:
    """Means in place of what is missing, and for some columns whether it was."""
    numbers = ['float("nan")' if value is None else repr(value) for value in values]
    found = [
        ("missing", "samples.isnan()"),
        ("means", f"torch.tensor({_tuple(numbers)}, device=samples.device)"),
        ("samples", "torch.where(missing, means, samples)"),
    ]
    if marked:
        marks = f"missing[:, {list(marked)!r}].to(samples.dtype)"
        found.append(("samples", f"torch.cat([samples, {marks}], dim=1)"))
    return found


def _of_sequences(step: CropSequence | FitLength | Amplify) -> list[tuple[str, str]]:
    match step:
        case CropSequence(size=size, axis=axis):
            at, before = (1, ":") if axis == "first" else (-1, "...")
            start = ("start", f"round((samples.shape[{at}] - {size}) / 2)")
            return [start, ("samples", f"samples[{before}, start : start + {size}]")]
        case FitLength(size=size, fill=fill):
            missing = ("missing", f"max({size} - samples.shape[-1], 0)")
            return [missing, ("samples", f"F.pad(samples, (0, missing), value={fill!r})[..., :{size}]")]
        case Amplify(factor=factor):
            return [("samples", f"(samples * {factor!r}).clamp(-1.0, 1.0)")]


def _crop(height: int, width: int) -> list[tuple[str, str]]:
    """The middle, after adding black where a picture is smaller."""
    down, across = f"max({height} - samples.shape[-2], 0)", f"max({width} - samples.shape[-1], 0)"
    return [
        ("down, across", f"{down}, {across}"),
        ("samples", "F.pad(samples, (across // 2, across - across // 2, down // 2, down - down // 2))"),
        ("top", f"round((samples.shape[-2] - {height}) / 2)"),
        ("left", f"round((samples.shape[-1] - {width}) / 2)"),
        ("samples", f"samples[..., top : top + {height}, left : left + {width}]"),
    ]


def _spread_out(sizes: tuple[int, ...]) -> list[tuple[str, str]]:
    """Categories as 0 and 1 for every one of their column."""
    spread = OneHot(sizes=sizes).module()
    assert isinstance(spread, ToOneHot)
    held = {"columns": spread.columns, "places": spread.places.long(), "is_category": spread.spread}
    numbers = {
        name: f"torch.tensor({tuple(values.tolist())!r}, device=samples.device)" for name, values in held.items()
    }
    return [
        *numbers.items(),
        ("samples", "samples[:, columns]"),
        ("samples", "torch.where(is_category, (samples == places).to(samples.dtype), samples)"),
    ]


def _scales(tensor: str, axes: int) -> list[tuple[str, str]]:
    """Mean and deviation with a number a channel, beside samples of so many axes."""
    along = "" if axes == 1 else f".reshape(-1{', 1' * (axes - 1)})"
    return [(name.lower(), f"torch.tensor({name}, device={tensor}.device){along}") for name in ("MEAN", "DEVIATION")]


def _listed(sizes: tuple[int, ...]) -> str:
    return ", ".join(map(str, sizes))


def _strings(names: tuple[str, ...]) -> str:
    """A tuple of texts in the quotes that formatters prefer."""
    return _tuple(list(map(_quoted, names)))


def _tuple(expressions: Sequence[str]) -> str:
    return f"({', '.join(expressions)}{',' if len(expressions) == 1 else ''})"


def _quoted(name: str) -> str:
    text = repr(name)
    return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text else text
